import { defineItemCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { object, part, text } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { ClusterRef, Reads } from './api/fleet.ts';
import type { Palette } from './api/palette.ts';
import { clusterLabels, labelsOfCluster } from './parts/labels.ts';

const metrics = {
  info: gauge('palette_cluster_kubernetes_info', 'The Kubernetes version that a cluster runs.', {
    labels: [...clusterLabels, 'version'],
    per: 'cluster',
  }),
};

/** `v1SpectroClusterUidSummary`: the only document with the version that runs. */
const overview = object({ status: part({ kubeMeta: part({ kubernetesVersion: text }) }) });

/**
 * The Kubernetes version of each cluster. It is alone in this collector because its document is one of the dashboard's,
 * which Palette limits more tightly than those of the clusters.
 */
export const clusterKubernetes = defineItemCollector<Palette<Reads<'clusters'>>, ClusterRef>({
  name: 'cluster_kubernetes',
  describes: 'The Kubernetes version that each cluster runs.',
  every: '1h',
  metrics,
  reads: [endpoints.clusterOverview],
  items: ({ fleet }) => fleet.clusters,
  async collect(palette, emit, cluster) {
    const { status } = await palette.get(endpoints.clusterOverview, overview, {
      path: { uid: cluster.uid },
      project: cluster.projectUid,
    });
    // Packs carry the version without the v that Kubernetes puts before it.
    const version = status.kubeMeta.kubernetesVersion.replace(/^v(?=\d)/, '');
    if (version) emit.with(labelsOfCluster(cluster))(metrics.info, 1, { version });
  },
});
