import { defineAlerts } from '../../kit/alert.ts';
import { countBy, maxBy, onSame, theirs } from '../../kit/promql.ts';
import { type States, turns } from '../../kit/proof.ts';
import { PXCTL } from '../../kit/runbook-tools.ts';
import { PORTWORX, PORTWORX_NODE, PORTWORX_POOL } from '../../kit/subjects.ts';

export const storagePortworxAlerts = defineAlerts('storage', {
  PortworxQuorumLost: {
    severity: 'critical',
    source: 'portworx',
    expr: (settings) => {
      const quorum = theirs(settings, 'portworx', 'px_cluster_status_quorum');
      const older = theirs(settings, 'portworx', 'px_cluster_status_cluster_quorum');
      return `${maxBy(settings, PORTWORX.identity, `${quorum} or ${older}`)} != 1`;
    },
    for: '5m',
    summary: 'Portworx has lost its quorum.',
    description: 'Portworx cluster {{ $labels.cluster }} is not in quorum.',
    runbook: {
      meaning:
        'Less than half of the storage nodes see each other. Portworx stops serving so that data do not diverge.',
      impact: 'Volumes hang or turn read-only; pods with volumes do not start anywhere.',
      diagnosis: `${PXCTL}
1. \`pxctl status\` on each storage node: which nodes are \`Online\`, which \`Offline\` or \`Not in quorum\`?
2. \`kubectl get storagenodes --all-namespaces\`, \`kubectl get nodes\`: are the hosts up?
3. Key-value store: \`pxctl service kvdb members\`: a leader, and more than half healthy?
4. Network between the storage nodes: \`ping -M do -s 8972 <node>\` where jumbo frames are used.`,
      mitigation:
        'Bring hosts back until more than half are online; the quorum returns by itself. Do not wipe, decommission or reset ' +
        'a node while the quorum is lost. If hosts are gone for good, call the storage contact before anything else.',
    },
    tests: turns(PORTWORX, '5m', { [PORTWORX.of('px_cluster_status_quorum')]: [1, 0] }),
  },

  PortworxNodeDown: {
    severity: 'critical',
    source: 'portworx',
    expr: (settings) => {
      const status = theirs(settings, 'portworx', 'px_node_status_node_status');
      // 2 works, 1 starts, 7 and 14 are maintenance, 6 leaves, 11 and 12 work on their pools.
      const bad = ['2', '1', '6', '7', '11', '12', '14'].reduce((so, good) => `${so} != ${good}`, status);
      return maxBy(settings, PORTWORX_NODE.identity, bad);
    },
    for: '10m',
    summary: 'A Portworx node does not serve its storage.',
    description: 'Portworx node {{ $labels.node }} of {{ $labels.cluster }} has status {{ $value }}.',
    runbook: {
      meaning:
        'The node reports a status that is neither good nor maintenance: 3 offline, 4 error, 5 or 13 not in quorum, ' +
        '8 storage down, 9 storage degraded, 10 needs a reboot. A node that says nothing any more is told by ' +
        'PortworxNodesOffline.',
      impact:
        'Volumes with a replica there run with one copy less; after a while Portworx builds new replicas elsewhere.',
      diagnosis: `${PXCTL}
1. \`pxctl status\` and \`pxctl service pool show\` on the node: which pool, which disk?
2. Status 8 or 9: \`dmesg | grep -i -e nvme -e "I/O error"\`, \`smartctl -a <disk>\`, \`lsblk\`.
3. Status 3: is the host up? \`systemctl status portworx\`, \`journalctl -u portworx* --since -30m\`.
4. After an upgrade of the operating system: does the kernel have the module? \`lsmod | grep px\`.`,
      mitigation:
        'Replace a broken disk following `pxctl service drive replace`. Status 10: drain and reboot the node. Before any ' +
        'reboot check that no volume is degraded (PortworxVolumeDegraded).',
    },
    tests: turns(
      PORTWORX_NODE,
      '10m',
      { [PORTWORX_NODE.of('px_node_status_node_status')]: [2, 8] },
      {
        value: 8,
        // Its namesake in another cluster of that name is in maintenance.
        also: [
          {
            states: {
              [PORTWORX_NODE.of('px_node_status_node_status')]: [2, 8],
              [PORTWORX_NODE.of('px_node_status_node_status', { clusterUUID: 'u2' })]: [14, 14],
            },
          },
        ],
        silent: [{ [PORTWORX_NODE.of('px_node_status_node_status')]: [7, 7] }],
      },
    ),
  },

  PortworxNodesOffline: {
    severity: 'critical',
    source: 'portworx',
    // Each node tells its status itself, and one that is cut off still does: PortworxNodeDown tells of that one.
    expr: (settings) => {
      const of = (metric: string) => theirs(settings, 'portworx', metric);
      const sizes = `${of('px_cluster_status_size')} or ${of('px_cluster_status_cluster_size')}`;
      const nodes = maxBy(settings, PORTWORX_NODE.identity, of('px_node_status_node_status'));
      const allTell = `${countBy(settings, PORTWORX.identity, nodes)} >= ${maxBy(settings, PORTWORX.identity, sizes)}`;
      const offline = maxBy(settings, PORTWORX.identity, of('px_cluster_status_nodes_offline'));
      return `${offline} > 0 unless ${onSame(settings, PORTWORX.identity)} ${allTell}`;
    },
    for: '10m',
    summary: 'Nodes of a Portworx cluster are offline.',
    description: 'Portworx cluster {{ $labels.cluster }} has {{ $value }} of its nodes offline.',
    runbook: {
      meaning:
        'The other nodes do not see a member, and not all members tell how they are: its host is down, or Portworx does not ' +
        'run there.',
      impact:
        'Volumes with a replica there run with one copy less. When as many as half of the storage nodes are away, Portworx stops.',
      diagnosis: `${PXCTL}
1. \`pxctl status\` on a node that works: which one is \`Offline\`?
2. \`kubectl get nodes\`, \`kubectl get pods --all-namespaces -l name=portworx -o wide\`: host down, or only Portworx?
3. On that host: \`systemctl status portworx\`, \`journalctl -u portworx* --since -30m\`.
4. Was it removed for good? \`pxctl cluster list\` shows it until it is decommissioned.`,
      mitigation:
        'Bring the host back, or restart Portworx on it (`systemctl restart portworx`). Until then do not reboot or remove ' +
        'another storage node. One that is gone for good: `pxctl cluster delete <node id>`.',
    },
    tests: turns(
      PORTWORX,
      '10m',
      { ...seen([0, 1]), ...told('node-3', [2, '_']) },
      {
        value: 1,
        // With the old name of the size; and a broken disk elsewhere does not hide it.
        also: [
          { states: { ...seen([0, 1], 'px_cluster_status_cluster_size'), ...told('node-3', [2, '_']) } },
          { states: { ...seen([0, 1]), ...told('node-1', [2, 8]), ...told('node-3', [2, '_']) } },
        ],
        // It is cut off; it is being removed and nobody misses it.
        silent: [
          { ...seen([1, 1]), ...told('node-3', [5, 5]) },
          { ...seen([0, 0]), ...told('node-3', [2, '_']) },
        ],
      },
    ),
  },

  PortworxNodeInMaintenance: {
    severity: 'warning',
    source: 'portworx',
    expr: (settings) => {
      const status = theirs(settings, 'portworx', 'px_node_status_node_status');
      return maxBy(settings, PORTWORX_NODE.identity, `${status} == 7 or ${status} == 14`);
    },
    for: '4h',
    summary: 'A Portworx node has been in maintenance for hours.',
    description:
      'Portworx node {{ $labels.node }} of {{ $labels.cluster }} has been in maintenance for four hours.',
    runbook: {
      meaning: 'Somebody put the node or one of its pools into maintenance and did not take it out.',
      impact: 'Its replicas are not updated: volumes run degraded, and have to catch up later.',
      diagnosis: `${PXCTL}
1. \`pxctl status\`: node or pool in maintenance? Ask who works on it.
2. \`pxctl volume list --node <node>\`: volumes with a replica there.`,
      mitigation:
        '`pxctl service maintenance --exit` on the node, or `pxctl service pool maintenance --exit`; then watch the resync.',
    },
    tests: turns(
      PORTWORX_NODE,
      '4h',
      { [PORTWORX_NODE.of('px_node_status_node_status')]: [2, 7] },
      {
        also: [
          {
            states: {
              [PORTWORX_NODE.of('px_node_status_node_status')]: [2, 7],
              [PORTWORX_NODE.of('px_node_status_node_status', { clusterUUID: 'u2' })]: [2, 8],
            },
          },
        ],
      },
    ),
  },

  PortworxPoolNotOnline: {
    severity: 'critical',
    source: 'portworx',
    expr: (settings) => {
      const status = theirs(settings, 'portworx', 'px_pool_stats_status');
      const older = theirs(settings, 'portworx', 'px_pool_stats_pool_status');
      // 1 works, 4 is maintenance, 6 works in the background.
      return maxBy(settings, PORTWORX_POOL.identity, `(${status} or ${older}) != 1 != 4 != 6`);
    },
    for: '10m',
    summary: 'A Portworx pool is not online.',
    description: 'Pool {{ $labels.pool }} of Portworx node {{ $labels.node }} has status {{ $value }}.',
    runbook: {
      meaning: 'Status 0 is offline, 2 full, 3 not found, 5 degraded.',
      impact: 'Replicas in this pool are not served; new volumes are not placed there.',
      diagnosis: `${PXCTL}
1. \`pxctl service pool show\` on the node: status, disks, labels.
2. Disks: \`lsblk\`, \`dmesg | grep -i -e nvme -e "I/O error"\`.
3. Full: \`pxctl status\`, used against total; PortworxPoolFull should have come before.`,
      mitigation:
        'Full: expand the pool (`pxctl service pool expand`) or move replicas. Offline: repair or replace the disk.',
    },
    tests: turns(
      PORTWORX_POOL,
      '10m',
      { [PORTWORX_POOL.of('px_pool_stats_status')]: [1, 0] },
      {
        value: 0,
        also: [
          {
            states: {
              [PORTWORX_POOL.of('px_pool_stats_status')]: [1, 0],
              [PORTWORX_POOL.of('px_pool_stats_status', { clusterUUID: 'u2' })]: [1, 1],
            },
          },
          { states: { [PORTWORX_POOL.of('px_pool_stats_pool_status')]: [1, 0] } },
        ],
        silent: [{ [PORTWORX_POOL.of('px_pool_stats_status')]: [6, 6] }],
      },
    ),
  },

  PortworxKvdbUnhealthy: {
    severity: 'critical',
    source: 'portworx',
    expr: (settings) =>
      `${maxBy(settings, PORTWORX_NODE.identity, theirs(settings, 'portworx', 'px_kvdb_health_state_node_view'))} == 2`,
    for: '5m',
    summary: 'A Portworx node calls its key-value store unhealthy.',
    description:
      'Portworx node {{ $labels.node }} of {{ $labels.cluster }} calls the key-value store unhealthy.',
    runbook: {
      meaning:
        'Portworx keeps its own state in a small etcd on three of its nodes. This node does not see it healthy.',
      impact:
        'No volume can be created, attached or resized while most members are away; running volumes go on for a while.',
      diagnosis: `${PXCTL}
1. \`pxctl service kvdb members\`: leader, healthy members, size of the database.
2. Disk of the member: is the metadata device full or slow? \`pxctl status\`, \`iostat -x 5 3\`.
3. Clocks of the nodes: \`timedatectl\`.`,
      mitigation:
        'Bring the lost member back. Portworx moves a member to another node by itself after some minutes; wait for that before you reboot anything.',
    },
    tests: turns(PORTWORX_NODE, '5m', { [PORTWORX_NODE.of('px_kvdb_health_state_node_view')]: [1, 2] }),
  },

  PortworxDecommissionLeft: {
    severity: 'warning',
    source: 'portworx',
    expr: (settings) =>
      `${maxBy(settings, PORTWORX.identity, theirs(settings, 'portworx', 'px_cluster_status_storage_nodes_decommissioned'))} > 0`,
    for: '4h',
    summary: 'The removal of a Portworx node was not finished.',
    description:
      'Portworx cluster {{ $labels.cluster }} has had {{ $value }} decommissioned nodes for four hours.',
    runbook: {
      meaning:
        'A storage node was decommissioned, as before a host is removed or replaced, and is still a member.',
      impact:
        'The cluster counts it; its replicas may not have moved. Removing the host now could cost data.',
      diagnosis: `${PXCTL}
1. \`pxctl status\`: the node and its state. \`pxctl volume list --node <node>\`: replicas that are left.
2. \`kubectl get storagenodes --all-namespaces\``,
      mitigation:
        'Wait for the replicas to move, then `pxctl cluster delete <node id>` and remove the host from its pool in Palette.',
    },
    tests: turns(
      PORTWORX,
      '4h',
      { [PORTWORX.of('px_cluster_status_storage_nodes_decommissioned')]: [0, 1] },
      { value: 1 },
    ),
  },
});

function told(node: string, values: States[string]): States {
  return { [PORTWORX.of('px_node_status_node_status', { node })]: values };
}

/** What the other two of three nodes see of `node-3`. */
function seen(values: States[string], size = 'px_cluster_status_size'): States {
  return Object.fromEntries(
    ['node-1', 'node-2'].flatMap((node) => [
      [PORTWORX.of('px_cluster_status_nodes_offline', { node }), values],
      [PORTWORX.of(size, { node }), [3, 3]],
      ...Object.entries(told(node, [2, 2])),
    ]),
  );
}
