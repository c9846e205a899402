import { defineDashboard, type Mapping, type Threshold } from './dashboard.ts';
import { chosen, shown } from './queries.ts';

const anyIsBad: readonly Threshold[] = [
  { from: null, level: 'good' },
  { from: 1, level: 'bad' },
];
const anyIsWorthALook: readonly Threshold[] = [
  { from: null, level: 'good' },
  { from: 1, level: 'watch' },
];
const upOrDown: readonly Mapping[] = [
  { value: '0', text: 'Down', level: 'bad' },
  { value: '1', text: 'Up', level: 'good' },
];

const cluster = 'palette, cluster_uid, cluster_name, project';
const host = 'palette, edge_host_uid, edge_host_name, project';

const unhealthyClusters = `max by (${cluster}) (${chosen('palette_cluster_health', 'health="UnHealthy"')}) == 1`;
const clustersInError = `max by (${cluster}) (${chosen('palette_cluster_state', 'state="Error"')}) == 1`;
const nodesNotReady = `max by (${cluster}, machine_pool, node) (${chosen('palette_node_ready')}) == 0`;
const unhealthyHosts = `max by (${host}) (${chosen('palette_edge_host_healthy')}) == 0`;
const updates = `max by (${cluster}) (${chosen('palette_cluster_update_available')}) == 1`;

export const overview = defineDashboard({
  uid: 'palette-overview',
  title: 'Palette overview',
  description: 'Is everything all right, and what needs attention now?',
  tags: ['palette'],
  from: 'now-6h',
  variables: [{ name: 'palette', label: 'Palette', metric: 'palette_up', from: 'palette' }],
  rows: [
    {
      title: 'Is everything all right?',
      panels: [
        {
          kind: 'stat',
          title: 'Palette',
          description: 'Whether each Palette answers. Down means that everything else here about it is old.',
          width: 4,
          height: 4,
          unit: 'none',
          query: { expr: `max by (palette) (${chosen('palette_up')})`, legend: '{{palette}}' },
          mappings: upOrDown,
          empty: 'No exporter',
        },
        {
          kind: 'stat',
          title: 'Local UI',
          description: 'Whether the Local UI of each watched host answers.',
          width: 4,
          height: 4,
          unit: 'none',
          query: { expr: `max by (edge_host) (${shown('palette_localui_up')})`, legend: '{{edge_host}}' },
          mappings: upOrDown,
          empty: 'None watched',
        },
        {
          kind: 'stat',
          title: 'Unhealthy clusters',
          description: 'Clusters that Palette reports as unhealthy. The table below names them.',
          width: 4,
          height: 4,
          unit: 'short',
          query: { expr: `count(${unhealthyClusters}) or vector(0)` },
          thresholds: anyIsBad,
        },
        {
          kind: 'stat',
          title: 'Nodes not ready',
          description: 'Nodes whose Kubernetes is not ready, over all clusters.',
          width: 4,
          height: 4,
          unit: 'short',
          query: { expr: `count(${nodesNotReady}) or vector(0)` },
          thresholds: anyIsBad,
        },
        {
          kind: 'stat',
          title: 'Unhealthy edge hosts',
          description: 'Paired edge hosts that have stopped reporting, in use or spare.',
          width: 4,
          height: 4,
          unit: 'short',
          query: { expr: `count(${unhealthyHosts}) or vector(0)` },
          thresholds: anyIsBad,
        },
        {
          kind: 'stat',
          title: 'Updates waiting',
          description: 'Clusters for which a profile update waits to be applied.',
          width: 4,
          height: 4,
          unit: 'short',
          query: { expr: `count(${updates}) or vector(0)` },
          thresholds: anyIsWorthALook,
        },
      ],
    },
    {
      title: 'What needs attention now',
      panels: [
        {
          kind: 'alerts',
          title: 'Firing alerts',
          description: 'Alerts of this catalogue that fire now. Each links to its runbook.',
          width: 8,
          height: 9,
          filter: '{alertname=~"Palette.*"}',
        },
        {
          kind: 'table',
          title: 'Clusters in trouble',
          description: 'Clusters that are unhealthy or in state Error. Empty is good.',
          width: 8,
          height: 9,
          unit: 'none',
          query: { expr: `(${unhealthyClusters}) or (${clustersInError})` },
          columns: { cluster_name: 'Cluster', project: 'Project', palette: 'Palette' },
          sortBy: 'Cluster',
          empty: 'No cluster is in trouble',
        },
        {
          kind: 'table',
          title: 'Hosts in trouble',
          description: 'Edge hosts that have stopped reporting. Empty is good.',
          width: 8,
          height: 9,
          unit: 'none',
          query: { expr: unhealthyHosts },
          columns: { edge_host_name: 'Edge host', project: 'Project', palette: 'Palette' },
          sortBy: 'Edge host',
          empty: 'No host is in trouble',
        },
      ],
    },
    {
      title: 'The fleet over time',
      panels: [
        {
          kind: 'timeline',
          title: 'Health of the clusters',
          description: 'When each cluster was healthy. A gap means that Palette reported nothing.',
          width: 12,
          height: 9,
          query: {
            expr: `max by (cluster_name) (${chosen('palette_cluster_health', 'health="Healthy"')}) or 0 * max by (cluster_name) (${chosen('palette_cluster_health')})`,
            legend: '{{cluster_name}}',
          },
          mappings: [
            { value: '0', text: 'Unhealthy', level: 'bad' },
            { value: '1', text: 'Healthy', level: 'good' },
          ],
        },
        {
          kind: 'timeline',
          title: 'Nodes',
          description: 'When each node was ready.',
          width: 12,
          height: 9,
          query: {
            expr: `max by (cluster_name, node) (${chosen('palette_node_ready')})`,
            legend: '{{cluster_name}} {{node}}',
          },
          mappings: [
            { value: '0', text: 'Not ready', level: 'bad' },
            { value: '1', text: 'Ready', level: 'good' },
          ],
        },
        {
          kind: 'timeseries',
          title: 'Clusters by state',
          description: 'How many clusters are in each state.',
          width: 12,
          height: 8,
          unit: 'short',
          queries: [
            {
              expr: `count by (state) (max by (palette, cluster_uid, state) (${chosen('palette_cluster_state')}))`,
              legend: '{{state}}',
            },
          ],
          stacked: true,
          min: 0,
        },
        {
          kind: 'timeseries',
          title: 'Edge hosts by state',
          description: 'How many edge hosts are in use, ready to be used, or not paired.',
          width: 12,
          height: 8,
          unit: 'short',
          queries: [
            {
              expr: `count by (state) (max by (palette, edge_host_uid, state) (${chosen('palette_edge_host_state')}))`,
              legend: '{{state}}',
            },
          ],
          stacked: true,
          min: 0,
        },
      ],
    },
    {
      title: 'How old is what we see?',
      panels: [
        {
          kind: 'timeseries',
          title: 'Age of the data',
          description:
            'Time since the last complete run of each collector. It saws between zero and its interval.',
          width: 24,
          height: 8,
          unit: 's',
          queries: [
            {
              expr: `time() - max by (source, collector) (${shown('palette_exporter_collector_last_success_timestamp_seconds')})`,
              legend: '{{source}} {{collector}}',
            },
          ],
          min: 0,
        },
      ],
    },
  ],
});
