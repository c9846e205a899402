import { slice, struct, time } from '../../go-json.ts';
import type { ApiKey, User } from '../../world/model/accounts.ts';
import { page } from '../paging.ts';
import { get, post, type Route } from '../palette-route.ts';
import { objectMeta } from '../parts/object-meta.ts';

/** Users and API keys (API reference, sections 1.1 and 3.14). */
export const userRoutes: readonly Route[] = [
  get('/v1/users/info', 'user', ({ world, identity }) =>
    struct({
      orgName: world.tenants[0].name,
      tenantUid: world.tenants[0].uid,
      userUid: identity?.kind === 'tenant' ? identity.user.uid : '',
    }),
  ),
  get('/v1/apiKeys', 'tenant', ({ world }) => struct({ items: slice(world.apiKeys, apiKey) })),
  get('/v1/users', 'tenant', ({ world, query }) => page(world.users, query, user)),
  post('/v1/users/summary', 'tenant', ({ world }) => struct({ items: slice(world.users, userSummary) })),
];

/** `v1ApiKey`; `status.isActive` is dropped when false. */
function apiKey(key: ApiKey) {
  return struct({
    metadata: objectMeta(key),
    spec: struct({
      expiry: time(key.expiresAt),
      key: key.key,
      user: struct({ uid: key.user.uid, firstName: 'Palette', lastName: 'Monitoring' }),
    }),
    status: struct({ isActive: key.isActive }),
  });
}

/** `v1User` */
function user(one: User) {
  return struct({
    metadata: meta(one),
    spec: struct({ emailId: one.email, firstName: 'Palette', lastName: 'Monitoring', roles: null }),
    status: userStatus(one),
  });
}

/** `v1UserSummary` */
function userSummary(one: User) {
  return struct({
    metadata: meta(one),
    spec: struct(
      { emailId: one.email, firstName: 'Palette', projects: null, roles: null, teams: null },
      { projectsCount: 0 },
    ),
    status: userStatus(one),
  });
}

function meta({ uid, email, createdAt }: User) {
  return objectMeta({ uid, name: email, createdAt });
}

/** `v1UserStatus`; the link lets anybody take the account over who holds it. */
function userStatus({ isActive, lastSignIn, activationLink = '' }: User) {
  return struct({ lastSignIn: time(lastSignIn) }, { isActive, isPasswordResetting: false, activationLink });
}
