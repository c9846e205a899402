import { defineAlerts } from '../../kit/alert.ts';
import { maxBy, olderThan, ours } from '../../kit/promql.ts';
import { ages, turns } from '../../kit/proof.ts';
import { UNITS } from '../../kit/runbook-tools.ts';
import { CLUSTER, NODE, POOL } from '../../kit/subjects.ts';
import { unlessNodeChanges } from '../../kit/unless-changing.ts';

export const nodeHealthAlerts = defineAlerts('node', {
  PaletteNodeNotReady: {
    severity: 'critical',
    expr: (settings) =>
      `${maxBy(settings, NODE.identity, ours(settings, 'palette_node_ready'))} == 0 ${unlessNodeChanges(settings)}`,
    for: '10m',
    // Its cluster turns healthy with the next heartbeat after that of the node.
    keepFiringFor: '2m',
    summary: 'A node of a cluster is not ready.',
    description:
      'Node {{ $labels.node }} (pool {{ $labels.machine_pool }}) of cluster {{ $labels.cluster_name }} is not ready.',
    runbook: {
      meaning:
        'Palette reports that Kubernetes on this node is not ready, or that the node has stopped reporting. Nodes that are ' +
        'joining, rebuilt or leaving do not count: PaletteNodeProvisioningSlow and PaletteNodeDeletionStuck look after them.',
      impact:
        'Pods of the node are moved after five minutes where that is possible. Another lost control plane node of three ' +
        'stops the Kubernetes API; another lost storage node may stop volumes.',
      diagnosis: `${UNITS}
1. \`kubectl describe node <node>\`: which condition is false, and since when?
2. Is the host itself up? Tenant console, **Clusters > Edge Hosts**, or Local UI of the host (port 5080).
3. On the host: \`systemctl status kubelet containerd\`, \`journalctl -u kubelet --since -30m\`, \`df -h /usr/local\`.
4. Is it being upgraded or replaced? \`palette_node_maintenance{node="<node>"}\`,
   \`kubectl get node <node> -o jsonpath='{.spec.unschedulable}'\``,
      mitigation:
        'Restart the kubelet or free disk space when that is the cause; else reboot the host, one node at a time and only ' +
        'while the other control plane nodes are ready. Before a node with Portworx is rebooted, `pxctl status` on ' +
        'another node must show quorum.',
    },
    console: 'cluster',
    tests: turns(
      NODE,
      '10m',
      { [NODE.of('palette_node_ready')]: [1, 0] },
      {
        keeps: '2m',
        also: ['Running', 'Failed', 'Unknown'].map((state) => ({
          states: {
            [NODE.of('palette_node_ready')]: [1, 0] as const,
            [NODE.of('palette_node_instance_state', { state })]: [1, 1] as const,
          },
        })),
        silent: ['Pending', 'Provisioning', 'Provisioned', 'Deleting', 'Deleted'].map((state) => ({
          [NODE.of('palette_node_ready')]: [0, 0],
          [NODE.of('palette_node_instance_state', { state })]: [1, 1],
        })),
      },
    ),
  },

  PaletteNodeUnhealthy: {
    severity: 'warning',
    expr: (settings) => {
      const healthy = maxBy(settings, NODE.identity, ours(settings, 'palette_node_healthy'));
      const down = `${ours(settings, 'palette_node_ready')} == 0`;
      return `${healthy} == 0 unless on (palette, cluster_uid, node) ${down} ${unlessNodeChanges(settings)}`;
    },
    for: '30m',
    summary: 'A node of a cluster is ready but not healthy.',
    description:
      'Node {{ $labels.node }} of cluster {{ $labels.cluster_name }} is ready, but Palette calls it unhealthy.',
    runbook: {
      meaning:
        'Kubernetes runs on the node, yet one of the checks of Palette (conditions, agent, provider) fails.',
      impact: 'Palette may hold back updates of the cluster or leave the node out of backups.',
      diagnosis: `${UNITS}
1. \`palette_node_condition{node="<node>",status="True",type!="Ready"}\`: pressure on disk, memory or processes?
2. Tenant console, the cluster, **Nodes**, the node: its message.
3. On the host: \`journalctl -u stylus-agent --since -1h | grep -i error\`.`,
      mitigation: 'Remove the pressure, or restart the agent: `systemctl restart stylus-agent`.',
    },
    console: 'cluster',
    tests: turns(
      NODE,
      '30m',
      {
        [NODE.of('palette_node_healthy')]: [1, 0],
        [NODE.of('palette_node_ready')]: [1, 1],
        [NODE.of('palette_node_instance_state', { state: 'Running' })]: [1, 1],
      },
      {
        silent: [
          { [NODE.of('palette_node_healthy')]: [0, 0], [NODE.of('palette_node_ready')]: [0, 0] },
          // Joining a cluster of a Palette that does not tell whether nodes are ready.
          {
            [NODE.of('palette_node_healthy')]: [0, 0],
            [NODE.of('palette_node_instance_state', { state: 'Provisioning' })]: [1, 1],
          },
        ],
      },
    ),
  },

  PaletteNodeHeartbeatOld: {
    severity: 'warning',
    thresholds: ['nodeHeartbeat'],
    expr: (settings) =>
      [
        olderThan(
          settings,
          NODE.identity,
          ours(settings, 'palette_node_last_heartbeat_timestamp_seconds'),
          settings.thresholds.nodeHeartbeat,
        ),
        'and on (palette, cluster_uid, node)',
        `${ours(settings, 'palette_node_ready')} == 1`,
      ].join(' '),
    for: '15m',
    summary: 'A node has stopped reporting, although it is still called ready.',
    description:
      'Node {{ $labels.node }} of cluster {{ $labels.cluster_name }} last reported {{ $value | humanizeDuration }} ago.',
    runbook: {
      meaning: 'Palette still shows the last good state of the node, but nothing newer has come.',
      impact: 'The state of this node is unknown. If it is down, PaletteNodeNotReady may come late.',
      diagnosis: `${UNITS}
1. Other nodes of the cluster too? \`time() - palette_node_last_heartbeat_timestamp_seconds{cluster_name="<cluster>"}\`
2. \`kubectl get node <node>\` inside the cluster: what does Kubernetes say?
3. On the host: \`systemctl status stylus-agent\`, \`timedatectl\` (a wrong clock looks the same).`,
      mitigation:
        'Restart the agent of the host, correct its clock, or treat the node as lost: PaletteNodeNotReady.',
    },
    console: 'cluster',
    tests: ages(NODE, '15m', {
      of: NODE.of('palette_node_last_heartbeat_timestamp_seconds'),
      limit: '15m',
      also: { [NODE.of('palette_node_ready')]: 1 },
    }),
  },

  PaletteNodePressure: {
    severity: 'warning',
    expr: (settings) => {
      const pressure = ours(
        settings,
        'palette_node_condition',
        'type=~".+Pressure|NetworkUnavailable"',
        'status="True"',
      );
      return `${maxBy(settings, [...NODE.identity, 'type'], pressure)} == 1`;
    },
    for: '10m',
    summary: 'A node is short of disk, memory, processes or network.',
    description: 'Node {{ $labels.node }} of cluster {{ $labels.cluster_name }} reports {{ $labels.type }}.',
    runbook: {
      meaning: 'The kubelet of the node reports that a resource is nearly used up.',
      impact: 'No new pods are placed on the node, and running ones are evicted until the pressure ends.',
      diagnosis: `1. \`kubectl describe node <node>\`: section Conditions, and the events below it.
2. DiskPressure: on the host \`df -h /usr/local\`, \`crictl images | sort -k4 -h | tail\`, \`du -xsh /var/log/*\`.
3. MemoryPressure: \`kubectl top pods --all-namespaces --sort-by=memory | head\`.
4. NetworkUnavailable: the pods of the network pack on this node.`,
      mitigation:
        'Remove unused images (`crictl rmi --prune`), old logs and core dumps; restart the pod that grows.',
    },
    console: 'cluster',
    tests: turns(NODE.with({ type: 'DiskPressure' }), '10m', {
      [NODE.of('palette_node_condition', { type: 'DiskPressure', status: 'True' })]: ['_', 1],
      [NODE.of('palette_node_condition', { type: 'DiskPressure', status: 'False' })]: [1, '_'],
    }),
  },

  PaletteNodePoolIncomplete: {
    severity: 'warning',
    expr: (settings) => {
      const labels = POOL.identity;
      const present = maxBy(settings, labels, ours(settings, 'palette_machine_pool_nodes'));
      const desired = maxBy(settings, labels, ours(settings, 'palette_machine_pool_desired_nodes'));
      return `${desired} - ${present} > 0`;
    },
    for: '1h',
    summary: 'A machine pool has fewer nodes than it should have.',
    description:
      'Pool {{ $labels.machine_pool }} of cluster {{ $labels.cluster_name }} lacks {{ $value }} nodes.',
    runbook: {
      meaning:
        'The pool is meant to have more nodes than Palette counts: a node was removed or never arrived.',
      impact: 'Less capacity, at a control plane less safety.',
      diagnosis: `1. Which host is missing? \`palette_machine_pool_host_info{cluster_name="<cluster>"}\` lists the ones that are meant.
2. Tenant console, the cluster, **Nodes > Configure** of the pool, and **Events**.
3. The host: is it registered and healthy (**Clusters > Edge Hosts**)? Does it belong to another cluster?`,
      mitigation:
        'Bring the host back, replace it in the pool by a spare one, or lower the size of the pool.',
    },
    console: 'cluster',
    tests: turns(
      POOL,
      '1h',
      {
        [POOL.of('palette_machine_pool_nodes')]: [3, 2],
        [POOL.of('palette_machine_pool_desired_nodes')]: [3, 3],
      },
      { value: 1 },
    ),
  },

  PaletteControlPlaneReplacing: {
    severity: 'warning',
    expr: (settings) =>
      `${maxBy(settings, CLUSTER.identity, ours(settings, 'palette_cluster_control_plane_replacing'))} == 1`,
    for: '2h',
    summary: 'A control plane has had an even number of members for two hours.',
    description:
      'The control plane of cluster {{ $labels.cluster_name }} has had an even number of members for two hours.',
    runbook: {
      meaning:
        'A host of the control plane is being replaced: the new one joined, the old one has not been removed.',
      impact: 'Four members of etcd tolerate one loss, like three, but there is one more that can fail.',
      diagnosis: `1. \`palette_node_info{cluster_name="<cluster>",role="control-plane"}\`: four nodes; which one was to leave?
2. Does etcd agree? On a control plane node: \`etcdctl … member list -w table\` (certificates in
   \`/etc/kubernetes/pki/etcd\`). The new one must be \`started\` and no learner.
3. Does the old one carry Portworx? It must be decommissioned there before: \`pxctl status\`.`,
      mitigation:
        'When etcd counts the new member, remove the old host from the pool (cluster, **Nodes**, the pool, **Configure**). ' +
        'If the new one never joined, remove that one instead.',
    },
    dashboard: 'palette-hosts',
    console: 'cluster',
    tests: turns(CLUSTER, '2h', { [CLUSTER.of('palette_cluster_control_plane_replacing')]: [0, 1] }),
  },
});
