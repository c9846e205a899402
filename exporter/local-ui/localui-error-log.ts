import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { endpoints } from './api/endpoints.ts';
import type { LocalUiHost } from './api/local-ui.ts';
import { events } from './parts/logged-events.ts';
import { latest } from './parts/text-values.ts';

const metrics = {
  lastError: gauge(
    'palette_localui_host_last_error_timestamp_seconds',
    'When a host last logged an error; no series when it never did.',
    { per: 'Local UI host' },
  ),
};

/** The error log of a host, reduced to when it last grew. */
export const localuiErrorLog = defineCollector<LocalUiHost>({
  name: 'localui_error_log',
  describes: 'When a host last logged an error.',
  every: '15m',
  metrics,
  reads: [endpoints.errorLogs],
  async collect(localUi, emit) {
    const errors = await localUi.find(endpoints.errorLogs, events);
    emit(metrics.lastError, latest(errors?.map(({ at }) => at) ?? []));
  },
});
