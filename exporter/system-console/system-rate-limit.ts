import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { flag, object } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { SystemConsole } from './api/system-console.ts';

const metrics = {
  active: gauge(
    'palette_system_rate_limit_active',
    'Whether the installation limits the requests of its clients.',
    { per: 'system console' },
  ),
};

/** `v1SystemRateLimit` (API reference, section 3.17) */
const limitOfRequests = object({ isActive: flag });

/** Whether the exporter has a budget to keep to. */
export const systemRateLimit = defineCollector<SystemConsole>({
  name: 'system_rate_limit',
  describes: 'Whether the installation limits requests.',
  every: '1h',
  metrics,
  reads: [endpoints.rateLimit],
  async collect(system, emit) {
    const { isActive } = await system.get(endpoints.rateLimit, limitOfRequests);
    emit(metrics.active, isActive);
  },
});
