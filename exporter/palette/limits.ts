import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { list, number, object } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { Reads } from './api/fleet.ts';
import { tenantPath } from './api/identity.ts';
import type { Palette } from './api/palette.ts';

const metrics = {
  limit: gauge('palette_resource_limit', 'How many of a kind of resource the tenant may have.', {
    labels: ['kind'],
    per: 'kind of resource (25)',
  }),
  maxLimit: gauge(
    'palette_resource_limit_max',
    'How far the limit of a kind of resource can be raised without the system console.',
    { labels: ['kind'], per: 'kind of resource (25)' },
  ),
  used: gauge(
    'palette_resource_used',
    'How many of a limited kind of resource there are, as far as other collectors counted the whole tenant.',
    { labels: ['kind'], per: 'kind of resource that is counted (7)' },
  ),
};

/** `v1TenantResourceLimits` (API reference, section 3.14) */
const resourceLimits = object({
  resources: list(object({ kind: z.string(), limit: number, maxLimit: number })),
});

/** How much of everything the tenant may have, and has. */
export const limits = defineCollector<Palette<Reads<'counted'>>>({
  name: 'limits',
  describes: 'Limits of the tenant by kind of resource, and how much of them is used.',
  every: '5m',
  metrics,
  reads: [endpoints.resourceLimits],
  async collect(palette, emit) {
    const path = await tenantPath(palette);
    const { resources } = await palette.get(endpoints.resourceLimits, resourceLimits, { path });
    for (const { kind, limit, maxLimit } of resources) {
      emit(metrics.limit, limit, { kind });
      emit(metrics.maxLimit, maxLimit, { kind });
      emit(metrics.used, palette.fleet.counted.get(kind), { kind });
    }
  },
});
