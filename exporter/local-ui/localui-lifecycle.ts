import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { endpoints } from './api/endpoints.ts';
import type { LocalUiCluster } from './api/local-ui.ts';
import { lifecycleEvents } from './parts/conditions.ts';
import { clusterLabels, labelsOfCluster } from './parts/labels.ts';

const per = 'lifecycle stage of a locally managed cluster';

const metrics = {
  condition: gauge(
    'palette_localui_lifecycle_condition',
    'A stage in the life of a locally managed cluster, 1 for its current status.',
    { labels: [...clusterLabels, 'category', 'type', 'status'], per },
  ),
  transition: gauge(
    'palette_localui_lifecycle_condition_last_transition_timestamp_seconds',
    'When a stage in the life of a locally managed cluster last changed.',
    { labels: [...clusterLabels, 'type'], per },
  ),
};

/** The stages of provisioning and upgrade: the nearest that Local UI has to a progress bar. */
export const localuiLifecycle = defineCollector<LocalUiCluster>({
  name: 'localui_lifecycle',
  describes: 'Stages of provisioning and upgrade of a locally managed cluster.',
  every: '1m',
  metrics,
  reads: [endpoints.lifecycle],
  async collect(localUi, emit) {
    const found = await localUi.find(endpoints.lifecycle, lifecycleEvents);
    const of = emit.with(labelsOfCluster(localUi));
    for (const { type, status, lastTransitionTime } of found?.clusterEvents ?? []) {
      of(metrics.condition, 1, { category: found?.categories.get(type), type, status });
      of(metrics.transition, lastTransitionTime, { type });
    }
  },
});
