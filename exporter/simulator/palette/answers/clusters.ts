import { type GoValue, map, slice, struct } from '../../go-json.ts';
import type { Cluster, MachinePool } from '../../world/model/cluster.ts';
import type { AttachedProfile, Pack } from '../../world/model/profile.ts';
import { page, wholeList } from '../pages.ts';
import { get, inScope, type PaletteRequest, post, type Route, recent } from '../palette-route.ts';
import { clusterHealth, clusterMetrics, healthState, isHeartbeatFailed } from '../parts/cluster-health.ts';
import { objectMeta, projectScope, reference } from '../parts/object-meta.ts';
import { type Properties, search } from '../search.ts';

/** Clusters, fleet view (API reference, section 3.2). */
export const clusterRoutes: readonly Route[] = [
  post('/v1/dashboard/spectroclusters/search', 'project', (request) =>
    page(searchClusters(request), request.query, (cluster) => clusterSummary(cluster, request.now)),
  ),
  post('/v1/dashboard/spectroclusters/metadata/search', 'project', (request) => {
    const found = searchClusters(request);
    const items = slice(found, (cluster) => clusterMetaSummary(cluster, request.now));
    return struct({ items, listmeta: wholeList(found.length) });
  }),
  recent(
    get('/v1/dashboard/spectroclusters/meta', 'project', (request) =>
      inScope(request, request.world.clusters).map(clusterLocation),
    ),
  ),
  get('/v1/dashboard/spectroclusters/repaveStatus', 'project', (request) => {
    const wanted = request.query.repaveState ?? 'Pending';
    const found = inScope(request, request.world.clusters).filter(({ repave }) => repave?.state === wanted);
    return page(found, request.query, (cluster) => clusterSummary(cluster, request.now));
  }),
];

function searchClusters(request: PaletteRequest): readonly Cluster[] {
  const properties: Properties<Cluster> = {
    clusterName: ({ name }) => name,
    clusterState: ({ state }) => state,
    environment: ({ cloudType }) => cloudType,
    healthState: (cluster) => healthState(cluster, request.now),
    isDeleted: ({ deletedAt }) => deletedAt !== undefined,
    tags: ({ tags }) => tags,
    creationTimestamp: ({ createdAt }) => createdAt,
    lastModifiedTimestamp: ({ modifiedAt }) => modifiedAt,
  };
  return search(inScope(request, request.world.clusters), request.body, properties);
}

/** `v1SpectroClusterMeta` */
function clusterLocation(cluster: Cluster) {
  return struct({
    metadata: objectMeta(cluster, { labels: cluster.tags }),
    spec: struct({
      archType: ['amd64'],
      cloudType: cluster.cloudType,
      clusterType: 'PureManage',
      tags: tagList(cluster),
    }),
    status: struct({}, { state: cluster.state }),
  });
}

/** `v1SpectroClusterSummary` */
export function clusterSummary(cluster: Cluster, now: number) {
  return struct({
    metadata: clusterMeta(cluster),
    specSummary: struct({ projectMeta: reference(cluster.project), ...clusterSpec(cluster) }),
    status: struct({
      state: cluster.state,
      health: clusterHealth(cluster, now),
      metrics: clusterMetrics(cluster, now),
      notifications: notifications(cluster),
      repave: cluster.repave && struct({ state: cluster.repave.state }),
      cost: cost(),
      hourlyRate: cost(),
      fips: struct({ mode: 'none' }),
    }),
  });
}

/** What the fleet view and the overview of one cluster say about its intent. */
export function clusterSpec(cluster: Cluster) {
  return struct({
    cloudConfig: struct({
      cloudType: cluster.cloudType,
      uid: cluster.cloudConfigUid,
      machinePools: slice(cluster.pools, poolMeta),
      hybridMachinePools: null,
    }),
    archTypes: ['amd64'],
    clusterProfileTemplates: slice(cluster.profiles, profileMeta),
  });
}

export function clusterMeta(cluster: Cluster) {
  const annotations = projectScope(cluster.project);
  if (cluster.agentUpgradePaused) annotations.spectroComponentsUpgradeForbidden = 'true';
  return objectMeta(cluster, { labels: cluster.tags, annotations });
}

export function notifications(cluster: Cluster) {
  return struct(
    {},
    { isAvailable: cluster.pendingUpdates.length > 0, isTemplateVariableResolutionPending: false },
  );
}

/** Bare metal costs nothing that Palette knows of. */
export function cost() {
  return struct({ cloud: struct({}, { compute: 0, storage: 0, total: 0 }) }, { total: 0 });
}

/** `v1MachinePoolMeta`: pools have no name in the fleet view. */
function poolMeta({ isControlPlane, machines }: MachinePool) {
  return struct(
    { labels: null },
    {
      isControlPlane,
      size: machines.length,
      healthy: machines.filter(({ healthy }) => healthy).length,
      maintenanceMode: machines.filter(({ maintenance }) => maintenance?.action === 'cordon').length,
    },
  );
}

/** `v1ClusterProfileTemplateMeta` */
function profileMeta({ profile, version }: AttachedProfile) {
  return struct({
    uid: version.uid,
    name: profile.name,
    type: profile.type,
    cloudType: profile.cloudType,
    scope: profile.project === undefined ? 'tenant' : 'project',
    version: profile.versions.indexOf(version) + 1,
    packs: slice(version.packs, (pack) => packRef(pack)),
  });
}

/** `v1PackRef`; only documents of single clusters carry the pack's values. */
export function packRef(pack: Pack, extra: Readonly<Record<string, GoValue>> = {}) {
  return struct({
    packUid: pack.uid,
    name: pack.name,
    layer: pack.layer,
    type: pack.type,
    tag: pack.version,
    version: pack.version,
    registryUid: pack.registryUid,
    annotations: map({ displayName: pack.displayName, source: 'spectrocloud' }),
    isInvalid: pack.invalidReason !== undefined,
    inValidReason: pack.invalidReason,
    manifests: null,
    presets: null,
    schema: null,
    ...extra,
  });
}

/** `v1SpectroClusterMetaSummary` */
function clusterMetaSummary(cluster: Cluster, now: number) {
  const failed = isHeartbeatFailed(cluster, now);
  return struct({
    metadata: objectMeta(cluster, { labels: cluster.tags }),
    specSummary: struct({
      projectMeta: reference(cluster.project),
      cloudType: cluster.cloudType,
      clusterType: 'PureManage',
      archType: ['amd64'],
      tags: tagList(cluster),
    }),
    status: struct({
      state: cluster.state,
      health: cluster.health && struct({ state: healthState(cluster, now) }, { isHeartBeatFailed: failed }),
      updates: struct({}, { isUpdatesPending: cluster.pendingUpdates.length > 0 }),
      cost: struct({}, { total: 0 }),
      fips: struct({ mode: 'none' }),
    }),
  });
}

function tagList({ tags }: Cluster) {
  return slice(Object.entries(tags), ([key, value]) => `${key}:${value}`);
}
