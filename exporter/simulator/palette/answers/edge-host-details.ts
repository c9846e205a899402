import { type GoStruct, slice, struct, time } from '../../go-json.ts';
import { SECRET_MARK } from '../../world/build/marked-secret.ts';
import type { EdgeToken } from '../../world/model/accounts.ts';
import type { EdgeHost } from '../../world/model/edge-host.ts';
import type { World } from '../../world/model/world.ts';
import { wholeList } from '../pages.ts';
import { find, get, type Route } from '../palette-route.ts';
import { objectMeta, projectScope, reference } from '../parts/object-meta.ts';
import { findCluster, packStatus, profileTemplate } from './cluster-details.ts';
import { device, hostHealth } from './edge-hosts.ts';

/** Single edge hosts and registration tokens (API reference, section 3.7). */
export const edgeHostDepthRoutes: readonly Route[] = [
  get('/v1/edgehosts/tokens', 'tenant', ({ world }) => struct({ items: slice(world.edgeTokens, edgeToken) })),
  get('/v1/edgehosts/{uid}', 'project', (request) => {
    const { world, params } = request;
    return edgeHost(world, find(request, 'edgehost', world.edgeHosts, params.uid));
  }),
  get('/v1/spectroclusters/{uid}/edge-native/edgeHosts', 'project', (request) => {
    const { world } = request;
    const cluster = findCluster(request);
    const hosts = world.edgeHosts.filter((host) => host.cluster === cluster);
    return struct({
      items: slice(hosts, (host) => edgeHost(world, host)),
      listmeta: wholeList(hosts.length),
    });
  }),
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

/** `v1EdgeHostDevice` */
function edgeHost(world: World, host: EdgeHost): GoStruct {
  const { cluster } = host;
  return struct({
    metadata: objectMeta(host, { labels: host.labels, annotations: projectScope(host.project) }),
    aclmeta: struct({ projectUid: host.project.uid, tenantUid: world.tenants[0].uid }),
    spec: struct({
      type: 'edge-native',
      clusterProfileTemplates: slice(cluster?.profiles ?? [], ({ profile, version }) =>
        profileTemplate(profile, version),
      ),
      device: device(host),
      host: hostIdentity(host),
      service: struct({ name: 'stylus', version: host.agentVersion }),
      tunnelConfig: struct({}, { remoteSsh: remoteShell(host), remoteSshTempUser: 'disabled' }),
    }),
    status: struct({
      state: host.state,
      health: hostHealth(host),
      inUseClusters: cluster === undefined ? null : [reference(cluster)],
      inUseClustersRef: cluster === undefined ? null : [reference(cluster)],
      packs: slice(cluster?.deployed ?? [], packStatus),
      profileStatus: struct({}, { hasUserMacros: false }),
      serviceAuthToken: `${SECRET_MARK}service-${host.mac}`,
      tunnelStatus: tunnelStatus(host),
    }),
  });
}

function hostIdentity(host: EdgeHost) {
  return struct(
    {},
    {
      hostUid: host.uid,
      hostAddress: host.ip,
      macAddress: host.mac,
      hostAuthToken: `${SECRET_MARK}host-${host.mac}`,
      hostPairingKey: `${SECRET_MARK}pairing-${host.mac}`,
      hostChecksum: '',
      disableAutoRegister: false,
      project: reference(host.project),
      remoteSsh: remoteShell(host),
    },
  );
}

function tunnelStatus({ remoteShell: { tunnel }, mac, modifiedAt }: EdgeHost) {
  if (tunnel === undefined) return undefined;
  return struct({
    ssh: struct({
      state: tunnel,
      lastModifiedTime: time(modifiedAt),
      user: struct({
        state: 'Created',
        lastModifiedTime: time(modifiedAt),
        credentials: struct({ username: 'spectro-temp', password: `${SECRET_MARK}shell-${mac}` }),
      }),
    }),
  });
}

function remoteShell({ remoteShell }: EdgeHost): 'enabled' | 'disabled' {
  return remoteShell.allowed ? 'enabled' : 'disabled';
}
