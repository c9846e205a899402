import { slice, struct } from '../../go-json.ts';
import { get, type Route } from '../palette-route.ts';
import { objectMeta } from '../parts/object-meta.ts';
import { ownTenant } from './tenants.ts';

/** Documented defaults of a tenant. */
const LIMITS = {
  user: 300,
  project: 50,
  apiKey: 20,
  clusterprofile: 200,
  registry: 50,
  location: 100,
  spectrocluster: 10_000,
  edgehost: 200,
  edgetoken: 200,
  clustertemplate: 100,
};

/** Limits, features and settings of the tenant (API reference, sections 1.1, 3.14 and 3.15). */
export const limitRoutes: readonly Route[] = [
  get('/v1/tenants/{tenantUid}/resourceLimits', 'tenant', (request) => {
    ownTenant(request);
    return resourceLimits(true);
  }),
  get('/v1/tenants/{tenantUid}/authTokenSettings', 'tenant', (request) => {
    ownTenant(request);
    return struct({}, { expiryTimeMinutes: 15 });
  }),
  get('/v1/tenants/{tenantUid}/freemiumUsage', 'tenant', (request) => {
    ownTenant(request);
    return struct({}, { isFreemium: false, isUnlimited: true });
  }),
  get('/v1/features', 'tenant', ({ world }) =>
    struct({
      items: slice(
        world.platform.features.filter(({ isAllowed }) => isAllowed),
        ({ key, description }) =>
          struct({ metadata: objectMeta({ uid: key, name: key }), spec: struct({ key, description }) }),
      ),
    }),
  ),
];

/** `v1TenantResourceLimits`, and `v1SystemResourceLimits` without the labels. */
export function resourceLimits(hasLabels: boolean) {
  return struct({
    resources: slice(Object.entries(LIMITS), ([kind, limit]) =>
      struct({ label: hasLabels ? kind : '' }, { kind, limit, maxLimit: limit * 2 }),
    ),
  });
}
