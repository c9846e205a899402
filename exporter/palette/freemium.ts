import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { flag, number, object, part } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import { tenantPath } from './api/identity.ts';
import type { Palette } from './api/palette.ts';

const metrics = {
  freemium: gauge('palette_freemium', 'Whether the tenant is on the free plan.', { per: 'Palette' }),
  usage: gauge(
    'palette_freemium_usage',
    'What the tenant has used of its free plan, in the unit of the plan.',
    {
      per: 'Palette on a free plan',
      stability: 'alpha',
    },
  ),
  limit: gauge(
    'palette_freemium_limit',
    'What the free plan allows: usage, usage over the plan (in its unit), and active clusters.',
    { labels: ['limit'], per: 'Palette on a limited free plan x limit (3)', stability: 'alpha' },
  ),
};

/** `v1TenantFreemiumUsage` (API reference, section 3.15) */
const freemiumUsage = object({
  isFreemium: flag,
  isUnlimited: flag,
  limit: part({ activeClusters: number, overageUsage: number, usage: number }),
  usage: part({ usage: number }),
});

/** The free plan: hosted tenants may have one, a Palette of one's own does not. */
export const freemium = defineCollector<Palette>({
  name: 'freemium',
  describes: 'Usage and limits of a tenant on the free plan.',
  every: '1h',
  metrics,
  optional: true,
  reads: [endpoints.freemiumUsage],
  async collect(palette, emit) {
    const path = await tenantPath(palette);
    const { isFreemium, isUnlimited, limit, usage } = await palette.get(
      endpoints.freemiumUsage,
      freemiumUsage,
      { path },
    );
    emit(metrics.freemium, isFreemium);
    if (!isFreemium) return;
    emit(metrics.usage, usage.usage);
    if (isUnlimited) return;
    emit(metrics.limit, limit.usage, { limit: 'usage' });
    emit(metrics.limit, limit.overageUsage, { limit: 'overage' });
    emit(metrics.limit, limit.activeClusters, { limit: 'active_clusters' });
  },
});
