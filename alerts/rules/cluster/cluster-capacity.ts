import { defineAlerts } from '../../kit/alert.ts';
import type { AlertSettings } from '../../kit/alert-settings.ts';
import { countBy, maxBy, ours } from '../../kit/promql.ts';
import { type States, turns } from '../../kit/proof.ts';
import { CLUSTER, NODE, PALETTE } from '../../kit/subjects.ts';
import { unlessClusterChanges, unlessNodeChanges } from '../../kit/unless-changing.ts';

const MEMBERS = CLUSTER.of('palette_cluster_nodes', { role: 'control-plane' });
const HEALTHY = CLUSTER.of('palette_cluster_nodes_healthy', { role: 'control-plane' });
export const clusterCapacityAlerts = defineAlerts('cluster', {
  PaletteClusterQuorumLost: {
    severity: 'critical',
    expr: (settings) => {
      const { members, healthy, except } = controlPlane(settings);
      return `${healthy} <= (${members} > 0) / 2 ${except}`;
    },
    for: '5m',
    summary: 'A cluster has lost half or more of its control plane.',
    description:
      'Cluster {{ $labels.cluster_name }} has {{ $value }} healthy control plane nodes left, too few for etcd to agree.',
    runbook: {
      meaning:
        'etcd needs more than half of its members. So many control plane nodes of this cluster are unhealthy that it ' +
        'probably cannot write any more. Clusters that are being made or removed, nodes that are joining or leaving, and ' +
        'clusters of two nodes, which have no etcd, do not count.',
      impact:
        'The Kubernetes API is down or read-only: nothing is scheduled, moved or restarted. Pods that run go on. Portworx ' +
        'loses its internal key-value store when the same nodes carried it.',
      diagnosis: `1. Which nodes? \`palette_node_healthy{cluster_name="<cluster>"} == 0\`, tenant console, the cluster, **Nodes**.
2. Power and network of those hosts first: Local UI \`https://<host>:5080\`, the management board of the server.
3. On a node that is up: \`crictl ps -a | grep etcd\`, \`crictl logs <etcd container> 2>&1 | tail -40\`.
4. Members as etcd sees them, on such a node: \`etcdctl --endpoints https://127.0.0.1:2379 --cacert
   /etc/kubernetes/pki/etcd/ca.crt --cert /etc/kubernetes/pki/etcd/server.crt --key /etc/kubernetes/pki/etcd/server.key
   member list -w table\`.`,
      mitigation:
        'Bring back one lost node: with it etcd recovers by itself. Never remove a member or reset a host while the quorum ' +
        'is lost. If the hosts are gone for good, restore etcd from the last snapshot on one node and let the others join ' +
        'anew; get the platform contact for that.',
    },
    console: 'cluster',
    tests: turns(
      CLUSTER,
      '5m',
      { [MEMBERS]: [3, 3], [HEALTHY]: [2, 1] },
      {
        value: 1,
        also: [
          // Palette gave up changing it; it is being repaved, and another node was lost.
          { states: { [MEMBERS]: [3, 3], [HEALTHY]: [2, 1], ...inState('Error'), ...twoNode('false') } },
          {
            states: {
              [MEMBERS]: [3, 3],
              [HEALTHY]: [2, 1],
              ...inState('Running'),
              ...machines('Running', 'Running', 'Provisioning'),
            },
          },
        ],
        silent: [
          // It is being made, imported or removed.
          ...['Pending', 'Provisioning', 'Importing', 'Deleting'].map((state) => ({
            ...plane(3, 0),
            ...inState(state),
          })),
          // No etcd, which has members that must agree.
          { ...plane(2, 1), ...inState('Running'), ...twoNode('true') },
          // Two more nodes are joining, one after the other; the only one is being rebuilt.
          { ...plane(3, 1), ...machines('Running', 'Provisioning') },
          { ...plane(1, 0), ...machines('Provisioning') },
        ],
      },
    ),
  },

  PaletteClusterQuorumAtRisk: {
    severity: 'warning',
    thresholds: ['controlPlaneSize'],
    expr: (settings) => {
      const { members, healthy, except } = controlPlane(settings);
      const large = `(${members} >= ${settings.thresholds.controlPlaneSize})`;
      return `${healthy} < ${large} and ${healthy} - 1 <= ${members} / 2 ${except}`;
    },
    for: '15m',
    summary: 'The loss of one more control plane node would stop a cluster.',
    description:
      'Cluster {{ $labels.cluster_name }} runs on {{ $value }} healthy control plane nodes and can lose none.',
    runbook: {
      meaning:
        'A control plane node is unhealthy, and those that are left are just enough for etcd to agree.',
      impact:
        'Nothing is broken yet. One more failure, or a reboot for an upgrade, stops the Kubernetes API.',
      diagnosis: `1. Which node? \`palette_node_healthy{cluster_name="<cluster>"} == 0\`, tenant console, the cluster, **Nodes**.
2. Is it being upgraded or replaced? \`palette_node_maintenance{cluster_name="<cluster>"}\` and **Events**.
3. Do not start any upgrade, repave or reboot in this cluster until the node is back.`,
      mitigation:
        'Bring the node back, see PaletteNodeNotReady. A host that is beyond repair is replaced: add the spare host to the ' +
        'control plane pool first, wait until etcd counts it, then remove the dead one.',
    },
    console: 'cluster',
    tests: turns(
      CLUSTER,
      '15m',
      {
        [MEMBERS]: [4, 4],
        [HEALTHY]: [4, 2],
        ...inState('Running'),
        ...twoNode('false'),
        ...machines('Running', 'Running', 'Running', 'Deleting'),
      },
      {
        value: 2,
        // Of five members two may go.
        silent: [
          { [MEMBERS]: [5, 5], [HEALTHY]: [5, 4] },
          { [MEMBERS]: [1, 1], [HEALTHY]: [1, 1] },
          // It is not complete yet, or a node is being replaced, or rebuilt.
          { ...plane(3, 2), ...inState('Provisioning') },
          {
            ...plane(4, 3),
            ...machines('Running', 'Running', 'Running', 'Provisioning'),
          },
          { ...plane(3, 2), ...machines('Running', 'Running', 'Provisioning') },
        ],
      },
    ),
  },

  PaletteClusterCpuHigh: {
    severity: 'warning',
    thresholds: ['clusterCpuRatio'],
    expr: (settings) => {
      const used = maxBy(settings, CLUSTER.identity, ours(settings, 'palette_cluster_cpu_usage_cores'));
      const total = maxBy(settings, CLUSTER.identity, ours(settings, 'palette_cluster_cpu_total_cores'));
      return `${used} / ${total} > ${settings.thresholds.clusterCpuRatio}`;
    },
    for: '30m',
    summary: 'A cluster uses nearly all of its CPU.',
    description: 'Cluster {{ $labels.cluster_name }} uses {{ $value | humanizePercentage }} of its CPU.',
    runbook: {
      meaning:
        'All nodes together have been at the limit of their CPU for half an hour, as Palette measures it.',
      impact:
        'Workloads get slow; the control plane shares these nodes on small clusters and may miss its deadlines.',
      diagnosis: `1. \`kubectl top nodes\`, \`kubectl top pods --all-namespaces --sort-by=cpu | head -20\`.
2. Did a node go away, so that the others carry its load? \`palette_cluster_nodes_healthy{cluster_name="<cluster>"}\`
3. Since when? Graph \`palette_cluster_cpu_usage_cores{cluster_name="<cluster>"}\` over a week.`,
      mitigation:
        'Stop or limit the workload that runs away, bring lost nodes back, or add a host to the worker pool.',
    },
    console: 'cluster',
    tests: turns(
      CLUSTER,
      '30m',
      {
        [CLUSTER.of('palette_cluster_cpu_usage_cores')]: [14, 15.2],
        [CLUSTER.of('palette_cluster_cpu_total_cores')]: [16, 16],
      },
      { value: 0.95 },
    ),
  },

  PaletteClusterMemoryHigh: {
    severity: 'warning',
    thresholds: ['clusterMemoryRatio'],
    expr: (settings) => {
      const used = maxBy(settings, CLUSTER.identity, ours(settings, 'palette_cluster_memory_usage_bytes'));
      const total = maxBy(settings, CLUSTER.identity, ours(settings, 'palette_cluster_memory_total_bytes'));
      return `${used} / ${total} > ${settings.thresholds.clusterMemoryRatio}`;
    },
    for: '30m',
    summary: 'A cluster uses nearly all of its memory.',
    description: 'Cluster {{ $labels.cluster_name }} uses {{ $value | humanizePercentage }} of its memory.',
    runbook: {
      meaning: 'All nodes together have been short of memory for half an hour, as Palette measures it.',
      impact:
        'The kernel ends processes and the kubelet evicts pods, also on nodes that take over for a lost one.',
      diagnosis: `1. \`kubectl top pods --all-namespaces --sort-by=memory | head -20\`.
2. Evictions: \`kubectl get events --all-namespaces --field-selector reason=Evicted\`.
3. Nodes under pressure: \`palette_node_condition{type="MemoryPressure",status="True"}\``,
      mitigation:
        'Restart or limit the workload that grows, bring lost nodes back, or add a host to the worker pool.',
    },
    console: 'cluster',
    tests: turns(
      CLUSTER,
      '30m',
      {
        [CLUSTER.of('palette_cluster_memory_usage_bytes')]: [90, 95],
        [CLUSTER.of('palette_cluster_memory_total_bytes')]: [100, 100],
      },
      { value: 0.95 },
    ),
  },

  PaletteClusterPaused: {
    severity: 'warning',
    expr: (settings) =>
      `${maxBy(settings, CLUSTER.identity, `max_over_time(${ours(settings, 'palette_cluster_paused')}[2h])`)} == 1`,
    for: '1d',
    summary: 'A cluster has been paused for a day.',
    description:
      'Cluster {{ $labels.cluster_name }} of project {{ $labels.project }} has been paused for a day.',
    runbook: {
      meaning: 'Somebody paused the cluster, and Palette does not touch it any more.',
      impact:
        'Profile changes, node changes and repairs by Palette wait, whatever the console lets you click.',
      diagnosis: `1. Tenant console, the cluster, **Settings**: is it paused, and does a note say why?
2. Who did it? Tenant console, **Audit Logs**, filtered by the cluster.`,
      mitigation:
        'Ask whoever paused it, then resume the cluster. If it is meant to stay, silence this alert.',
    },
    console: 'cluster',
    tests: turns(CLUSTER, '1d', { [CLUSTER.of('palette_cluster_paused')]: [0, 1] }, { remembers: '2h' }),
  },

  PaletteClusterVanished: {
    severity: 'warning',
    expr: (settings) => {
      const cluster = ours(settings, 'palette_cluster_info');
      const leaving = ours(settings, 'palette_cluster_state', 'state=~"Deleting|Deleted"');
      return [
        `${maxBy(settings, CLUSTER.identity, `max_over_time(${cluster}[1d])`)} == 1`,
        `unless on (palette, cluster_uid) ${cluster}`,
        `unless on (palette, cluster_uid) max_over_time(${leaving}[1d])`,
        `and on (palette) count by (palette) (${cluster})`,
      ].join(' ');
    },
    for: '30m',
    summary: 'A cluster is no longer listed, although nobody was seen deleting it.',
    description:
      'Cluster {{ $labels.cluster_name }} of project {{ $labels.project }} is gone from the list of Palette.',
    runbook: {
      meaning:
        'Palette listed the cluster during the last day and does not any more, while it lists others. It never showed the ' +
        'state Deleting.',
      impact: 'Nobody watches this cluster now: all its other alerts are silent.',
      diagnosis: `1. Tenant console, **Clusters**, all projects, with **Deleted only** in the filter: was it deleted by force?
2. **Audit Logs**: deletions of the last day.
3. May the key still see it? Compare the projects: \`palette_project_info\`. A role that was narrowed looks the same.`,
      mitigation:
        'Give the role of the exporter the project again, or, after a deletion that was meant, silence the alert for a day; ' +
        'then it ends by itself.',
    },
    dashboard: 'palette-clusters',
    console: 'palette',
    tests: turns(
      CLUSTER,
      '30m',
      {
        [CLUSTER.of('palette_cluster_info', { cloud_type: 'edge-native' })]: [1, '_'],
        [PALETTE.of('palette_cluster_info', { cluster_uid: 'c2', cluster_name: 'edge-2' })]: [1, 1],
      },
      {
        silent: [
          {
            [CLUSTER.of('palette_cluster_state', { state: 'Deleting' })]: [1, 1],
            [CLUSTER.of('palette_cluster_info', { cloud_type: 'edge-native' })]: ['_', '_'],
          },
        ],
      },
    ),
  },
});

/** Members of the control plane without those that are joining or leaving, and how many are healthy. */
function controlPlane(settings: AlertSettings) {
  const nodes = (metric: string) =>
    maxBy(settings, CLUSTER.identity, ours(settings, metric, 'role="control-plane"'));
  const known = maxBy(
    settings,
    [...CLUSTER.identity, 'node'],
    ours(settings, 'palette_node_info', 'role="control-plane"'),
  );
  const settled = countBy(settings, CLUSTER.identity, `${known} ${unlessNodeChanges(settings)}`);
  const twoNode = ours(settings, 'palette_cluster_control_plane_info', 'two_node="true"');
  return {
    // Nodes are not known one by one of clusters that are not edge clusters.
    members: `(${settled} or 0 * ${countBy(settings, CLUSTER.identity, known)} or ${nodes('palette_cluster_nodes')})`,
    healthy: nodes('palette_cluster_nodes_healthy'),
    except: `${unlessClusterChanges(settings)} unless on (palette, cluster_uid) ${twoNode}`,
  };
}

/** The members of a control plane, and how many of them are healthy. */
function plane(members: number, healthy: number): States {
  return { [MEMBERS]: [members, members], [HEALTHY]: [healthy, healthy] };
}

function inState(state: string): States {
  return { [CLUSTER.of('palette_cluster_state', { state })]: [1, 1] };
}

function twoNode(two_node: 'true' | 'false'): States {
  return { [CLUSTER.of('palette_cluster_control_plane_info', { two_node })]: [1, 1] };
}

/** The nodes of a control plane by the state of their machines. */
function machines(...states: readonly string[]): States {
  return Object.fromEntries(
    states.flatMap((state, index) => {
      const node = NODE.with({ node: `node-${index}` });
      return [
        [node.of('palette_node_info', { role: 'control-plane' }), [1, 1]],
        [node.of('palette_node_instance_state', { state }), [1, 1]],
      ];
    }),
  );
}
