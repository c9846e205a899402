import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { list, number, object } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { SystemConsole } from './api/system-console.ts';

const labels = ['kind'] as const;
const per = 'kind of resource (25)';

const metrics = {
  limit: gauge(
    'palette_system_resource_limit',
    'How many of a kind of resource a tenant may have unless its own limit says otherwise.',
    { labels, per },
  ),
  max: gauge(
    'palette_system_resource_limit_max',
    'How far tenants can raise the limit of a kind of resource.',
    {
      labels,
      per,
    },
  ),
};

/** `v1SystemResourceLimits` (API reference, section 3.17) */
const resourceLimits = object({
  resources: list(object({ kind: z.string(), limit: number, maxLimit: number })),
});

/** What every tenant starts with. */
export const systemLimits = defineCollector<SystemConsole>({
  name: 'system_limits',
  describes: 'Limits that the installation sets its tenants by kind of resource.',
  every: '1h',
  optional: true,
  metrics,
  reads: [endpoints.resourceLimits],
  async collect(system, emit) {
    const { resources } = await system.get(endpoints.resourceLimits, resourceLimits);
    for (const { kind, limit, maxLimit } of resources) {
      emit(metrics.limit, limit, { kind });
      emit(metrics.max, maxLimit, { kind });
    }
  },
});
