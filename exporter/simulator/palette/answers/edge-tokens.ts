import { slice, struct, time } from '../../go-json.ts';
import type { EdgeToken } from '../../world/model/accounts.ts';
import { get, type Route } from '../palette-route.ts';
import { objectMeta, reference } from '../parts/object-meta.ts';

/** Registration tokens of new edge hosts (API reference, section 3.7). */
export const edgeTokenRoutes: readonly Route[] = [
  get('/v1/edgehosts/tokens', 'tenant', ({ world }) => struct({ items: slice(world.edgeTokens, edgeToken) })),
];

/** `v1EdgeToken`, token included. */
function edgeToken(token: EdgeToken) {
  return struct({
    metadata: objectMeta(token),
    spec: struct({
      defaultProject: reference(token.project),
      expiry: time(token.expiresAt),
      token: token.token,
    }),
    status: struct({}, { isActive: token.isActive }),
  });
}
