import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { endpoints } from './api/endpoints.ts';
import type { LocalUiCluster } from './api/local-ui.ts';
import { clusterLabels, labelsOfCluster } from './parts/labels.ts';
import { events } from './parts/logged-events.ts';
import { latest } from './parts/text-values.ts';

const metrics = {
  lastEvent: gauge(
    'palette_localui_cluster_last_event_timestamp_seconds',
    'When the last event of a severity was recorded in a locally managed cluster.',
    { labels: [...clusterLabels, 'severity'], per: 'event severity of a locally managed cluster' },
  ),
};

/** The events of a locally managed cluster, reduced to when they last came. */
export const localuiClusterEvents = defineCollector<LocalUiCluster>({
  name: 'localui_cluster_events',
  describes: 'When events of each severity were last recorded in a locally managed cluster.',
  every: '15m',
  metrics,
  reads: [endpoints.clusterEvents],
  async collect(localUi, emit) {
    const found = (await localUi.find(endpoints.clusterEvents, events)) ?? [];
    const of = emit.with(labelsOfCluster(localUi));
    for (const severity of new Set(found.map((event) => event.severity))) {
      const times = found.filter((event) => event.severity === severity).map(({ at }) => at);
      of(metrics.lastEvent, latest(times), { severity });
    }
  },
});
