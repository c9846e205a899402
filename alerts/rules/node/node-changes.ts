import { defineAlerts } from '../../kit/alert.ts';
import { maxBy, ours } from '../../kit/promql.ts';
import { turns } from '../../kit/proof.ts';
import { UNITS } from '../../kit/runbook-tools.ts';
import { NODE, POOL } from '../../kit/subjects.ts';

export const nodeChangesAlerts = defineAlerts('node', {
  PaletteNodeProvisioningSlow: {
    severity: 'warning',
    expr: (settings) => {
      const coming = ours(settings, 'palette_node_instance_state', 'state=~"Pending|Provision.*"');
      return `${maxBy(settings, NODE.identity, coming)} == 1`;
    },
    for: '1h',
    summary: 'A new node does not get ready.',
    description:
      'Node {{ $labels.node }} of cluster {{ $labels.cluster_name }} has been set up for an hour without getting ready.',
    runbook: {
      meaning: 'A host was added to the pool, or a node is rebuilt, and has not reached the state Running.',
      impact: 'The pool lacks the node. A replacement of a control plane host is half done.',
      diagnosis: `${UNITS}
1. Tenant console, the cluster, **Nodes**, the node, and **Events**: which step?
2. On the host: \`journalctl -u stylus-agent --since -1h\`; \`systemctl status kubelet containerd\`.
3. Does it reach the virtual address of the cluster on port 6443, the registry and a time server?
4. Does it have the roles it needs: disks for Portworx empty (\`lsblk\`), network interface of the pool present (\`ip a\`)?`,
      mitigation:
        'Provide what is missing; the agent goes on by itself. If it cannot, remove the host from the pool, reset it ' +
        '(`kairos-agent reset`), and add it again.',
    },
    console: 'cluster',
    tests: turns(NODE, '1h', {
      [NODE.of('palette_node_instance_state', { state: 'Provisioning' })]: ['_', 1],
      [NODE.of('palette_node_instance_state', { state: 'Running' })]: [1, '_'],
    }),
  },

  PaletteNodeDeletionStuck: {
    severity: 'warning',
    expr: (settings) =>
      `${maxBy(settings, NODE.identity, ours(settings, 'palette_node_instance_state', 'state="Deleting"'))} == 1`,
    for: '45m',
    summary: 'The removal of a node does not come to an end.',
    description:
      'Node {{ $labels.node }} of cluster {{ $labels.cluster_name }} has been in removal for 45 minutes.',
    runbook: {
      meaning: 'The node was taken out of its pool, and Palette is still removing it.',
      impact: 'The host cannot be used elsewhere. etcd or Portworx may still count it as a member.',
      diagnosis: `1. Does the host answer? Palette resets it before it lets go: **Clusters > Edge Hosts**, Local UI.
2. \`kubectl get node <node> -o jsonpath='{.metadata.finalizers}'\`, pods left on it.
3. etcd: \`etcdctl … member list -w table\`: is it still there? Portworx: \`pxctl status\`, is it decommissioned?`,
      mitigation:
        'Bring the host back so that it can be reset. If it is gone for good: `kubectl delete node <node>`, remove the etcd ' +
        'member (only while all others are healthy), and decommission it in Portworx.',
    },
    console: 'cluster',
    tests: turns(NODE, '45m', { [NODE.of('palette_node_instance_state', { state: 'Deleting' })]: ['_', 1] }),
  },

  PaletteNodeInstanceFailed: {
    severity: 'warning',
    expr: (settings) =>
      `${maxBy(settings, [...NODE.identity, 'state'], ours(settings, 'palette_node_instance_state', 'state=~"Failed|Unknown"'))} == 1`,
    for: '15m',
    summary: 'The machine behind a node has failed.',
    description:
      'The machine of node {{ $labels.node }} of cluster {{ $labels.cluster_name }} is in state {{ $labels.state }}.',
    runbook: {
      meaning: 'Palette could not set up the machine, or does not know any more what became of it.',
      impact: 'The node is not managed. If it runs, it runs on without updates.',
      diagnosis: `${UNITS}
1. Tenant console, the cluster, **Nodes**, the node: the message; **Events** of the cluster.
2. \`palette_node_ready{node="<node>"}\`: does Kubernetes still see it?
3. On the host: \`journalctl -u stylus-agent --since -1h\`.`,
      mitigation: 'Repair what the message names. If nothing helps, replace the host in its pool.',
    },
    console: 'cluster',
    tests: turns(NODE.with({ state: 'Failed' }), '15m', {
      [NODE.of('palette_node_instance_state', { state: 'Failed' })]: ['_', 1],
      [NODE.of('palette_node_instance_state', { state: 'Running' })]: [1, '_'],
    }),
  },

  PaletteNodePoolOversized: {
    severity: 'warning',
    expr: (settings) => {
      const labels = POOL.identity;
      const present = maxBy(settings, labels, ours(settings, 'palette_machine_pool_nodes'));
      const desired = maxBy(settings, labels, ours(settings, 'palette_machine_pool_desired_nodes'));
      return `${present} - ${desired} > 0`;
    },
    for: '2h',
    summary: 'A machine pool has more nodes than it should have.',
    description:
      'Pool {{ $labels.machine_pool }} of cluster {{ $labels.cluster_name }} has {{ $value }} nodes too many.',
    runbook: {
      meaning: 'A node was removed or replaced, and the old one is still there hours later.',
      impact: 'The host is not free for its next use; a control plane may have an even number of members.',
      diagnosis: `1. Which node is to leave? \`palette_node_maintenance{cluster_name="<cluster>"}\` and
   \`palette_node_instance_state{cluster_name="<cluster>",state="Deleting"}\`
2. Tenant console, the cluster, **Events**: why does the removal not go on?`,
      mitigation: 'See PaletteNodeDrainStuck and PaletteNodeDeletionStuck.',
    },
    console: 'cluster',
    tests: turns(
      POOL,
      '2h',
      {
        [POOL.of('palette_machine_pool_nodes')]: [3, 4],
        [POOL.of('palette_machine_pool_desired_nodes')]: [3, 3],
      },
      { value: 1 },
    ),
  },
});
