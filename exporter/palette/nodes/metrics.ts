import { gauge } from '../../metric/metric.ts';
import { endpoints } from '../api/endpoints.ts';
import { clusterLabels, nodeLabels, poolLabels } from '../parts/labels.ts';

const ofCluster = { labels: clusterLabels, per: 'edge cluster', from: [endpoints.edgeNativeCloudConfig] };
const configured = { labels: poolLabels, per: 'machine pool', from: [endpoints.edgeNativeCloudConfig] };
const ofNode = { labels: nodeLabels, per: 'node', from: [endpoints.edgeNativeMachines] };

/** Machine pools and nodes of edge clusters. */
export const nodeMetrics = {
  controlPlane: gauge(
    'palette_cluster_control_plane_info',
    'How the control plane of a cluster is reached.',
    {
      ...ofCluster,
      labels: [...clusterLabels, 'endpoint_type', 'two_node'],
    },
  ),
  replacing: gauge(
    'palette_cluster_control_plane_replacing',
    'Whether the control plane of a cluster has an even number of members from four on: a host is being replaced.',
    { ...ofCluster, from: [endpoints.edgeNativeCloudConfig, endpoints.edgeNativeMachines] },
  ),
  infrastructure: gauge(
    'palette_cluster_infrastructure_condition',
    'A condition of the infrastructure of a cluster, 1 for its current status.',
    {
      ...ofCluster,
      labels: [...clusterLabels, 'type', 'status'],
      per: 'infrastructure condition of a cluster',
    },
  ),
  poolInfo: gauge(
    'palette_machine_pool_info',
    'A machine pool of a cluster and how its nodes are replaced.',
    { ...configured, labels: [...poolLabels, 'role', 'runs_workloads', 'update_strategy'] },
  ),
  poolDesired: gauge(
    'palette_machine_pool_desired_nodes',
    'Nodes that a machine pool is meant to have.',
    configured,
  ),
  poolMin: gauge('palette_machine_pool_min_nodes', 'Nodes that a machine pool has at least.', configured),
  poolMax: gauge('palette_machine_pool_max_nodes', 'Nodes that a machine pool has at most.', configured),
  repaveInterval: gauge(
    'palette_machine_pool_node_repave_interval_seconds',
    'Time between the rebuilds of two nodes of a machine pool; no series where none is set.',
    configured,
  ),
  poolHost: gauge('palette_machine_pool_host_info', 'An edge host that is meant to be in a machine pool.', {
    ...configured,
    labels: [...poolLabels, 'edge_host_uid', 'edge_host_name', 'captain_candidate', 'two_node_priority'],
    per: 'edge host of a machine pool',
  }),
  poolNodes: gauge('palette_machine_pool_nodes', 'Nodes that a machine pool has.', {
    ...configured,
    from: [endpoints.edgeNativeMachines],
  }),
  rollout: gauge(
    'palette_machine_pool_rollout_nodes',
    'Nodes of a machine pool since the repave of the cluster was approved: done, working or waiting.',
    {
      labels: [...poolLabels, 'phase'],
      per: 'machine pool of a repaved cluster x phase (3)',
      stability: 'alpha',
      from: [endpoints.edgeNativeMachines],
    },
  ),
  info: gauge('palette_node_info', 'A node of a cluster and the machine behind it.', {
    ...ofNode,
    labels: [...nodeLabels, 'role', 'machine_uid'],
  }),
  healthy: gauge('palette_node_healthy', 'Whether Palette calls a node healthy.', ofNode),
  ready: gauge(
    'palette_node_ready',
    'Whether a node is ready; no series on a Palette older than 4.8.',
    ofNode,
  ),
  instanceState: gauge(
    'palette_node_instance_state',
    'The state of the machine behind a node, 1 for the current one.',
    { ...ofNode, labels: [...nodeLabels, 'state'] },
  ),
  instanceStateChanged: gauge(
    'palette_node_instance_state_last_update_timestamp_seconds',
    'When the state of the machine behind a node last changed.',
    ofNode,
  ),
  condition: gauge('palette_node_condition', 'A condition of a node, 1 for its current status.', {
    ...ofNode,
    labels: [...nodeLabels, 'type', 'status'],
    per: 'condition of a node',
  }),
  maintenance: gauge(
    'palette_node_maintenance',
    'What is being done to take a node out of service or back: it drains while a cordon is InProgress, and is cordoned when it is Completed.',
    { ...ofNode, labels: [...nodeLabels, 'action', 'state'], per: 'node in maintenance' },
  ),
  lastHeartbeat: gauge(
    'palette_node_last_heartbeat_timestamp_seconds',
    'When a node last reported to Palette.',
    ofNode,
  ),
  created: gauge(
    'palette_node_created_timestamp_seconds',
    'When the machine behind a node was created.',
    ofNode,
  ),
  cpuCores: gauge('palette_node_cpu_cores', 'CPU cores of a node, where Palette knows them.', ofNode),
  memory: gauge('palette_node_memory_bytes', 'Memory of a node, where Palette knows it.', ofNode),
  disk: gauge('palette_node_disk_bytes', 'Size of the disk of a node, where Palette knows it.', ofNode),
};
