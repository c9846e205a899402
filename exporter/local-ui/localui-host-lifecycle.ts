import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { endpoints } from './api/endpoints.ts';
import type { LocalUiHost } from './api/local-ui.ts';
import { lifecycleEvents } from './parts/conditions.ts';

const metrics = {
  condition: gauge(
    'palette_localui_host_lifecycle_condition',
    'A stage in the life of a host, 1 for its current status.',
    { labels: ['category', 'type', 'status'], per: 'lifecycle stage of a Local UI host' },
  ),
  transition: gauge(
    'palette_localui_host_lifecycle_condition_last_transition_timestamp_seconds',
    'When a stage in the life of a host last changed.',
    { labels: ['type'], per: 'lifecycle stage of a Local UI host' },
  ),
};

/** The stages that a host went through, from registration on. */
export const localuiHostLifecycle = defineCollector<LocalUiHost>({
  name: 'localui_host_lifecycle',
  describes: 'Stages in the life of a host and when it reached them.',
  every: '15m',
  metrics,
  reads: [endpoints.lifecycle],
  async collect(localUi, emit) {
    const lifecycle = await localUi.find(endpoints.lifecycle, lifecycleEvents);
    for (const { type, status, lastTransitionTime } of lifecycle?.edgeHostEvents ?? []) {
      emit(metrics.condition, 1, { category: lifecycle?.categories.get(type), type, status });
      emit(metrics.transition, lastTransitionTime, { type });
    }
  },
});
