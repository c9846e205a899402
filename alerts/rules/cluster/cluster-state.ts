import { defineAlerts } from '../../kit/alert.ts';
import { maxBy, olderThan, ours } from '../../kit/promql.ts';
import { ages, turns } from '../../kit/proof.ts';
import { UNITS } from '../../kit/runbook-tools.ts';
import { CLUSTER } from '../../kit/subjects.ts';
import { unlessClusterChanges } from '../../kit/unless-changing.ts';

/** States in which a cluster is not what it is meant to be. */
const CHANGING = ['Pending', 'Provisioning', 'Importing', 'Deleting'];

export const clusterStateAlerts = defineAlerts('cluster', {
  PaletteClusterDeleting: {
    severity: 'info',
    expr: (settings) =>
      `${maxBy(settings, CLUSTER.identity, ours(settings, 'palette_cluster_state', 'state="Deleting"'))} == 1`,
    for: '1m',
    // The series of a deleted cluster end one collector after the other.
    keepFiringFor: '8m',
    summary: 'A cluster is being deleted.',
    description: 'Cluster {{ $labels.cluster_name }} of project {{ $labels.project }} is being deleted.',
    runbook: {
      meaning: 'Somebody deleted the cluster. Its nodes go down one after the other, which is no failure.',
      impact:
        'While this is true, alerts about the health of the cluster, its nodes, packs and backups are muted.',
      diagnosis: '1. Tenant console, **Audit Logs**: who deleted it? The cluster, **Events**: how far is it?',
      mitigation: 'Nothing to do. If it takes too long, PaletteClusterDeletionStuck tells.',
    },
    console: 'cluster',
    tests: turns(
      CLUSTER,
      '1m',
      {
        [CLUSTER.of('palette_cluster_state', { state: 'Deleting' })]: ['_', 1],
        [CLUSTER.of('palette_cluster_state', { state: 'Running' })]: [1, '_'],
      },
      { keeps: '8m' },
    ),
  },

  PaletteClusterUnhealthy: {
    severity: 'critical',
    expr: (settings) =>
      `${maxBy(settings, CLUSTER.identity, ours(settings, 'palette_cluster_health', 'health="UnHealthy"'))} == 1 ${unlessClusterChanges(settings)}`,
    for: '10m',
    summary: 'A cluster is unhealthy.',
    description: 'Cluster {{ $labels.cluster_name }} of project {{ $labels.project }} is unhealthy.',
    runbook: {
      meaning:
        'Palette reports the cluster as unhealthy: a condition of the cluster is false, a node or a pack is not ready, or ' +
        'its agent has stopped sending heartbeats. Clusters that are being made, imported or removed do not count.',
      impact:
        'Workloads may still run, but changes from Palette (profile updates, node changes, backups) do not reach the ' +
        'cluster, or part of it does not work.',
      diagnosis: `${UNITS}
1. What exactly? \`palette_cluster_health_conditions{cluster_name="<cluster>"}\`, or tenant console, the project,
   **Clusters**, the cluster: **Overview** shows the failed condition, **Events** what happened before.
2. All nodes affected: is the site connected? Are the edge hosts healthy (**Clusters > Edge Hosts**)?
3. With the kubeconfig of the cluster: \`kubectl get nodes\`, \`kubectl --namespace cluster-<cluster uid> get pods\`
   (the agent), \`kubectl get events --all-namespaces --sort-by=.lastTimestamp | tail -40\`.
4. On a host: \`journalctl -u stylus-agent --since -1h\`.`,
      mitigation:
        'Bring unhealthy nodes back first: a cluster turns healthy again by itself with its first good heartbeat. If only ' +
        'the agent is down, restart its deployment in the namespace cluster-<cluster uid>.',
    },
    console: 'cluster',
    tests: turns(
      CLUSTER,
      '10m',
      {
        [CLUSTER.of('palette_cluster_health', { health: 'UnHealthy' })]: ['_', 1],
        [CLUSTER.of('palette_cluster_health', { health: 'Healthy' })]: [1, '_'],
      },
      {
        silent: CHANGING.map((state) => ({
          [CLUSTER.of('palette_cluster_health', { health: 'UnHealthy' })]: [1, 1],
          [CLUSTER.of('palette_cluster_state', { state })]: [1, 1],
        })),
      },
    ),
  },

  PaletteClusterError: {
    severity: 'critical',
    expr: (settings) =>
      `${maxBy(settings, CLUSTER.identity, ours(settings, 'palette_cluster_state', 'state="Error"'))} == 1`,
    for: '5m',
    summary: 'A cluster is in state Error.',
    description: 'Cluster {{ $labels.cluster_name }} of project {{ $labels.project }} is in state Error.',
    runbook: {
      meaning: 'Palette gave up creating, changing or deleting the cluster and shows it in state Error.',
      impact:
        'Palette no longer works on this cluster: pending changes stay undone until the cause is removed.',
      diagnosis: `${UNITS}
1. Tenant console, the project, **Clusters**, the cluster, **Events**: the last error is the cause in most cases.
2. A pack failed: **Profile** tab, the pack marked red, its message; \`palette_cluster_pack_state{state="Error"}\`.
3. A machine failed: **Nodes** tab; for an edge host also \`journalctl -u stylus-agent\` on the host.
4. Registry or credentials: **Tenant Settings > Registries**, is the last sync successful?`,
      mitigation:
        'Remove the cause named in the events. Palette tries again by itself; a changed profile or pool starts the next ' +
        'attempt at once. Do not delete the cluster to get rid of the state.',
    },
    console: 'cluster',
    tests: turns(CLUSTER, '5m', {
      [CLUSTER.of('palette_cluster_state', { state: 'Error' })]: ['_', 1],
      [CLUSTER.of('palette_cluster_state', { state: 'Running' })]: [1, '_'],
    }),
  },

  PaletteClusterHeartbeatLost: {
    severity: 'critical',
    expr: (settings) =>
      `${maxBy(settings, CLUSTER.identity, ours(settings, 'palette_cluster_heartbeat_failed'))} == 1`,
    for: '5m',
    // With the first heartbeat the nodes are as old as before: they are read again after it.
    keepFiringFor: '5m',
    summary: 'Palette has lost the heartbeat of a cluster.',
    description:
      'Palette hears nothing of cluster {{ $labels.cluster_name }} of project {{ $labels.project }}.',
    runbook: {
      meaning:
        'The agent in the cluster has not reported for so long that Palette gave it up: the site has lost its connection, ' +
        'the agent is down, or the whole cluster is.',
      impact:
        'What Palette shows about this cluster and its nodes is old, and no change reaches it. Workloads may run on ' +
        'undisturbed. PaletteClusterUnhealthy for the same cluster is muted.',
      diagnosis: `1. Since when? \`time() - palette_cluster_last_heartbeat_timestamp_seconds{cluster_name="<cluster>"}\`
2. Several clusters of one site at once: its network. Ask the site, or \`ping\` the virtual address of the cluster.
3. Does its API answer? \`kubectl --kubeconfig <file> get nodes\` from inside the site.
4. It answers: \`kubectl --namespace cluster-<cluster uid> get pods\` and the log of \`cluster-management-agent\`: DNS,
   proxy or certificate errors towards Palette?
5. It does not: Local UI of a host (\`https://<host>:5080\`), on the host \`crictl ps -a | grep -e etcd -e apiserver\`.`,
      mitigation:
        'Restore the connection of the site or its proxy. With a running cluster restart the agent: `kubectl --namespace ' +
        'cluster-<cluster uid> rollout restart deployment cluster-management-agent`. With a dead control plane see ' +
        'PaletteClusterQuorumLost.',
    },
    console: 'cluster',
    tests: turns(
      CLUSTER,
      '5m',
      { [CLUSTER.of('palette_cluster_heartbeat_failed')]: [0, 1] },
      { keeps: '5m' },
    ),
  },

  PaletteClusterUnknown: {
    severity: 'warning',
    expr: (settings) => {
      const state = ours(settings, 'palette_cluster_state', 'state="Unknown"');
      const health = ours(settings, 'palette_cluster_health', 'health="Unknown"');
      return `${maxBy(settings, CLUSTER.identity, `(${state} or ${health})`)} == 1 ${unlessClusterChanges(settings)}`;
    },
    for: '10m',
    summary: 'Palette does not know how a cluster is.',
    description:
      'Palette knows neither good nor bad of cluster {{ $labels.cluster_name }} of project {{ $labels.project }}.',
    runbook: {
      meaning:
        'Palette shows the state or the health of the cluster as Unknown: it cannot reach the cluster, or cannot make sense ' +
        'of what its agent reports. That is not the same as healthy, and counts against the objective.',
      impact: 'A failure of this cluster would not be seen here, and changes may not reach it.',
      diagnosis: `${UNITS}
1. Since when? \`time() - palette_cluster_last_heartbeat_timestamp_seconds{cluster_name="<cluster>"}\`
2. Why? \`palette_cluster_condition{cluster_name="<cluster>",status!="True"}\`: \`ImagePullSecretPropagationDone\` with the
   reason ConnectivityIssue (tenant console, the cluster, **Overview**) is a lost connection.
3. With its kubeconfig: \`kubectl --namespace cluster-<cluster uid> get pods\`, log of \`cluster-management-agent\`.`,
      mitigation:
        'Restore the connection between the site and Palette, then as in PaletteClusterHeartbeatLost.',
    },
    console: 'cluster',
    tests: turns(
      CLUSTER,
      '10m',
      {
        [CLUSTER.of('palette_cluster_state', { state: 'Unknown' })]: ['_', 1],
        [CLUSTER.of('palette_cluster_state', { state: 'Running' })]: [1, '_'],
      },
      {
        silent: [
          {
            [CLUSTER.of('palette_cluster_health', { health: 'Unknown' })]: [1, 1],
            [CLUSTER.of('palette_cluster_state', { state: 'Provisioning' })]: [1, 1],
          },
        ],
      },
    ),
  },

  PaletteClusterHeartbeatOld: {
    severity: 'warning',
    thresholds: ['clusterHeartbeat'],
    expr: (settings) =>
      [
        olderThan(
          settings,
          CLUSTER.identity,
          ours(settings, 'palette_cluster_last_heartbeat_timestamp_seconds'),
          settings.thresholds.clusterHeartbeat,
        ),
        `unless on (palette, cluster_uid) ${ours(settings, 'palette_cluster_heartbeat_failed')} == 1`,
        unlessClusterChanges(settings),
      ].join(' '),
    for: '10m',
    summary: 'A cluster has not reported for long, and Palette has not said so.',
    description:
      'The last report of cluster {{ $labels.cluster_name }} of project {{ $labels.project }} is {{ $value | humanizeDuration }} old.',
    runbook: {
      meaning:
        'The last heartbeat of the agent is old, although Palette does not call it lost: it may show the cluster as ' +
        'Unknown, or with the state that it had before.',
      impact: 'What Palette shows of this cluster, good or bad, is as old as that heartbeat.',
      diagnosis: `1. What does Palette say? \`palette_cluster_state{cluster_name="<cluster>"}\`, \`palette_cluster_health{cluster_name="<cluster>"}\`
2. Many clusters at once: Palette takes in no heartbeats, or its clock is off; look at its pods.
3. One cluster: as in PaletteClusterHeartbeatLost.`,
      mitigation:
        'Restore the connection of the site, or restart the agent, as in PaletteClusterHeartbeatLost.',
    },
    console: 'cluster',
    tests: ages(CLUSTER, '10m', {
      of: CLUSTER.of('palette_cluster_last_heartbeat_timestamp_seconds'),
      limit: '30m',
      also: { [CLUSTER.of('palette_cluster_heartbeat_failed')]: 0 },
    }),
  },

  PaletteClusterProvisioningSlow: {
    severity: 'warning',
    thresholds: ['clusterProvisioning'],
    expr: (settings) =>
      [
        olderThan(
          settings,
          CLUSTER.identity,
          ours(settings, 'palette_cluster_created_timestamp_seconds'),
          settings.thresholds.clusterProvisioning,
        ),
        `and on (palette, cluster_uid)`,
        ours(settings, 'palette_cluster_state', 'state=~"Pending|Provisioning|Importing"'),
      ].join(' '),
    for: '10m',
    summary: 'The creation of a cluster takes unusually long.',
    description:
      'Cluster {{ $labels.cluster_name }} has been in creation for {{ $value | humanizeDuration }}.',
    runbook: {
      meaning: 'The cluster is still being created or imported long after that should have been done.',
      impact: 'The cluster cannot be used. Its edge hosts are reserved for it.',
      diagnosis: `${UNITS}
1. Tenant console, the project, **Clusters**, the cluster, **Events**: the last line is the step that hangs.
2. **Nodes**: is the first control plane node there? Without it nothing else starts.
3. On that host: \`journalctl -u stylus-agent --since -1h\`; image downloads show as \`Downloading\`, a missing image as
   \`manifest unknown\`.
4. Air-gapped: is the content complete? Local UI, **Content**; tenant console, **Tenant Settings > Registries**.
5. Is the virtual address free? \`arping -D <address>\` from the same network.`,
      mitigation:
        'Provide what is missing (image, address, time server, name resolution); the agent tries again every few minutes. ' +
        'Only a cluster that never had workloads should be deleted and created anew.',
    },
    console: 'cluster',
    tests: ages(CLUSTER, '10m', {
      of: CLUSTER.of('palette_cluster_created_timestamp_seconds'),
      limit: '2h',
      also: { [CLUSTER.of('palette_cluster_state', { state: 'Provisioning' })]: 1 },
    }),
  },

  PaletteClusterDeletionStuck: {
    severity: 'warning',
    expr: (settings) =>
      `${maxBy(settings, CLUSTER.identity, ours(settings, 'palette_cluster_state', 'state="Deleting"'))} == 1`,
    for: '1h',
    summary: 'The deletion of a cluster does not come to an end.',
    description:
      'Cluster {{ $labels.cluster_name }} of project {{ $labels.project }} has been in deletion for an hour.',
    runbook: {
      meaning: 'Somebody deleted the cluster, and Palette is still at it.',
      impact: 'The edge hosts stay bound to the cluster and cannot be used for another one.',
      diagnosis: `1. Tenant console, the cluster, **Events**: which step repeats? Mostly a host that does not answer.
2. **Clusters > Edge Hosts**: which hosts of the cluster are unhealthy?
3. With its kubeconfig: \`kubectl get namespaces | grep Terminating\`, finalizers of what is left.
4. Are the upgrades of its agents paused (\`palette_agent_upgrade_paused\`, \`palette_cluster_agent_upgrade_paused\`)? An
   agent that may not follow Palette can hang in the deletion.`,
      mitigation:
        'Resume paused agent upgrades. Bring the host back so that it can be reset. If it is gone for good, delete the cluster by force (**Settings > ' +
        'Delete Cluster > Force delete**, offered after 15 minutes) and reset the hosts by hand: `kairos-agent reset`.',
    },
    console: 'cluster',
    tests: turns(CLUSTER, '1h', {
      [CLUSTER.of('palette_cluster_state', { state: 'Deleting' })]: ['_', 1],
      [CLUSTER.of('palette_cluster_state', { state: 'Running' })]: [1, '_'],
    }),
  },

  PaletteClusterConditionFalse: {
    severity: 'warning',
    expr: (settings) =>
      `${maxBy(settings, [...CLUSTER.identity, 'type'], ours(settings, 'palette_cluster_condition', 'status="False"'))} == 1 ${unlessClusterChanges(settings)}`,
    for: '1h',
    summary: 'A condition of a cluster has been false for an hour.',
    description:
      'Condition {{ $labels.type }} of cluster {{ $labels.cluster_name }} has been false for an hour.',
    runbook: {
      meaning:
        'Palette checks a list of conditions on the way to a running cluster. This one is not met, although the cluster ' +
        'is said to run and had time for it.',
      impact:
        'Depends on the condition: a step of creation or update does not finish, later steps wait for it.',
      diagnosis: `1. Tenant console, the cluster, **Overview**: the condition with its reason and message.
2. Since when? \`palette_cluster_condition_last_transition_timestamp_seconds{cluster_name="<cluster>"}\`
3. \`ClusterProfilesApplied\`: **Profile** tab, which pack is not ready? \`ControlPlaneNodeAdditionDone\`: **Nodes** tab.
   \`ImageResolutionDone\`: the registry lacks an image, **Tenant Settings > Registries**.`,
      mitigation:
        'Follow the runbook of the alert about the pack, node or registry that the condition names.',
    },
    console: 'cluster',
    tests: turns(
      CLUSTER.with({ type: 'ClusterProfilesApplied' }),
      '1h',
      {
        [CLUSTER.of('palette_cluster_condition', { type: 'ClusterProfilesApplied', status: 'False' })]: [
          '_',
          1,
        ],
        [CLUSTER.of('palette_cluster_condition', { type: 'ClusterProfilesApplied', status: 'True' })]: [
          1,
          '_',
        ],
        [CLUSTER.of('palette_cluster_state', { state: 'Running' })]: [1, 1],
      },
      {
        silent: CHANGING.map((state) => ({
          [CLUSTER.of('palette_cluster_condition', { type: 'ClusterProfilesApplied', status: 'False' })]: [
            1, 1,
          ],
          [CLUSTER.of('palette_cluster_state', { state })]: [1, 1],
        })),
      },
    ),
  },
});
