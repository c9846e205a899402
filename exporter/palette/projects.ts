import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { flag, list, number, object, part, text } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { ProjectRef, Writes } from './api/fleet.ts';
import { OLDEST_FIRST, pages } from './api/paging.ts';
import type { Palette } from './api/palette.ts';
import { clusterLabels, labelsOfCluster, labelsOfProject, projectLabels } from './parts/labels.ts';

const metrics = {
  info: gauge(
    'palette_project_info',
    'A project of the tenant, and how far the clean-up of its resources is.',
    {
      labels: [...projectLabels, 'cleanup_state'],
      per: 'project',
    },
  ),
  clusters: gauge(
    'palette_project_clusters',
    'Clusters of a project by health, as the project page counts them.',
    { labels: [...projectLabels, 'health'], per: 'project x health (4)' },
  ),
  disabled: gauge('palette_project_disabled', 'Whether a project is disabled.', {
    labels: projectLabels,
    per: 'project',
  }),
  cpuCores: gauge(
    'palette_project_cpu_cores',
    'CPU cores of a project that count for the licence: pure for clusters that Palette provisioned, alloy for imported ones.',
    { labels: [...projectLabels, 'kind'], per: 'project x kind (2)' },
  ),
  clusterCpuCores: gauge(
    'palette_cluster_licensed_cpu_cores',
    'CPU cores of a cluster that count for the licence: pure if Palette provisioned it, alloy if it was imported.',
    { labels: [...clusterLabels, 'kind'], per: 'cluster' },
  ),
};

/** `v1ClusterUsageSummary` */
const clusterUsage = object({ uid: z.string(), name: text, cpuCores: number, isAlloy: flag });

/** `v1ProjectSummary` */
const projectSummary = object({
  metadata: object({ uid: z.string(), name: text }),
  status: part({
    clustersHealth: part({ healthy: number, unhealthy: number, errored: number, running: number }),
    status: part({ isDisabled: flag, cleanUpStatus: part({ state: text }) }),
    usage: part({ pureCpuCores: number, alloyCpuCores: number, clusters: list(clusterUsage) }),
  }),
}).transform(({ metadata, status }) => ({
  uid: metadata.uid,
  name: metadata.name,
  clusters: status.clustersHealth,
  usage: status.usage,
  isDisabled: status.status.isDisabled,
  cleanUp: status.status.cleanUpStatus.state,
}));

function kindOf({ isAlloy }: z.output<typeof clusterUsage>): string | undefined {
  if (isAlloy === undefined) return undefined;
  return isAlloy ? 'alloy' : 'pure';
}

/** The projects of a tenant, the health of their clusters in numbers, and the cores that the licence counts. */
export const projects = defineCollector<Palette<Writes<'projects'>>>({
  name: 'projects',
  describes: 'Projects, how many of their clusters are healthy, and their licensed cores.',
  every: '5m',
  isShared: true,
  metrics,
  reads: [endpoints.projectsSearch],
  requests: ({ fleet }) => pages(fleet.projects.length),
  async collect(palette, emit) {
    const refs: ProjectRef[] = [];
    // Projects belong to the tenant: the list is not asked for in the scope of one of them.
    for await (const project of palette.rows(endpoints.projectsSearch, projectSummary, {
      project: undefined,
      body: OLDEST_FIRST,
    })) {
      if (!palette.covers(project)) continue;
      const { uid, name, clusters, usage } = project;
      refs.push({ key: uid, version: name, uid, name });
      const of = emit.with(labelsOfProject(project));
      of(metrics.info, 1, { cleanup_state: project.cleanUp });
      of(metrics.disabled, project.isDisabled);
      of(metrics.cpuCores, usage.pureCpuCores, { kind: 'pure' });
      of(metrics.cpuCores, usage.alloyCpuCores, { kind: 'alloy' });
      for (const [health, count] of Object.entries(clusters)) of(metrics.clusters, count, { health });
      for (const cluster of usage.clusters) {
        const ofCluster = emit.with(labelsOfCluster({ ...cluster, project: name }));
        ofCluster(metrics.clusterCpuCores, cluster.cpuCores, { kind: kindOf(cluster) });
      }
    }
    palette.fleet.projects = refs;
    palette.complainOfMissing(refs);
    if (palette.isWholeTenant) palette.fleet.counted.set('project', refs.length);
  },
});
