/** A rule of Prometheus that alerts. */
export interface ClusterRule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/**
 * What the Prometheus of the demo evaluates besides the bundle: a rule that every kube-prometheus-stack has, with the
 * expression, the time and the severity that it has there (group `node-exporter` of its node mixin). The routing of the
 * bundle knows it by its name.
 */
export const clusterRules: readonly ClusterRule[] = [
  {
    alert: 'NodeBondingDegraded',
    expr: '(node_bonding_slaves{job="node-exporter"} - node_bonding_active{job="node-exporter"}) != 0',
    for: '5m',
    labels: { severity: 'warning' },
    annotations: {
      summary: 'A bond of network cards lacks a member.',
      description:
        'Bond {{ $labels.master }} of {{ $labels.instance }} in cluster {{ $labels.cluster }} lacks {{ $value }} of its cards.',
    },
  },
];
