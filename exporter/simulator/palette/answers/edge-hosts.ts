import { slice, struct } from '../../go-json.ts';
import type { EdgeHost } from '../../world/model/edge-host.ts';
import type { AttachedProfile } from '../../world/model/profile.ts';
import { page } from '../paging.ts';
import { get, type PaletteRequest, post, type Route } from '../palette-route.ts';
import { device, hostHealth } from '../parts/edge-host-device.ts';
import { objectMeta, projectScope, reference } from '../parts/object-meta.ts';
import { packSummary } from '../parts/pack-references.ts';
import { inScope } from '../request-scope.ts';
import { type Properties, search } from '../search.ts';

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
