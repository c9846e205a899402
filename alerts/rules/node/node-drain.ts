import { defineAlerts } from '../../kit/alert.ts';
import { maxBy, ours, theirs } from '../../kit/promql.ts';
import { turns } from '../../kit/proof.ts';
import { KUBERNETES, KUBERNETES_NODE, NODE, OF_CLUSTER } from '../../kit/subjects.ts';

const BUDGET = KUBERNETES.with({ namespace: 'shop', poddisruptionbudget: 'cart' });
const cordoned = (state: string) => NODE.of('palette_node_maintenance', { action: 'cordon', state });

export const nodeDrainAlerts = defineAlerts('node', {
  PaletteNodeInMaintenance: {
    severity: 'info',
    expr: (settings) => {
      const away = ours(
        settings,
        'palette_node_maintenance',
        'action="cordon"',
        'state=~"InProgress|Completed"',
      );
      return `${maxBy(settings, NODE.identity, away)} == 1`;
    },
    for: '1m',
    // Hosts and nodes are read after the state of their maintenance.
    keepFiringFor: '8m',
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
    dashboard: 'palette-hosts',
    console: 'cluster',
    tests: turns(NODE, '1m', { [cordoned('Completed')]: ['_', 1] }, { keeps: '8m' }),
  },

  PaletteNodeDrainStuck: {
    severity: 'warning',
    expr: (settings) => {
      const draining = ours(
        settings,
        'palette_node_maintenance',
        'action="cordon"',
        'state=~"Initiated|InProgress"',
      );
      return `${maxBy(settings, NODE.identity, draining)} == 1`;
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
    dashboard: 'palette-hosts',
    console: 'cluster',
    tests: turns(
      NODE,
      '45m',
      { [cordoned('InProgress')]: ['_', 1] },
      { silent: [{ [cordoned('Completed')]: [1, 1] }] },
    ),
  },

  PaletteNodeDrainFailed: {
    severity: 'warning',
    expr: (settings) => {
      const failed = ours(settings, 'palette_node_maintenance', 'state="Failed"');
      return `${maxBy(settings, [...NODE.identity, 'action'], failed)} == 1`;
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
    dashboard: 'palette-hosts',
    console: 'cluster',
    tests: turns(NODE.with({ action: 'cordon' }), '5m', { [cordoned('Failed')]: ['_', 1] }),
  },

  PaletteNodeCordonForgotten: {
    severity: 'warning',
    expr: (settings) => {
      const done = ours(settings, 'palette_node_maintenance', 'action="cordon"', 'state="Completed"');
      return `${maxBy(settings, NODE.identity, done)} == 1`;
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
      mitigation:
        'Return it: tenant console, the cluster, **Nodes**, the node, **Turn off maintenance mode**.',
    },
    dashboard: 'palette-hosts',
    console: 'cluster',
    tests: turns(NODE, '4h', { [cordoned('Completed')]: ['_', 1] }),
  },

  PaletteNodeCordonedNoUpgrade: {
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
    dashboard: 'palette-rollouts',
    tests: turns(
      KUBERNETES_NODE,
      '2h',
      {
        [KUBERNETES_NODE.of('kube_node_spec_unschedulable')]: [0, 1],
      },
      {
        silent: [
          {
            [KUBERNETES_NODE.of('kube_node_spec_unschedulable')]: [1, 1],
            [KUBERNETES.of('kube_configmap_info', { configmap: 'upgrade-lock', namespace: 'kube-system' })]: [
              1, 1,
            ],
          },
        ],
      },
    ),
  },

  PaletteDrainBlockedByBudget: {
    severity: 'warning',
    source: 'kubeStateMetrics',
    expr: (settings) => {
      const labels = BUDGET.identity;
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
    dashboard: 'palette-rollouts',
    tests: turns(BUDGET, '30m', {
      [BUDGET.of('kube_poddisruptionbudget_status_pod_disruptions_allowed')]: [1, 0],
      [BUDGET.of('kube_poddisruptionbudget_status_expected_pods')]: [2, 2],
      [KUBERNETES_NODE.of('kube_node_spec_unschedulable')]: [1, 1],
    }),
  },
});
