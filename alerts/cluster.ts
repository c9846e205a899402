import { defineAlert } from './alert.ts';
import { maxBy, ours } from './promql.ts';

const identity = ['palette', 'cluster_uid', 'cluster_name', 'project'];
const labels = { palette: 'pma', cluster_uid: 'c1', cluster_name: 'edge-1', project: 'Default' };
const ofCluster = 'palette="pma",cluster_uid="c1",cluster_name="edge-1",project="Default"';

export const paletteClusterUnhealthy = defineAlert({
  name: 'PaletteClusterUnhealthy',
  component: 'cluster',
  severity: 'critical',
  expr: (settings) =>
    `${maxBy(settings, identity, ours(settings, 'palette_cluster_health', 'health="UnHealthy"'))} == 1`,
  for: '10m',
  summary: 'A cluster is unhealthy.',
  description: 'Cluster {{ $labels.cluster_name }} of project {{ $labels.project }} is unhealthy.',
  runbook: {
    meaning:
      'Palette reports the cluster as unhealthy: its agent has stopped sending heartbeats, or a condition of the ' +
      'cluster is false.',
    impact:
      'Workloads may still run, but changes from Palette (profile updates, node changes, backups) do not reach the ' +
      'cluster, or part of it does not work.',
    diagnosis: `1. Tenant console, the project, **Clusters**, the cluster: **Overview** shows the failed condition, **Events** what
   happened before.
2. All nodes affected: is the site connected? Are the edge hosts healthy (**Clusters > Edge Hosts**)?
3. With the kubeconfig of the cluster: \`kubectl get nodes\`, \`kubectl --namespace cluster-<cluster uid> get pods\`
   (the agent), \`kubectl get events --all-namespaces --sort-by=.lastTimestamp | tail -40\`.
4. On a host: \`journalctl -u stylus-agent --since -1h\`.`,
    mitigation:
      'Bring unhealthy nodes back first: a cluster turns healthy again by itself with its first heartbeat. If only ' +
      'the agent is down, restart its deployment.',
  },
  dashboard: 'palette-overview',
  console: 'cluster',
  identity,
  tests: {
    firing: {
      series: { [`palette_cluster_health{${ofCluster},health="UnHealthy"}`]: '_x4 1x30' },
      at: '16m',
      labels,
      description: 'Cluster edge-1 of project Default is unhealthy.',
    },
    quiet: { series: { [`palette_cluster_health{${ofCluster},health="Healthy"}`]: '1x30' }, at: '25m' },
    resolved: {
      series: {
        [`palette_cluster_health{${ofCluster},health="UnHealthy"}`]: '1x15 stale',
        [`palette_cluster_health{${ofCluster},health="Healthy"}`]: '_x15 1x20',
      },
      at: '20m',
    },
  },
});

export const paletteClusterError = defineAlert({
  name: 'PaletteClusterError',
  component: 'cluster',
  severity: 'critical',
  expr: (settings) =>
    `${maxBy(settings, identity, ours(settings, 'palette_cluster_state', 'state="Error"'))} == 1`,
  for: '5m',
  summary: 'A cluster is in state Error.',
  description: 'Cluster {{ $labels.cluster_name }} of project {{ $labels.project }} is in state Error.',
  runbook: {
    meaning: 'Palette gave up creating, changing or deleting the cluster and shows it in state Error.',
    impact:
      'Palette no longer works on this cluster: pending changes stay undone until the cause is removed.',
    diagnosis: `1. Tenant console, the project, **Clusters**, the cluster, **Events**: the last error is the cause in most cases.
2. A pack failed: **Profile** tab, the pack marked red, its message.
3. A machine failed: **Nodes** tab; for an edge host also \`journalctl -u stylus-agent\` on the host.
4. Registry or credentials: **Tenant Settings > Registries**, is the last sync successful?`,
    mitigation:
      'Remove the cause named in the events. Palette tries again by itself; a changed profile or pool starts the next ' +
      'attempt at once. Do not delete the cluster to get rid of the state.',
  },
  dashboard: 'palette-overview',
  console: 'cluster',
  identity,
  tests: {
    firing: {
      series: { [`palette_cluster_state{${ofCluster},state="Error"}`]: '_x4 1x30' },
      at: '11m',
      labels,
      description: 'Cluster edge-1 of project Default is in state Error.',
    },
    quiet: { series: { [`palette_cluster_state{${ofCluster},state="Error"}`]: '_x4 1x30' }, at: '8m' },
    resolved: {
      series: {
        [`palette_cluster_state{${ofCluster},state="Error"}`]: '1x10 stale',
        [`palette_cluster_state{${ofCluster},state="Running"}`]: '_x10 1x20',
      },
      at: '15m',
    },
  },
});

export const clusterAlerts = [paletteClusterUnhealthy, paletteClusterError];
