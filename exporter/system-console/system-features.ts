import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { flag, object } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { SystemConsole } from './api/system-console.ts';

const metrics = {
  allowed: gauge('palette_system_feature_allowed', 'Whether a feature is allowed on this installation.', {
    labels: ['feature'],
    per: 'feature flag',
  }),
};

/** `v1SystemFeature` (API reference, section 3.17) */
const feature = object({ spec: object({ key: z.string(), isAllowed: flag }) }).transform(({ spec }) => ({
  uid: spec.key,
  isAllowed: spec.isAllowed,
}));

/** What the installation lets its tenants use. */
export const systemFeatures = defineCollector<SystemConsole>({
  name: 'system_features',
  describes: 'Feature flags of the installation.',
  every: '1h',
  metrics,
  reads: [endpoints.features],
  async collect(system, emit) {
    for await (const { uid, isAllowed } of system.rows(endpoints.features, feature)) {
      emit(metrics.allowed, isAllowed, { feature: uid });
    }
  },
});
