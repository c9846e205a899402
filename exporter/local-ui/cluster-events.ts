import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../collection/metric.ts';
import { clusterLabels, labelsOf } from './cluster-labels.ts';
import { endpoints } from './endpoints.ts';
import { events } from './event.ts';
import type { LocalUiCluster } from './local-ui.ts';
import { latest } from './values.ts';

const metrics = {
  lastEvent: gauge(
    'palette_localui_cluster_last_event_timestamp_seconds',
    'When the last event of a severity was recorded in a locally managed cluster.',
    { labels: [...clusterLabels, 'severity'], per: 'event severity of a locally managed cluster' },
  ),
};

/** The events of a locally managed cluster, reduced to when they last came. */
export const clusterEvents = defineCollector<LocalUiCluster>({
  name: 'localui_cluster_events',
  describes: 'When events of each severity were last recorded in a locally managed cluster.',
  every: '15m',
  metrics,
  reads: [endpoints.clusterEvents],
  requests: () => 1,
  async collect(localUi, emit) {
    const found = (await localUi.find(endpoints.clusterEvents, events)) ?? [];
    const of = emit.with(labelsOf(localUi));
    for (const severity of new Set(found.map((event) => event.severity))) {
      const times = found.filter((event) => event.severity === severity).map(({ at }) => at);
      of(metrics.lastEvent, latest(times), { severity });
    }
  },
});
