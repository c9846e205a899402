import { struct } from '../go-json.ts';
import { get, type Route } from './route.ts';

/** Users, keys, audits and limits (API reference, sections 1.1 and 3.14). */
export const userRoutes: readonly Route[] = [
  get('/v1/users/info', 'user', ({ world, identity }) =>
    struct({
      orgName: world.tenants[0].name,
      tenantUid: world.tenants[0].uid,
      userUid: identity?.kind === 'tenant' ? identity.user.uid : '',
    }),
  ),
];
