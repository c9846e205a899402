import { slice, struct } from '../../go-json.ts';
import type { Cluster } from '../../world/model/cluster.ts';
import { page, wholeList } from '../paging.ts';
import { get, type PaletteRequest, post, type Route, recent } from '../palette-route.ts';
import { clusterHealth, clusterMetrics, healthState, isHeartbeatFailed } from '../parts/cluster-health.ts';
import { clusterMeta, clusterSpec, cost, notifications } from '../parts/cluster-summary.ts';
import { objectMeta, reference } from '../parts/object-meta.ts';
import { inScope } from '../request-scope.ts';
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
function clusterSummary(cluster: Cluster, now: number) {
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
