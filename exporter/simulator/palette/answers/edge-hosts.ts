import { type GoStruct, slice, struct } from '../../go-json.ts';
import type { EdgeHost } from '../../world/model/edge-host.ts';
import type { Disk } from '../../world/model/hardware.ts';
import type { AttachedProfile } from '../../world/model/profile.ts';
import { page } from '../pages.ts';
import { get, inScope, type PaletteRequest, post, type Route } from '../palette-route.ts';
import { objectMeta, projectScope, reference } from '../parts/object-meta.ts';
import { type Properties, search } from '../search.ts';
import { packSummary } from './cluster-profiles.ts';

/** Edge hosts (API reference, section 3.7). */
export const edgeHostRoutes: readonly Route[] = [
  post('/v1/dashboard/edgehosts/search', 'project', (request) =>
    page(searchHosts(request), request.query, hostMetadata),
  ),
  post('/v1/dashboard/appliances/metadata', 'project', (request) =>
    struct({ items: slice(inScope(request, request.world.edgeHosts), hostMetadata) }),
  ),
  get('/v1/edgehosts/metadata', 'project', (request) => {
    const isUnused = request.query.quickFilter === 'unusedEdgeHosts';
    const hosts = inScope(request, request.world.edgeHosts).filter(
      ({ cluster }) => !isUnused || cluster === undefined,
    );
    return struct({ edgeHosts: slice(hosts, hostMeta) });
  }),
];

const PROPERTIES: Properties<EdgeHost> = {
  name: ({ name }) => name,
  state: ({ state }) => state,
  healthState: ({ health }) => health?.state,
  architecture: ({ architecture }) => architecture,
  tags: ({ labels }) => labels,
  creationTimestamp: ({ createdAt }) => createdAt,
  lastModifiedTimestamp: ({ modifiedAt }) => modifiedAt,
};

function searchHosts(request: PaletteRequest): readonly EdgeHost[] {
  return search(inScope(request, request.world.edgeHosts), request.body, PROPERTIES);
}

/** `v1EdgeHostMeta` */
function hostMeta({ uid, name, state, health, architecture }: EdgeHost) {
  return struct({
    uid,
    name,
    state,
    healthState: health?.state,
    archType: architecture,
    edgeHostType: 'edge-native',
  });
}

/** `v1EdgeHostsMetadata` */
function hostMetadata(host: EdgeHost) {
  const { cluster } = host;
  return struct({
    metadata: objectMeta(host, { labels: host.labels, annotations: projectScope(host.project) }),
    spec: struct({
      type: 'edge-native',
      projectMeta: reference(host.project),
      host: struct({ hostAddress: host.ip, macAddress: host.mac }),
      device: device(host),
      clusterProfileTemplates: slice(cluster?.profiles ?? [], profileSummary),
    }),
    status: struct({
      state: host.state,
      health: hostHealth(host),
      inUseClusters: cluster === undefined ? null : [reference(cluster)],
      inUseClustersRef: cluster === undefined ? null : [reference(cluster)],
    }),
  });
}

/** `v1EdgeHostHealth`: there is no time of a last report anywhere. */
export function hostHealth({ health, agentVersion }: EdgeHost) {
  return health && struct({ state: health.state, message: health.message, agentVersion });
}

/** `v1DeviceSpec` */
export function device(host: EdgeHost): GoStruct {
  return struct({
    archType: host.architecture,
    cpu: struct({ cores: host.cores }),
    memory: struct({ sizeInMB: host.memoryMb }),
    disks: slice(host.disks, disk),
    gpus: slice(host.gpus, ({ vendor, model, memory, count }) =>
      struct({ vendor, model, memory, gpuCount: count }),
    ),
    nics: [nic(host)],
    os: struct({ ...host.os }),
    hostState: host.bootPhase,
    hostType: host.hostType,
    secureBoot: host.secureBoot,
  });
}

/** `v1Nic` */
export function nic({ ip, mac }: { readonly ip: string; readonly mac: string }): GoStruct {
  const gateway = ip.replace(/\d+$/, '1');
  return struct({
    nicName: 'eth0',
    ip,
    macAddr: mac,
    gateway,
    subnet: '255.255.255.0',
    dns: [gateway],
    isDefault: true,
  });
}

/** `v1Disk`; sizes in GB. */
export function disk({ vendor, controller, size, partitions }: Disk) {
  return struct({
    vendor,
    controller,
    size,
    partitions: slice(partitions, ({ mountPoint, fileSystem, total, used }) =>
      struct({
        mountPoint,
        fileSystemType: fileSystem,
        totalSpace: total,
        usedSpace: used,
        freeSpace: total - used,
      }),
    ),
  });
}

/** `v1ProfileTemplateSummary`: its version is text, where the fleet view of clusters has a number. */
function profileSummary({ profile, version }: AttachedProfile) {
  return struct({
    uid: version.uid,
    name: profile.name,
    type: profile.type,
    cloudType: profile.cloudType,
    version: version.version,
    packs: slice(version.packs, packSummary),
  });
}
