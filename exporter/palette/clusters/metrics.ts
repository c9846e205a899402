import { gauge } from '../../metric/metric.ts';
import { endpoints } from '../api/endpoints.ts';
import { clusterLabels } from '../parts/labels.ts';

const ofCluster = { labels: clusterLabels, per: 'cluster' };
const byRole = { labels: [...clusterLabels, 'role'], per: 'cluster x role (2)' } as const;
const measured = { labels: clusterLabels, per: 'cluster with a measurement of the last hour' };

/** What the fleet list tells of each cluster. */
export const clusterMetrics = {
  info: gauge('palette_cluster_info', 'A cluster as Palette lists it.', {
    labels: [
      ...clusterLabels,
      'project_uid',
      'cloud_type',
      'cloud_region',
      'cluster_type',
      'import_mode',
      'architecture',
      'agent_version',
      'fips_mode',
    ],
    per: 'cluster',
  }),
  state: gauge('palette_cluster_state', 'The lifecycle state of a cluster, 1 for the current one.', {
    labels: [...clusterLabels, 'state'],
    per: 'cluster',
  }),
  health: gauge(
    'palette_cluster_health',
    'The health of a cluster, 1 for the current one; no series before its first report.',
    { labels: [...clusterLabels, 'health'], per: 'cluster' },
  ),
  healthConditions: gauge(
    'palette_cluster_health_conditions',
    'Problems that Palette lists for a cluster, by type.',
    { labels: [...clusterLabels, 'type', 'object_kind'], per: 'problem type of a cluster' },
  ),
  lastHeartbeat: gauge(
    'palette_cluster_last_heartbeat_timestamp_seconds',
    'When the agent of a cluster last reported to Palette.',
    ofCluster,
  ),
  heartbeatFailed: gauge(
    'palette_cluster_heartbeat_failed',
    'Whether Palette has lost the heartbeat of a cluster.',
    { ...ofCluster, from: [endpoints.clustersMetadataSearch] },
  ),
  kubernetesDesired: gauge(
    'palette_cluster_kubernetes_desired_info',
    'The Kubernetes version that the profiles of a cluster ask for.',
    { labels: [...clusterLabels, 'version', 'pack'], per: 'cluster' },
  ),
  nodes: gauge('palette_cluster_nodes', 'Nodes of a cluster by role.', byRole),
  nodesHealthy: gauge('palette_cluster_nodes_healthy', 'Healthy nodes of a cluster by role.', byRole),
  nodesMaintenance: gauge(
    'palette_cluster_nodes_maintenance',
    'Nodes of a cluster in maintenance mode, by role.',
    byRole,
  ),
  cpuUsage: gauge(
    'palette_cluster_cpu_usage_cores',
    'CPU cores that a cluster uses, unless the measurement is older than an hour.',
    measured,
  ),
  cpuTotal: gauge('palette_cluster_cpu_total_cores', 'CPU cores of all nodes of a cluster.', measured),
  cpuRequest: gauge(
    'palette_cluster_cpu_request_cores',
    'CPU cores that the workloads of a cluster have requested.',
    measured,
  ),
  cpuLimit: gauge(
    'palette_cluster_cpu_limit_cores',
    'CPU cores that the workloads of a cluster may use at most.',
    measured,
  ),
  memoryUsage: gauge(
    'palette_cluster_memory_usage_bytes',
    'Memory that a cluster uses, unless the measurement is older than an hour.',
    measured,
  ),
  memoryTotal: gauge('palette_cluster_memory_total_bytes', 'Memory of all nodes of a cluster.', measured),
  memoryRequest: gauge(
    'palette_cluster_memory_request_bytes',
    'Memory that the workloads of a cluster have requested.',
    measured,
  ),
  memoryLimit: gauge(
    'palette_cluster_memory_limit_bytes',
    'Memory that the workloads of a cluster may use at most.',
    measured,
  ),
  measuredAt: gauge(
    'palette_cluster_utilisation_timestamp_seconds',
    'When Palette last measured the CPU and memory of a cluster.',
    ofCluster,
  ),
  updateAvailable: gauge(
    'palette_cluster_update_available',
    'Whether an update of a profile or pack waits to be applied to a cluster.',
    ofCluster,
  ),
  variablesPending: gauge(
    'palette_cluster_template_variables_pending',
    'Whether variables of its cluster template wait to be given values for a cluster.',
    ofCluster,
  ),
  repaveState: gauge(
    'palette_cluster_repave_state',
    'The state of the last repave that a cluster asked for, 1 for the current one; no series without a repave.',
    { labels: [...clusterLabels, 'state'], per: 'cluster with a repave' },
  ),
  agentUpgradePaused: gauge(
    'palette_cluster_agent_upgrade_paused',
    'Whether upgrades of the agent are paused for this very cluster; the tenant or project may pause them too.',
    ofCluster,
  ),
  importState: gauge(
    'palette_cluster_import_state',
    'How far the import of a cluster is, 1 for the current state; no series unless it was imported.',
    { labels: [...clusterLabels, 'state'], per: 'imported cluster' },
  ),
  cost: gauge(
    'palette_cluster_cost',
    'What a cluster has cost in the currency of its cloud; no series where Palette knows no prices.',
    { labels: clusterLabels, per: 'cluster of a priced cloud' },
  ),
  hourlyCost: gauge(
    'palette_cluster_hourly_cost',
    'What a cluster costs an hour in the currency of its cloud; no series where Palette knows no prices.',
    { labels: clusterLabels, per: 'cluster of a priced cloud' },
  ),
  tag: gauge('palette_cluster_tag', 'A tag of a cluster that the configuration selects with clusterTags.', {
    labels: [...clusterLabels, 'tag', 'value'],
    per: 'selected tag of a cluster',
  }),
  created: gauge('palette_cluster_created_timestamp_seconds', 'When a cluster was created.', ofCluster),
  modified: gauge(
    'palette_cluster_modified_timestamp_seconds',
    'When the record of a cluster was last modified.',
    ofCluster,
  ),
  deletion: gauge(
    'palette_cluster_deletion_timestamp_seconds',
    'When the deletion of a cluster was asked for.',
    { labels: clusterLabels, per: 'cluster being deleted' },
  ),
};
