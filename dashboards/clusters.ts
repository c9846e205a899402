import { defineDashboard, type Panel } from './kit/dashboard.ts';
import { changes } from './kit/dashboard-annotations.ts';
import { anyIsBad, anyIsWorthALook, from, plain, words, yesIsBad } from './kit/levels.ts';
import { deadlines, howMany, toCluster, toRollouts } from './kit/panels.ts';
import { age, CLUSTER, coded, inProjects, outOf } from './kit/queries.ts';
import { clusterHealth, clusterStates } from './kit/state-levels.ts';
import { palette, project } from './kit/variables.ts';

const ID = 'cluster_uid';
const states = coded('palette, cluster_uid, cluster_name', 'state', clusterStates, (...matchers) =>
  inProjects('palette_cluster_state', 'state!="Running"', ...matchers),
);

/** 3 in trouble, 2 on its way, 1 an update waits, 0 nothing to do: the order of the table. */
const attention = `max by (${CLUSTER}) (${[
  `3 * ${inProjects('palette_cluster_health', 'health="UnHealthy"')}`,
  `3 * ${inProjects('palette_cluster_state', 'state="Error"')}`,
  `2 * ${inProjects('palette_cluster_state', 'state!="Running"')}`,
  // Without a label of its own it would hide the last one, which has the same labels.
  `label_replace(3 * ${inProjects('palette_cluster_heartbeat_failed')}, "of", "heartbeat", "", "")`,
  inProjects('palette_cluster_update_available'),
].join(' or ')})`;

export const clusters = defineDashboard(({ settings: { thresholds, consoles } }) => ({
  uid: 'palette-clusters',
  title: 'Palette clusters',
  description: 'Which clusters need attention, and what is there?',
  tags: ['palette'],
  from: 'now-6h',
  targets: ['palette_exporter_collector_up'],
  variables: [palette, project],
  annotations: changes(inProjects),
  rows: [
    {
      title: 'Which clusters need attention?',
      panels: [
        howMany('Clusters', 'All clusters of the chosen projects.', numberOf('palette_cluster_info'), plain),
        howMany(
          'Not running',
          'Clusters in another state than Running: being created, deleted, or in error.',
          numberOf('palette_cluster_state', 'state!="Running"'),
          anyIsWorthALook,
        ),
        howMany(
          'In error',
          'Clusters in state Error. Their page in the console says why.',
          numberOf('palette_cluster_state', 'state="Error"'),
          anyIsBad,
        ),
        howMany(
          'Unhealthy',
          'Clusters that report to be unhealthy.',
          numberOf('palette_cluster_health', 'health="UnHealthy"'),
          anyIsBad,
        ),
        howMany(
          'Silent',
          'Clusters whose heartbeat Palette has lost. What it shows of them is old.',
          `${numberOf('palette_cluster_heartbeat_failed')} == 1`,
          anyIsBad,
        ),
        howMany(
          'Updates waiting',
          'Clusters for which an update of a profile waits to be applied.',
          `${numberOf('palette_cluster_update_available')} == 1`,
          anyIsWorthALook,
        ),
        howMany(
          'Failed scans',
          'Clusters of which a scan has failed.',
          numberOf('palette_cluster_scan_state', 'state="Failed"'),
          anyIsBad,
        ),
        {
          kind: 'table',
          title: 'Clusters, worst first',
          description: 'All clusters. The name leads to everything about one of them.',
          height: 12,
          lines: attention,
          by: ID,
          columns: [
            {
              title: 'Attention',
              mappings: [
                { value: '0', text: 'None', level: 'good' },
                { value: '1', text: 'Update waits', level: 'watch' },
                { value: '2', text: 'On its way', level: 'watch' },
                { value: '3', text: 'In trouble', level: 'bad' },
              ],
            },
            {
              title: 'Cluster',
              label: 'cluster_name',
              links: [
                toCluster,
                toRollouts,
                ...(consoles.cluster ? [{ title: 'Open in the console', url: consoles.cluster }] : []),
              ],
            },
            { title: 'Project', label: 'project' },
            {
              title: 'State',
              label: 'state',
              expr: labelOf('palette_cluster_state', 'state'),
              mappings: words(clusterStates),
            },
            {
              title: 'Health',
              label: 'health',
              expr: labelOf('palette_cluster_health', 'health'),
              mappings: words(clusterHealth),
            },
            {
              title: 'Kubernetes',
              label: 'version',
              expr: labelOf('palette_cluster_kubernetes_info', 'version'),
            },
            {
              title: 'Nodes healthy',
              label: 'said',
              width: 120,
              expr: `max by (${ID}, said) (${outOf(nodes('palette_cluster_nodes_healthy'), nodes('palette_cluster_nodes'), ID)})`,
            },
            {
              title: 'Last heartbeat',
              expr: age(numberOf('palette_cluster_last_heartbeat_timestamp_seconds')),
              unit: 's',
            },
            {
              title: 'Silent',
              expr: numberOf('palette_cluster_heartbeat_failed'),
              mappings: yesIsBad,
            },
            {
              title: 'Agent',
              label: 'agent_version',
              expr: labelOf('palette_cluster_info', 'agent_version'),
            },
          ],
          sortBy: 'Attention',
          worst: true,
          empty: 'No clusters in these projects',
        },
      ],
    },
    {
      title: 'What happened?',
      panels: [
        {
          kind: 'timeline',
          title: 'Clusters that were not just running',
          description: 'When clusters were in another state than Running. A gap means that all was well.',
          query: { expr: states.expr, legend: '{{cluster_name}}' },
          mappings: states.mappings,
          empty: 'All clusters running',
        },
        {
          kind: 'graph',
          title: 'Problems by type',
          description: 'Problems that Palette lists for the clusters, by type.',
          unit: 'none',
          queries: [
            {
              expr: `sum by (type) (max by (palette, cluster_uid, type, object_kind) (${inProjects('palette_cluster_health_conditions')}))`,
              legend: '{{type}}',
            },
          ],
          stacked: true,
          min: 0,
          empty: 'Palette lists no problem',
        },
      ],
    },
    {
      title: 'What is there?',
      collapsed: true,
      panels: [
        counted(
          'Kubernetes versions',
          'Clusters by the Kubernetes version that they run.',
          'version',
          'palette_cluster_kubernetes_info',
        ),
        counted(
          'Agent versions',
          'Clusters by the version of their agent.',
          'agent_version',
          'palette_cluster_info',
        ),
        counted('Clusters by project', 'Where the clusters are.', 'project', 'palette_cluster_info'),
        {
          kind: 'graph',
          title: 'Nodes by role',
          description: 'Nodes of all clusters, by role.',
          unit: 'none',
          queries: [
            {
              expr: `sum by (role) (max by (palette, cluster_uid, role) (${inProjects('palette_cluster_nodes')}))`,
              legend: '{{role}}',
            },
          ],
          stacked: true,
          min: 0,
          empty: 'No nodes',
        },
        deadlines(
          'Longest without a heartbeat',
          'Clusters whose agent has not reported to Palette for the longest time.',
          {
            expr: `topk(8, ${age(`max by (${CLUSTER}) (${inProjects('palette_cluster_last_heartbeat_timestamp_seconds')})`)})`,
            legend: '{{cluster_name}}',
          },
          plain,
          'No heartbeat yet',
        ),
      ],
    },
    {
      title: 'How full are they?',
      collapsed: true,
      panels: [
        share(
          'CPU',
          'palette_cluster_cpu_usage_cores',
          'palette_cluster_cpu_total_cores',
          thresholds.clusterCpuRatio,
        ),
        share(
          'Memory',
          'palette_cluster_memory_usage_bytes',
          'palette_cluster_memory_total_bytes',
          thresholds.clusterMemoryRatio,
        ),
      ],
    },
  ],
}));

function numberOf(metric: string, ...matchers: readonly string[]): string {
  return `max by (${ID}) (${inProjects(metric, ...matchers)})`;
}

function nodes(metric: string): string {
  return `sum by (${ID}) (max by (${ID}, role) (${inProjects(metric)}))`;
}

function labelOf(metric: string, label: string): string {
  return `max by (${ID}, ${label}) (${inProjects(metric)})`;
}

function counted(title: string, description: string, label: string, metric: string): Panel {
  return {
    kind: 'bars',
    title,
    description,
    unit: 'none',
    query: {
      expr: `count by (${label}) (max by (palette, cluster_uid, ${label}) (${inProjects(metric)}))`,
      legend: `{{${label}}}`,
    },
    thresholds: plain,
    empty: 'Not known',
  };
}

function share(what: string, used: string, total: string, limit: number): Panel {
  return {
    kind: 'bars',
    title: `${what}, fullest first`,
    description: `${what} in use as a share of what the nodes have, for the fullest clusters.`,
    width: 12,
    unit: 'percentunit',
    min: 0,
    max: 1,
    query: {
      expr: `topk(10, max by (${CLUSTER}) (${inProjects(used)}) / max by (${CLUSTER}) (${inProjects(total)} > 0))`,
      legend: '{{cluster_name}}',
    },
    thresholds: from(limit, 'watch'),
    empty: 'Not measured in the last hour',
  };
}
