import { type GoStruct, slice, struct, time } from '../../go-json.ts';
import { SECRET_MARK } from '../../world/build/marked-secret.ts';
import type { EdgeHost } from '../../world/model/edge-host.ts';
import type { World } from '../../world/model/world.ts';
import { wholeList } from '../paging.ts';
import { get, type Route } from '../palette-route.ts';
import { device, hostHealth } from '../parts/edge-host-device.ts';
import { objectMeta, projectScope, reference } from '../parts/object-meta.ts';
import { packStatus, profileTemplate } from '../parts/pack-references.ts';
import { find, findCluster } from '../request-scope.ts';

/** Single edge hosts (API reference, section 3.7). */
export const edgeHostDetailRoutes: readonly Route[] = [
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
