import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { member, object } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { LocalUiHost } from './api/local-ui.ts';

const metrics = {
  state: gauge(
    'palette_localui_host_configuration_change_state',
    'How the last change of proxy or certificate authorities of a host went, 1 for the current state.',
    { labels: ['state'], per: 'Local UI host' },
  ),
};

/** `v1EdgeHostConfigurationStatus` */
const change = object({ state: member('Not Configured', 'In Progress', 'Configured', 'Failed') });

/** How the last change of a host's configuration went. */
export const localuiConfiguration = defineCollector<LocalUiHost>({
  name: 'localui_configuration',
  describes: 'How the last change of proxy or certificate authorities of a host went.',
  every: '1m',
  metrics,
  reads: [endpoints.configurationStatus],
  async collect(localUi, emit) {
    const { state } = await localUi.get(endpoints.configurationStatus, change);
    if (state) emit(metrics.state, 1, { state });
  },
});
