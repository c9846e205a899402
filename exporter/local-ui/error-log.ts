import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../collection/metric.ts';
import { endpoints } from './endpoints.ts';
import { events } from './event.ts';
import type { LocalUiHost } from './local-ui.ts';
import { latest } from './values.ts';

const metrics = {
  lastError: gauge(
    'palette_localui_host_last_error_timestamp_seconds',
    'When a host last logged an error; no series when it never did.',
    { per: 'Local UI host' },
  ),
};

/** The error log of a host, reduced to when it last grew. */
export const errorLog = defineCollector<LocalUiHost>({
  name: 'localui_error_log',
  describes: 'When a host last logged an error.',
  every: '15m',
  metrics,
  reads: [endpoints.errorLogs],
  requests: () => 1,
  async collect(localUi, emit) {
    const errors = await localUi.find(endpoints.errorLogs, events);
    emit(metrics.lastError, latest(errors?.map(({ at }) => at) ?? []));
  },
});
