import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { list, member, object, part, text } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { LocalUiCluster } from './api/local-ui.ts';
import { clusterLabels, labelsOfCluster } from './parts/labels.ts';
import { key } from './parts/text-values.ts';

const labels = [...clusterLabels, 'node'] as const;

const metrics = {
  info: gauge(
    'palette_localui_cluster_node_info',
    'A Kubernetes node of a locally managed cluster and the versions it runs.',
    {
      labels: [...labels, 'edge_host_id', 'kubelet_version', 'os_image', 'kernel_version'],
      per: 'node of a locally managed cluster',
    },
  ),
  condition: gauge(
    'palette_localui_cluster_node_condition',
    'A condition of a Kubernetes node of a locally managed cluster, 1 for its current status.',
    { labels: [...labels, 'type', 'status'], per: 'condition of a node of a locally managed cluster' },
  ),
};

const condition = { conditionType: text, status: member('True', 'False', 'Unknown') };

/** `v1ClusterNodes` */
const clusterNodes = object({
  nodes: list(
    object({
      nodeName: key,
      edgeHostID: text,
      kubeletVersion: text,
      osImage: text,
      kernelVersion: text,
      nodeStatus: part(condition),
      nodeHealth: list(object(condition)),
    }),
  ),
});

/** The Kubernetes nodes of a locally managed cluster. */
export const localuiNodes = defineCollector<LocalUiCluster>({
  name: 'localui_nodes',
  describes: 'Versions and conditions of the Kubernetes nodes of a locally managed cluster.',
  every: '1m',
  metrics,
  reads: [endpoints.nodes],
  async collect(localUi, emit) {
    const found = await localUi.find(endpoints.nodes, clusterNodes);
    for (const node of found?.nodes ?? []) {
      const of = emit.with({ ...labelsOfCluster(localUi), node: node.nodeName });
      of(metrics.info, 1, {
        edge_host_id: node.edgeHostID,
        kubelet_version: node.kubeletVersion,
        os_image: node.osImage,
        kernel_version: node.kernelVersion,
      });
      // The status of a node is one of its conditions; it may be listed among them, or not.
      const byType = new Map(
        [node.nodeStatus, ...node.nodeHealth].map(({ conditionType, status }) => [conditionType, status]),
      );
      for (const [type, status] of byType) if (type) of(metrics.condition, 1, { type, status });
    }
  },
});
