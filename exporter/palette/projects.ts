import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../collection/metric.ts';
import { flag, number, part, text } from '../wire.ts';
import { endpoints } from './endpoints.ts';
import { pages } from './fleet.ts';
import type { Palette } from './palette.ts';

const metrics = {
  info: gauge('palette_project_info', 'A project of the tenant.', {
    labels: ['project', 'project_uid'],
    per: 'project',
  }),
  clusters: gauge(
    'palette_project_clusters',
    'Clusters of a project by health, as the project page counts them.',
    {
      labels: ['project', 'project_uid', 'health'],
      per: 'project x health (4)',
    },
  ),
  disabled: gauge('palette_project_disabled', 'Whether a project is disabled.', {
    labels: ['project', 'project_uid'],
    per: 'project',
  }),
};

/** `v1ProjectSummary` */
const project = z
  .object({
    metadata: z.object({ uid: z.string(), name: text }),
    status: part({
      clustersHealth: part({ healthy: number, unhealthy: number, errored: number, running: number }),
      status: part({ isDisabled: flag }),
    }),
  })
  .transform(({ metadata, status }) => ({
    uid: metadata.uid,
    name: metadata.name,
    clusters: status.clustersHealth,
    disabled: status.status.isDisabled,
  }));

/** The projects of a tenant and the health of their clusters in numbers. */
export const projects = defineCollector<Palette>({
  name: 'projects',
  describes: 'Projects and how many of their clusters are healthy.',
  every: '5m',
  metrics,
  reads: [endpoints.projectsSearch],
  requests: ({ fleet }) => pages(fleet.projects),
  async collect(palette, emit) {
    let count = 0;
    for await (const { uid, name, clusters, disabled } of palette.rows(endpoints.projectsSearch, project)) {
      count += 1;
      const of = emit.with({ project: name, project_uid: uid });
      of(metrics.info, 1);
      of(metrics.disabled, disabled);
      for (const [health, number] of Object.entries(clusters)) of(metrics.clusters, number, { health });
    }
    palette.fleet.projects = count;
  },
});
