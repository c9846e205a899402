import { slice, struct, time } from '../../go-json.ts';
import type { CloudAccount, Gateway } from '../../world/model/gateway.ts';
import type { World } from '../../world/model/world.ts';
import { page } from '../paging.ts';
import { get, post, type Route } from '../palette-route.ts';
import { objectMeta } from '../parts/object-meta.ts';

/** Private cloud gateways and cloud accounts (API reference, section 3.16). */
export const gatewayRoutes: readonly Route[] = [
  post('/v1/dashboard/pcgs/search', 'tenant', ({ world, now, query }) =>
    page(world.gateways, query, (gateway) => overlord(world, gateway, now)),
  ),
  get('/v1/overlords', 'tenant', ({ world, now, query: { name } }) => {
    const found = world.gateways.filter((gateway) => name === undefined || gateway.name === name);
    return struct({ items: slice(found, (gateway) => overlord(world, gateway, now)) });
  }),
  get('/v1/cloudaccounts/summary', 'project', ({ world, query }) =>
    page(world.cloudAccounts, query, cloudAccount),
  ),
];

/** `v1Overlord` */
function overlord(world: World, gateway: Gateway, now: number) {
  return struct({
    kind: 'vsphere',
    metadata: objectMeta(gateway),
    spec: struct(
      { isSystem: gateway.isSystem, isSelfHosted: true, ipPools: null, tenantUid: world.tenants[0].uid },
      { cloudAccountUid: '', spectroClusterUid: gateway.clusterUid },
    ),
    status: struct(
      {
        state: gateway.state,
        kubectlCommands: null,
        health: struct({
          state: gateway.healthy ? 'Healthy' : 'UnHealthy',
          agentVersion: gateway.agentVersion,
          conditions: null,
          lastHeartBeatTimestamp: time(gateway.silentSince ?? Math.floor(now / 30_000) * 30_000),
        }),
        notifications: struct({}, { isAvailable: false, isTemplateVariableResolutionPending: false }),
      },
      { isActive: true, isReady: gateway.isReady },
    ),
  });
}

/** `v1CloudAccountSummary` */
function cloudAccount(account: CloudAccount) {
  return struct({
    kind: account.kind,
    metadata: objectMeta(account),
    specSummary: struct({ accountId: account.name }),
    status: struct({
      state: account.state,
      tokenExpiry: time(account.tokenExpiresAt),
      tokenGenerationTime: time(account.createdAt),
    }),
  });
}
