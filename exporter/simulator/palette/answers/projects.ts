import { notFound } from '../../error-answer.ts';
import { slice, struct } from '../../go-json.ts';
import { type Cluster, coresOf } from '../../world/model/cluster.ts';
import type { Project } from '../../world/model/project.ts';
import type { World } from '../../world/model/world.ts';
import { page } from '../paging.ts';
import { get, type PaletteRequest, post, type Route } from '../palette-route.ts';
import { alerts } from '../parts/alert-channels.ts';
import { objectMeta, reference } from '../parts/object-meta.ts';

/** Projects and alert channels (API reference, section 3.1). */
export const projectRoutes: readonly Route[] = [
  post('/v1/dashboard/projects', 'tenant', ({ world, query }) =>
    page(world.projects, query, (project) => projectSummary(world, project)),
  ),
  get('/v1/dashboard/projects/metadata', 'tenant', ({ world, query }) => {
    const named = world.projects.filter(({ name }) => query.name === undefined || query.name === name);
    return struct({ items: slice(named, (project) => struct({ metadata: reference(project) })) });
  }),
  get('/v1/projects/alerts', 'tenant', () =>
    struct({
      components: [
        struct({
          name: 'ClusterHealth',
          description: 'Health of the clusters in the project',
          supportedChannels: ['email', 'app', 'http'],
        }),
      ],
    }),
  ),
  get('/v1/projects/{uid}', 'tenant', (request) => projectDetail(findProject(request))),
  get('/v1/projects/{uid}/preferences/clusterSettings', 'tenant', (request) => {
    findProject(request);
    const remediation = struct({}, { disableNodesAutoRemediation: false, isEnabled: true });
    return struct({
      nodesAutoRemediationSetting: remediation,
      tenantClusterSettings: struct({ nodesAutoRemediationSetting: remediation }),
    });
  }),
];

function findProject({ world, params }: PaletteRequest): Project {
  const project = world.projects.find(({ uid }) => uid === params.uid);
  if (project === undefined) throw notFound('project', params.uid ?? '');
  return project;
}

/** `v1Project` */
function projectDetail(project: Project) {
  return struct({
    metadata: objectMeta(project),
    spec: struct({
      alerts: slice(alerts(project.alertChannels), (alert) => alert),
      teams: null,
      users: null,
    }),
    status: struct({ isDisabled: project.disabled }),
  });
}

/** `v1ProjectSummary` */
function projectSummary(world: World, project: Project) {
  const clusters = world.clusters.filter((cluster) => cluster.project === project);
  return struct({
    metadata: objectMeta(project),
    specSummary: struct({ teams: null, users: null }),
    status: struct({
      clustersHealth: clustersHealth(clusters),
      status: struct({ isDisabled: project.disabled }),
      usage: struct(
        { clusters: slice(clusters, clusterUsage) },
        { pureCpuCores: clusters.reduce((sum, cluster) => sum + coresOf(cluster), 0), alloyCpuCores: 0 },
      ),
    }),
  });
}

function clustersHealth(clusters: readonly Cluster[]) {
  const count = (test: (cluster: Cluster) => boolean) => clusters.filter(test).length;
  return struct(
    {},
    {
      healthy: count(({ health }) => health?.state === 'Healthy'),
      unhealthy: count(({ health }) => health?.state === 'UnHealthy'),
      errored: count(({ state }) => state === 'Error'),
      running: count(({ state }) => state === 'Running'),
    },
  );
}

function clusterUsage(cluster: Cluster) {
  return struct({ uid: cluster.uid, name: cluster.name }, { cpuCores: coresOf(cluster), isAlloy: false });
}
