import { slice, struct } from '../../go-json.ts';
import { get, type Route } from '../palette-route.ts';
import { objectMeta } from '../parts/object-meta.ts';
import { resourceLimits } from '../parts/resource-limits.ts';
import { ownTenant } from '../request-scope.ts';

/** Limits, features and settings of the tenant (API reference, sections 1.1, 3.14 and 3.15). */
export const tenantSettingRoutes: readonly Route[] = [
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
