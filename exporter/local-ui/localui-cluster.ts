import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { flag, lengthOf, list, member, object, part, text, time } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { LocalUiCluster } from './api/local-ui.ts';
import { conditions, isHealthy } from './parts/conditions.ts';
import { clusterLabels, labelsOfCluster, roleOf } from './parts/labels.ts';
import { key } from './parts/text-values.ts';

const metrics = {
  info: gauge('palette_localui_cluster_info', 'A locally managed cluster as Local UI describes it.', {
    labels: [...clusterLabels, 'k8s_version', 'agent_version'],
    per: 'locally managed cluster',
  }),
  state: gauge(
    'palette_localui_cluster_state',
    'The state of a locally managed cluster, 1 for the current one.',
    {
      labels: [...clusterLabels, 'state'],
      per: 'locally managed cluster',
    },
  ),
  healthy: gauge('palette_localui_cluster_healthy', 'Whether a locally managed cluster is healthy.', {
    labels: clusterLabels,
    per: 'locally managed cluster',
  }),
  rebootPending: gauge(
    'palette_localui_cluster_reboot_pending',
    'Whether nodes of a locally managed cluster wait for a reboot.',
    { labels: clusterLabels, per: 'locally managed cluster' },
  ),
  ntpServersApplied: gauge(
    'palette_localui_cluster_ntp_servers_applied',
    'Whether the NTP servers of a locally managed cluster have reached its nodes; no series where it has none.',
    { labels: clusterLabels, per: 'locally managed cluster' },
  ),
  created: gauge(
    'palette_localui_cluster_created_timestamp_seconds',
    'When a locally managed cluster was created.',
    { labels: clusterLabels, per: 'locally managed cluster' },
  ),
  condition: gauge(
    'palette_localui_cluster_condition',
    'A condition of a locally managed cluster, 1 for its current status.',
    { labels: [...clusterLabels, 'type', 'status'], per: 'condition of a locally managed cluster' },
  ),
  transition: gauge(
    'palette_localui_cluster_condition_last_transition_timestamp_seconds',
    'When a condition of a locally managed cluster last changed.',
    { labels: [...clusterLabels, 'type'], per: 'condition of a locally managed cluster' },
  ),
  nodes: gauge('palette_localui_cluster_pool_nodes', 'Nodes that a pool of a locally managed cluster has.', {
    labels: [...clusterLabels, 'machine_pool', 'role'],
    per: 'pool of a locally managed cluster',
  }),
  nodeState: gauge(
    'palette_localui_cluster_node_state',
    'The state of a node of a locally managed cluster, 1 for the current one.',
    { labels: [...clusterLabels, 'machine_pool', 'node', 'state'], per: 'node of a locally managed cluster' },
  ),
  nodeHealthy: gauge(
    'palette_localui_cluster_node_healthy',
    'Whether a node of a locally managed cluster is healthy.',
    { labels: [...clusterLabels, 'machine_pool', 'node'], per: 'node of a locally managed cluster' },
  ),
};

/** `v1Cluster` */
const details = object({
  metadata: part({ creationTimestamp: time }),
  spec: part({ ntpServers: list(text) }),
  status: part({
    clusterState: member('Provisioning', 'Running', 'Deleting', 'Error', 'Unknown'),
    health: part({ status: member('Healthy', 'Unhealthy') }),
    k8sVersion: text,
    agentVersion: text,
    isRebootPending: flag,
    ntpServersApplied: flag,
    clusterConditions: conditions,
    nodePools: list(
      object({
        pool: part({ name: text, isControlPlane: flag }),
        nodes: list(
          object({
            nodeName: key,
            nodeState: text,
            health: part({ status: member('Healthy', 'Unhealthy') }),
          }),
        ),
      }),
    ),
  }),
});

/** The locally managed cluster: on a management appliance the only view of it while Palette is upgraded. */
export const localuiCluster = defineCollector<LocalUiCluster>({
  name: 'localui_cluster',
  describes: 'State, health, conditions and nodes of a locally managed cluster.',
  every: '1m',
  metrics,
  reads: [endpoints.clusterDetails],
  async collect(localUi, emit) {
    const found = await localUi.find(endpoints.clusterDetails, details);
    // None of the hosts has the cluster any more; that it is gone will be noticed there.
    if (found === undefined) return;
    const { metadata, spec, status } = found;
    const of = emit.with(labelsOfCluster(localUi));
    of(metrics.created, metadata.creationTimestamp);
    of(metrics.info, 1, { k8s_version: status.k8sVersion, agent_version: status.agentVersion });
    if (status.clusterState) of(metrics.state, 1, { state: status.clusterState });
    of(metrics.healthy, isHealthy(status.health.status));
    of(metrics.rebootPending, status.isRebootPending);
    if (spec.ntpServers.length > 0) of(metrics.ntpServersApplied, status.ntpServersApplied);
    for (const { type, status: value, lastTransitionTime } of status.clusterConditions) {
      of(metrics.condition, 1, { type, status: value });
      of(metrics.transition, lastTransitionTime, { type });
    }
    for (const { pool, nodes } of status.nodePools) {
      const inPool = of.with({ machine_pool: pool.name });
      inPool(metrics.nodes, lengthOf(nodes), { role: roleOf(pool) });
      for (const node of nodes) {
        if (node.nodeState) inPool(metrics.nodeState, 1, { node: node.nodeName, state: node.nodeState });
        inPool(metrics.nodeHealthy, isHealthy(node.health.status), { node: node.nodeName });
      }
    }
  },
});
