import { defineAlert } from './alert.ts';
import { maxBy, ours, theirs } from './promql.ts';
import { series, turns } from './proof.ts';
import { KUBERNETES_NODE, NODE, OF_CLUSTER, POOL } from './subjects.ts';

const identity = Object.keys(NODE);
const of = (metric: string, labels: Record<string, string> = {}) => series(metric, { ...NODE, ...labels });
const kube = (metric: string, labels: Record<string, string> = {}) =>
  series(metric, { job: 'kube-state-metrics', cluster: 'edge-1', ...labels });

const cordoned = (state: string) => of('palette_node_maintenance', { action: 'cordon', state });

export const paletteNodeDrainStuck = defineAlert({
  name: 'PaletteNodeDrainStuck',
  component: 'node',
  severity: 'warning',
  expr: (settings) => {
    const draining = ours(
      settings,
      'palette_node_maintenance',
      'action="cordon"',
      'state=~"Initiated|InProgress"',
    );
    return `${maxBy(settings, identity, draining)} == 1`;
  },
  for: '45m',
  summary: 'The drain of a node does not come to an end.',
  description:
    'Node {{ $labels.node }} of cluster {{ $labels.cluster_name }} has been draining for 45 minutes.',
  runbook: {
    meaning:
      'Palette took the node out of service to update, replace or remove it, and pods still sit on it.',
    impact: 'The update, replacement or removal waits, and with it all nodes that come after.',
    diagnosis: `1. Which pods? \`kubectl get pods --all-namespaces --field-selector spec.nodeName=<node> -o wide\`
2. Budgets that forbid it: \`kubectl get poddisruptionbudgets --all-namespaces\`, those with 0 under ALLOWED DISRUPTIONS.
3. Portworx: a volume without a second replica keeps its pod; \`pxctl volume list --node <node>\`, state \`Degraded\`.
4. Is there room elsewhere? \`kubectl get pods --all-namespaces --field-selector status.phase=Pending\``,
    mitigation:
      'Make the workload movable: raise its replicas, or delete the one pod after agreement with its owner. Do not ' +
      'remove the node while a volume has its only good replica there.',
  },
  console: 'cluster',
  tests: turns(
    NODE,
    '45m',
    { [cordoned('InProgress')]: ['_', 1] },
    { silent: [{ [cordoned('Completed')]: [1, 1] }] },
  ),
});

export const paletteNodeDrainFailed = defineAlert({
  name: 'PaletteNodeDrainFailed',
  component: 'node',
  severity: 'warning',
  expr: (settings) => {
    const failed = ours(settings, 'palette_node_maintenance', 'state="Failed"');
    return `${maxBy(settings, [...identity, 'action'], failed)} == 1`;
  },
  for: '5m',
  summary: 'A node could not be taken out of service or back.',
  description:
    'The {{ $labels.action }} of node {{ $labels.node }} of cluster {{ $labels.cluster_name }} failed.',
  runbook: {
    meaning: 'Palette tried to drain the node (cordon) or to return it to service (uncordon) and gave up.',
    impact: 'The node is half out of service: it takes no new pods, yet nothing is being done to it.',
    diagnosis: `1. Tenant console, the cluster, **Nodes**, the node: the message names the pod or the error.
2. \`kubectl describe node <node>\`: taints and events.
3. \`kubectl get poddisruptionbudgets --all-namespaces\`: a budget that never allows an eviction.`,
    mitigation:
      'Remove the obstacle and repeat the step in the console, or return the node: `kubectl uncordon <node>`.',
  },
  console: 'cluster',
  tests: turns({ ...NODE, action: 'cordon' }, '5m', { [cordoned('Failed')]: ['_', 1] }),
});

export const paletteNodeCordonForgotten = defineAlert({
  name: 'PaletteNodeCordonForgotten',
  component: 'node',
  severity: 'warning',
  expr: (settings) => {
    const done = ours(settings, 'palette_node_maintenance', 'action="cordon"', 'state="Completed"');
    return `${maxBy(settings, identity, done)} == 1`;
  },
  for: '4h',
  summary: 'A node has been in maintenance for hours.',
  description:
    'Node {{ $labels.node }} of cluster {{ $labels.cluster_name }} has been in maintenance for four hours.',
  runbook: {
    meaning: 'The node was drained for maintenance and nobody returned it to service.',
    impact:
      'The cluster runs with less capacity; backups leave the node out and compliance scans do not start.',
    diagnosis: `1. Who did it, and why? Tenant console, **Audit Logs**, and the cluster, **Events**.
2. Is somebody working on the hardware? Ask the site.`,
    mitigation: 'Return it: tenant console, the cluster, **Nodes**, the node, **Turn off maintenance mode**.',
  },
  console: 'cluster',
  tests: turns(NODE, '4h', { [cordoned('Completed')]: ['_', 1] }),
});

export const paletteNodeProvisioningSlow = defineAlert({
  name: 'PaletteNodeProvisioningSlow',
  component: 'node',
  severity: 'warning',
  expr: (settings) => {
    const coming = ours(settings, 'palette_node_instance_state', 'state=~"Pending|Provision.*"');
    return `${maxBy(settings, identity, coming)} == 1`;
  },
  for: '1h',
  summary: 'A new node does not get ready.',
  description:
    'Node {{ $labels.node }} of cluster {{ $labels.cluster_name }} has been set up for an hour without getting ready.',
  runbook: {
    meaning: 'A host was added to the pool, or a node is rebuilt, and has not reached the state Running.',
    impact: 'The pool lacks the node. A replacement of a control plane host is half done.',
    diagnosis: `1. Tenant console, the cluster, **Nodes**, the node, and **Events**: which step?
2. On the host: \`journalctl -u stylus-agent --since -1h\`; \`systemctl status kubelet containerd\`.
3. Does it reach the virtual address of the cluster on port 6443, the registry and a time server?
4. Does it have the roles it needs: disks for Portworx empty (\`lsblk\`), network interface of the pool present (\`ip a\`)?`,
    mitigation:
      'Provide what is missing; the agent goes on by itself. If it cannot, remove the host from the pool, reset it ' +
      '(`kairos-agent reset`), and add it again.',
  },
  console: 'cluster',
  tests: turns(NODE, '1h', {
    [of('palette_node_instance_state', { state: 'Provisioning' })]: ['_', 1],
    [of('palette_node_instance_state', { state: 'Running' })]: [1, '_'],
  }),
});

export const paletteNodeDeletionStuck = defineAlert({
  name: 'PaletteNodeDeletionStuck',
  component: 'node',
  severity: 'warning',
  expr: (settings) =>
    `${maxBy(settings, identity, ours(settings, 'palette_node_instance_state', 'state="Deleting"'))} == 1`,
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
  tests: turns(NODE, '45m', { [of('palette_node_instance_state', { state: 'Deleting' })]: ['_', 1] }),
});

export const paletteNodeInstanceFailed = defineAlert({
  name: 'PaletteNodeInstanceFailed',
  component: 'node',
  severity: 'warning',
  expr: (settings) =>
    `${maxBy(settings, [...identity, 'state'], ours(settings, 'palette_node_instance_state', 'state=~"Failed|Unknown"'))} == 1`,
  for: '15m',
  summary: 'The machine behind a node has failed.',
  description:
    'The machine of node {{ $labels.node }} of cluster {{ $labels.cluster_name }} is in state {{ $labels.state }}.',
  runbook: {
    meaning: 'Palette could not set up the machine, or does not know any more what became of it.',
    impact: 'The node is not managed. If it runs, it runs on without updates.',
    diagnosis: `1. Tenant console, the cluster, **Nodes**, the node: the message; **Events** of the cluster.
2. \`palette_node_ready{node="<node>"}\`: does Kubernetes still see it?
3. On the host: \`journalctl -u stylus-agent --since -1h\`.`,
    mitigation: 'Repair what the message names. If nothing helps, replace the host in its pool.',
  },
  console: 'cluster',
  tests: turns({ ...NODE, state: 'Failed' }, '15m', {
    [of('palette_node_instance_state', { state: 'Failed' })]: ['_', 1],
    [of('palette_node_instance_state', { state: 'Running' })]: [1, '_'],
  }),
});

export const paletteNodePoolOversized = defineAlert({
  name: 'PaletteNodePoolOversized',
  component: 'node',
  severity: 'warning',
  expr: (settings) => {
    const labels = Object.keys(POOL);
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
      [series('palette_machine_pool_nodes', POOL)]: [3, 4],
      [series('palette_machine_pool_desired_nodes', POOL)]: [3, 3],
    },
    { value: 1 },
  ),
});

export const paletteNodeCordonedNoUpgrade = defineAlert({
  name: 'PaletteNodeCordonedNoUpgrade',
  component: 'node',
  severity: 'warning',
  source: 'kubeStateMetrics',
  expr: (settings) => {
    const lock = theirs(settings, 'kubeStateMetrics', 'kube_configmap_info', 'configmap="upgrade-lock"');
    const node = ['cluster', 'node'];
    return (
      `${maxBy(settings, node, theirs(settings, 'kubeStateMetrics', 'kube_node_spec_unschedulable'))} == 1 ` +
      `unless on (cluster) ${maxBy(settings, ['cluster'], lock)}`
    );
  },
  for: '2h',
  summary: 'A node is cordoned although no upgrade is under way.',
  description: `Node {{ $labels.node }}${OF_CLUSTER} has been cordoned for two hours, and no upgrade is under way.`,
  runbook: {
    meaning:
      'Kubernetes places no pods on the node. An upgrade that ended badly leaves it so, or somebody forgot it. The ' +
      'alerts of kube-prometheus-stack stay silent for cordoned nodes, also when they are down.',
    impact: 'Less capacity, and a node whose failure nobody would notice.',
    diagnosis: `1. \`kubectl describe node <node>\`: taints, conditions, events.
2. Upgrade jobs: \`kubectl get jobs --all-namespaces | grep apply-\`: failed or missing for this node?
3. Versions: \`kubectl get nodes -o wide\`: does it run the same as the others?`,
    mitigation:
      'If the node is ready and up to date, `kubectl uncordon <node>`. Else finish or repeat its upgrade.',
  },
  tests: turns(
    KUBERNETES_NODE,
    '2h',
    {
      [kube('kube_node_spec_unschedulable', { node: 'node-1' })]: [0, 1],
    },
    {
      silent: [
        {
          [kube('kube_node_spec_unschedulable', { node: 'node-1' })]: [1, 1],
          [kube('kube_configmap_info', { configmap: 'upgrade-lock', namespace: 'kube-system' })]: [1, 1],
        },
      ],
    },
  ),
});

export const paletteDrainBlockedByBudget = defineAlert({
  name: 'PaletteDrainBlockedByBudget',
  component: 'node',
  severity: 'warning',
  source: 'kubeStateMetrics',
  expr: (settings) => {
    const labels = ['cluster', 'namespace', 'poddisruptionbudget'];
    const allowed = theirs(
      settings,
      'kubeStateMetrics',
      'kube_poddisruptionbudget_status_pod_disruptions_allowed',
    );
    const expected = theirs(settings, 'kubeStateMetrics', 'kube_poddisruptionbudget_status_expected_pods');
    const cordoned = theirs(settings, 'kubeStateMetrics', 'kube_node_spec_unschedulable');
    return (
      `${maxBy(settings, labels, allowed)} == 0 and on (${labels.join(', ')}) ${maxBy(settings, labels, expected)} > 0 ` +
      `and on (cluster) ${maxBy(settings, ['cluster'], cordoned)} == 1`
    );
  },
  for: '30m',
  summary: 'A disruption budget allows no eviction while a node is being drained.',
  description: `Budget {{ $labels.poddisruptionbudget }} in {{ $labels.namespace }}${OF_CLUSTER} allows no eviction while a node is cordoned.`,
  runbook: {
    meaning: 'A node is cordoned, and a pod disruption budget forbids to evict any of its pods.',
    impact: 'If such a pod sits on the node, the drain waits for ever, and with it the upgrade.',
    diagnosis: `1. \`kubectl --namespace <namespace> describe poddisruptionbudget <budget>\`: required and healthy pods.
2. Are its pods unhealthy, so that none may go? \`kubectl --namespace <namespace> get pods -o wide\`
3. Does one of them sit on the cordoned node?`,
    mitigation:
      'Bring the unhealthy pods of the workload back, or raise its replicas. A budget that never allows anything (one ' +
      'replica, minAvailable 1) must be relaxed by its owner for the time of the upgrade.',
  },
  tests: turns({ cluster: 'edge-1', namespace: 'shop', poddisruptionbudget: 'cart' }, '30m', {
    [kube('kube_poddisruptionbudget_status_pod_disruptions_allowed', {
      namespace: 'shop',
      poddisruptionbudget: 'cart',
    })]: [1, 0],
    [kube('kube_poddisruptionbudget_status_expected_pods', {
      namespace: 'shop',
      poddisruptionbudget: 'cart',
    })]: [2, 2],
    [kube('kube_node_spec_unschedulable', { node: 'node-1' })]: [1, 1],
  }),
});

export const paletteNodeInMaintenance = defineAlert({
  name: 'PaletteNodeInMaintenance',
  component: 'node',
  severity: 'info',
  expr: (settings) => {
    const away = ours(
      settings,
      'palette_node_maintenance',
      'action="cordon"',
      'state=~"InProgress|Completed"',
    );
    return `${maxBy(settings, identity, away)} == 1`;
  },
  for: '1m',
  summary: 'A node is in maintenance.',
  description: 'Node {{ $labels.node }} of cluster {{ $labels.cluster_name }} is in maintenance.',
  runbook: {
    meaning: 'Palette or a person took the node out of service, to update, replace or repair it.',
    impact:
      'While this is true, alerts that the node or its host is down are muted. The cluster has a node less.',
    diagnosis:
      '1. Tenant console, the cluster, **Nodes** and **Events**; `palette_node_maintenance{node="<node>"}`.',
    mitigation:
      'Nothing to do. PaletteNodeDrainStuck and PaletteNodeCordonForgotten tell when it takes too long.',
  },
  console: 'cluster',
  tests: turns(NODE, '1m', { [cordoned('Completed')]: ['_', 1] }),
});

export const nodeChangeAlerts = [
  paletteNodeInMaintenance,
  paletteNodeDrainStuck,
  paletteNodeDrainFailed,
  paletteNodeCordonForgotten,
  paletteNodeProvisioningSlow,
  paletteNodeDeletionStuck,
  paletteNodeInstanceFailed,
  paletteNodePoolOversized,
  paletteNodeCordonedNoUpgrade,
  paletteDrainBlockedByBudget,
];
