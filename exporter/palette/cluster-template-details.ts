import { z } from 'zod';
import { defineItemCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { lengthOf, list, number, object, part, time } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { Reads, TemplateRef } from './api/fleet.ts';
import type { Palette } from './api/palette.ts';
import { labelsOfTemplate, templateLabels } from './parts/labels.ts';

const metrics = {
  clusters: gauge(
    'palette_cluster_template_clusters',
    'Clusters of a template by whether they have taken its last change.',
    { labels: [...templateLabels, 'state'], per: 'cluster template x state (3)' },
  ),
  variables: gauge(
    'palette_cluster_template_variables',
    'Variables of the clusters of a template by whether they have a value.',
    { labels: [...templateLabels, 'state'], per: 'cluster template x state (2)' },
  ),
  windowStart: gauge(
    'palette_cluster_template_next_window_start_timestamp_seconds',
    'Start of the maintenance window of a cluster template that is open or comes next.',
    { labels: templateLabels, per: 'cluster template' },
  ),
  windowEnd: gauge(
    'palette_cluster_template_next_window_end_timestamp_seconds',
    'End of the maintenance window of a cluster template that is open or comes next.',
    { labels: templateLabels, per: 'cluster template' },
  ),
};

/** `v1ClusterTemplate`; the casing of `unResolved` is the API's. */
const clusterTemplate = object({
  status: part({
    clusterStatusCounts: part({
      clusters: part({ applied: list(z.unknown()), failed: list(z.unknown()), pending: list(z.unknown()) }),
    }),
    clusterVariables: part({ resolved: number, unResolved: number }),
    maintenance: part({ nextWindowStartTime: time, nextWindowEndTime: time }),
  }),
});

/** One cluster template after the other: how far its clusters are, and when the next maintenance window is. */
export const clusterTemplateDetails = defineItemCollector<Palette<Reads<'clusterTemplates'>>, TemplateRef>({
  name: 'cluster_template_details',
  describes: 'How far the clusters of each template are, and its next maintenance window.',
  every: '10m',
  metrics,
  reads: [endpoints.clusterTemplate],
  items: ({ fleet }) => fleet.clusterTemplates,
  async collect(palette, emit, template) {
    const { status } = await palette.get(endpoints.clusterTemplate, clusterTemplate, {
      path: { uid: template.uid },
      project: template.projectUid,
    });
    const of = emit.with(labelsOfTemplate(template));
    const { clusters } = status.clusterStatusCounts;
    for (const [state, uids] of Object.entries(clusters)) of(metrics.clusters, lengthOf(uids), { state });
    of(metrics.variables, status.clusterVariables.resolved, { state: 'resolved' });
    of(metrics.variables, status.clusterVariables.unResolved, { state: 'unresolved' });
    of(metrics.windowStart, status.maintenance.nextWindowStartTime);
    of(metrics.windowEnd, status.maintenance.nextWindowEndTime);
  },
});
