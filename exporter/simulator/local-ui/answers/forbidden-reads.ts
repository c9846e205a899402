import { struct } from '../../go-json.ts';
import { SECRET_MARK } from '../../world/build/marked-secret.ts';
import { get, type LocalUiRoute, localCluster } from '../local-ui-route.ts';

/** Reads that the exporter must never send, since they hold secrets (Local UI reference, section 2). */
export const forbiddenRoutes: readonly LocalUiRoute[] = [
  get('/v1/edge-mgmt/edgehosts/current/userdata', ({ host }) =>
    struct({
      hostName: host.name,
      registryCredentials: struct({ username: 'admin', password: `${SECRET_MARK}registry` }),
      stages: `password: ${SECRET_MARK}stages\n`,
      v1Management: struct({ edgeHostToken: `${SECRET_MARK}host` }, { type: 'local' }),
    }),
  ),
  get('/v1/edge-mgmt/cluster', (request) =>
    struct({
      metadata: struct({ id: localCluster(request).id, name: localCluster(request).name }),
      spec: struct({
        profileVariables: [struct({ name: 'password', value: `${SECRET_MARK}variable` })],
      }),
    }),
  ),
];
