import { type DashboardInput, defineDashboard, type Panel } from './kit/dashboard.ts';
import { changes, firing } from './kit/dashboard-annotations.ts';
import { anyIsBad, anyIsWorthALook, below, falling, from, upOrDown } from './kit/levels.ts';
import {
  deadlines,
  howMany,
  inWords,
  localUisDown,
  localUisUp,
  reliability,
  toCluster,
  toHost,
} from './kit/panels.ts';
import { CLUSTER, chosen, failedBackups, HOST, left, NODE, seconds, shown } from './kit/queries.ts';
import { clusterStates, hostStates } from './kit/state-levels.ts';
import { palette } from './kit/variables.ts';

const unhealthyClusters = `max by (${CLUSTER}) (${chosen('palette_cluster_health', 'health="UnHealthy"')}) == 1`;
const clustersInError = `max by (${CLUSTER}) (${chosen('palette_cluster_state', 'state="Error"')}) == 1`;
const clustersInUse = `max by (${CLUSTER}) (${chosen('palette_cluster_state', 'state=~"Running|Error"')}) == 1`;
const illClusters = `(${unhealthyClusters}) or (${clustersInError}) unless on (palette, cluster_uid) ${chosen('palette_cluster_health', 'health="Healthy"')}`;
const silentClusters = `max by (${CLUSTER}) (${chosen('palette_cluster_heartbeat_failed')}) == 1`;
const nodesNotReady = `max by (${NODE}) (${chosen('palette_node_ready')}) == 0`;
const unhealthyHosts = `max by (${HOST}) (${chosen('palette_edge_host_healthy')}) == 0`;
const hostsInUse = `max by (${HOST}) (${chosen('palette_edge_host_in_cluster')}) == 1`;
const updates = `max by (${CLUSTER}) (${chosen('palette_cluster_update_available')}) == 1`;

const clustersInTrouble = `(${unhealthyClusters}) or (${clustersInError}) or (${silentClusters})`;
const rollingOut = `max by (${CLUSTER}) (${chosen('palette_cluster_update_phase', 'phase="rolling_out"')}) == 1`;
const expiries = [
  'palette_cluster_certificate_earliest_expiry_timestamp_seconds',
  'palette_api_key_expiry_timestamp_seconds',
  'palette_edge_registration_token_expiry_timestamp_seconds',
  'palette_system_activation_expiry_timestamp_seconds',
  'palette_system_plan_expiry_timestamp_seconds',
  'palette_tenant_plan_expiry_timestamp_seconds',
  'palette_tls_not_after_timestamp_seconds',
];

export const overview = defineDashboard((site) => {
  const { thresholds } = site.settings;
  return {
    uid: 'palette-overview',
    title: 'Palette overview',
    description: 'Is everything all right, what needs attention now, and whom to call?',
    tags: ['palette'],
    from: 'now-6h',
    targets: ['palette_exporter_collector_up'],
    variables: [palette],
    annotations: [firing, ...changes(chosen)],
    rows: [
      {
        title: 'Is everything all right, what needs attention now, and whom to call?',
        panels: [
          {
            kind: 'stat',
            title: 'Critical alerts',
            description:
              'Alerts that somebody has to act on now. The table below says what, where and whom to call.',
            unit: 'none',
            query: { expr: `count(${distinct('severity="critical"')})` },
            counts: true,
            thresholds: anyIsBad,
            opens: 'palette-monitoring',
          },
          {
            kind: 'stat',
            title: 'Warnings',
            description: 'Alerts for the working day.',
            unit: 'none',
            query: { expr: `count(${distinct('severity="warning"')})` },
            counts: true,
            thresholds: anyIsWorthALook,
            opens: 'palette-monitoring',
          },
          howMany(
            'Clusters',
            'Clusters that are unhealthy, silent or in state Error. The table below names them.',
            clustersInTrouble,
            anyIsBad,
            'palette-clusters',
          ),
          howMany(
            'Nodes',
            'Nodes that are not ready, over all clusters.',
            nodesNotReady,
            anyIsBad,
            'palette-hosts',
          ),
          howMany(
            'Edge hosts',
            'Paired edge hosts that have stopped reporting, in use or spare.',
            unhealthyHosts,
            anyIsBad,
            'palette-hosts',
          ),
          howMany(
            'Failed backups',
            'Clusters with a backup that failed after their last good one.',
            failedBackups(chosen),
            anyIsBad,
            'palette-storage',
          ),
          {
            kind: 'stat',
            title: 'Next to expire',
            description:
              'Time until the first certificate, key, token or licence ends. The collapsed rows name it.',
            unit: 's',
            query: {
              expr: `min(${expiries.map(ofKind).join(' or ')})`,
            },
            thresholds: falling(seconds(thresholds.certificateUrgent), seconds(thresholds.licenceExpiry)),
            empty: 'Nothing',
            opens: 'palette-system',
          },
          inWords(
            'Palette',
            'Whether each Palette answers. Down means that everything else here about it is old.',
            { expr: `max by (palette) (${chosen('palette_up')})`, legend: '{{palette}}' },
            upOrDown,
            'No exporter is scraped',
          ),
          localUisUp(shown('palette_localui_up'), 'palette-appliance'),
          howMany(
            'Updates waiting',
            'Clusters for which a profile update waits to be applied.',
            updates,
            anyIsWorthALook,
            'palette-rollouts',
          ),
          {
            kind: 'stat',
            title: 'Rolling out',
            description: 'Clusters whose nodes are being replaced or upgraded now.',
            unit: 'none',
            query: { expr: `count(${rollingOut})` },
            counts: true,
            thresholds: anyIsWorthALook,
            opens: 'palette-rollouts',
          },
          howMany(
            'Recovery boots',
            'Edge hosts whose images did not start, so that they booted the recovery system.',
            `max by (${HOST}) (${chosen('palette_edge_host_boot_phase', 'phase="recovery"')})`,
            anyIsBad,
            'palette-hosts',
          ),
          firingAlerts(site),
          {
            kind: 'text',
            title: 'Whom to call',
            description: 'Made from the contact table when the bundle was generated.',
            width: 24,
            height: 7,
            markdown: site.whomToCall,
          },
          {
            kind: 'table',
            title: 'Clusters in trouble',
            description: 'Clusters that are unhealthy, silent or in state Error. Empty is good.',
            width: 12,
            height: 7,
            lines: clustersInTrouble,
            columns: [
              { title: 'Cluster', label: 'cluster_name', links: [toCluster] },
              { title: 'Project', label: 'project' },
              { title: 'Palette', label: 'palette' },
            ],
            sortBy: 'Cluster',
            empty: 'No cluster is in trouble',
          },
          {
            kind: 'table',
            title: 'Nodes in trouble',
            description: 'Nodes that are not ready. Empty is good.',
            width: 12,
            height: 7,
            lines: nodesNotReady,
            columns: [
              { title: 'Node', label: 'node' },
              { title: 'Pool', label: 'machine_pool' },
              { title: 'Cluster', label: 'cluster_name', links: [toCluster] },
              { title: 'Project', label: 'project' },
            ],
            sortBy: 'Node',
            empty: 'No node is in trouble',
          },
          {
            kind: 'table',
            title: 'Hosts in trouble',
            description: 'Edge hosts that have stopped reporting. Empty is good.',
            width: 12,
            height: 7,
            lines: unhealthyHosts,
            columns: [
              { title: 'Edge host', label: 'edge_host_name', links: [toHost] },
              { title: 'Project', label: 'project' },
              { title: 'Palette', label: 'palette' },
            ],
            sortBy: 'Edge host',
            empty: 'No host is in trouble',
          },
          localUisDown(shown('palette_localui_up'), site.settings.consoles.localUi),
        ],
      },
      {
        title: 'The fleet over time',
        panels: [
          {
            kind: 'timeline',
            title: 'Unhealthy clusters over time',
            description: 'When clusters were unhealthy. A gap means that all was well.',
            query: { expr: unhealthyClusters, legend: '{{cluster_name}}' },
            mappings: [{ value: '1', text: 'Unhealthy', level: 'bad' }],
            empty: 'All clusters healthy',
          },
          {
            kind: 'timeline',
            title: 'Palette and Local UI',
            description: 'When each of them answered. During an upgrade of the appliance only Local UI does.',
            query: {
              expr: `max by (palette) (${chosen('palette_up')}) or max by (edge_host) (${shown('palette_localui_up')})`,
              legend: '{{palette}}{{edge_host}}',
            },
            mappings: upOrDown,
            empty: 'Nothing is watched',
          },
          {
            kind: 'graph',
            title: 'Clusters by state',
            description: 'How many clusters are in each state.',
            unit: 'none',
            queries: [
              {
                expr: `count by (state) (max by (palette, cluster_uid, state) (${chosen('palette_cluster_state')}))`,
                legend: '{{state}}',
              },
            ],
            stacked: true,
            states: clusterStates,
            min: 0,
            empty: 'No clusters',
          },
          {
            kind: 'graph',
            title: 'Edge hosts by state',
            description: 'How many edge hosts are in use, ready to be used, or not paired.',
            unit: 'none',
            queries: [
              {
                expr: `sum by (state) (max by (palette, project, state) (${chosen('palette_edge_hosts')}))`,
                legend: '{{state}}',
              },
            ],
            stacked: true,
            states: hostStates,
            min: 0,
            empty: 'No edge hosts',
          },
        ],
      },
      {
        title: 'What runs out next',
        collapsed: true,
        panels: [
          deadlines(
            'Cluster certificates',
            'Clusters whose Kubernetes certificates expire first. Palette renews them in time; if not, an alert says so.',
            {
              expr: `bottomk(8, ${left(`min by (${CLUSTER}) (${chosen('palette_cluster_certificate_earliest_expiry_timestamp_seconds')})`)})`,
              legend: '{{cluster_name}}',
            },
            below(seconds(thresholds.certificateExpiry)),
            'No certificates known',
          ),
          deadlines(
            'API keys and tokens',
            'API keys and registration tokens that expire first. Make new ones before that.',
            {
              expr: `bottomk(8, ${left(`min by (palette, api_key, api_key_uid) (${chosen('palette_api_key_expiry_timestamp_seconds')}) or min by (palette, token_name, token_uid) (${chosen('palette_edge_registration_token_expiry_timestamp_seconds')})`)})`,
              legend: '{{api_key}}{{token_name}}',
            },
            below(seconds(thresholds.keyExpiry), 'watch'),
            'Nothing expires',
          ),
          deadlines(
            'TLS of the consoles',
            'Time until the certificates expire that Palette and Local UI present to browsers.',
            {
              expr: left(
                `min by (palette) (${chosen('palette_tls_not_after_timestamp_seconds')}) or min by (edge_host) (${shown('palette_localui_tls_not_after_timestamp_seconds')})`,
              ),
              legend: '{{palette}}{{edge_host}}',
            },
            below(seconds(thresholds.tlsExpiry), 'watch'),
            'No TLS seen',
          ),
        ],
      },
      {
        title: 'How reliable was it in the time shown?',
        collapsed: true,
        panels: [
          reliability(
            'Palette answered',
            'Share of the time shown in which Palette answered. Choose 30 days to hold it against the objective.',
            { expr: overTime('avg', `max by (palette) (${chosen('palette_up')})`), legend: '{{palette}}' },
            below(thresholds.sloTarget),
            'No exporter',
          ),
          reliability(
            'Clusters were healthy',
            'Share of the time shown in which the clusters of a project were healthy.',
            { expr: healthyShare(clustersInUse, 'cluster_uid', illClusters), legend: '{{project}}' },
            below(thresholds.sloTarget),
            'No cluster was running',
          ),
          reliability(
            'Hosts of clusters were healthy',
            'Share of the time shown in which the edge hosts that clusters use were healthy, by project.',
            { expr: healthyShare(hostsInUse, 'edge_host_uid', unhealthyHosts), legend: '{{project}}' },
            below(thresholds.sloTarget),
            'No host was in use',
          ),
        ],
      },
      {
        title: 'How old is what we see?',
        collapsed: true,
        panels: [
          {
            kind: 'graph',
            title: 'Missed intervals',
            description:
              'Age of the data of each collector in intervals of it. One is normal; from the dashed line on its alert fires.',
            width: 24,
            unit: 'none',
            queries: [
              {
                expr: `topk(20, (time() - max by (source, collector, shard) (${shown('palette_exporter_collector_last_success_timestamp_seconds')})) / max by (source, collector, shard) (${shown('palette_exporter_collector_interval_seconds')}))`,
                legend: '{{source}} {{collector}}',
              },
            ],
            thresholds: from(thresholds.dataStaleIntervals, 'bad'),
            min: 0,
            empty: 'No exporter',
          },
        ],
      },
    ],
  };
});

/** Series of different metrics may have the same labels; then `or` would keep the first only. */
function ofKind(metric: string): string {
  return `label_replace(${left(`min(${chosen(metric)})`)}, "kind", "${metric}", "", "")`;
}

const KEY = 'alert';

/** Alerts that fire, each once: not what waits, nor the twin that tells the backup. They belong to no target. */
function alerts(metric: string, ...matchers: readonly string[]): string {
  const all = ['component=~".+"', 'escalation=""', 'palette=~"$palette|"', ...matchers];
  const where = `label_join(${metric}{${all.join(', ')}}, "where", " ", "cluster_name", "node", "edge_host_name", "edge_host", "project", "source")`;
  const trimmed = `label_replace(${where}, "where", "$1", "where", " *(.*?) *")`;
  return `label_replace(label_join(${trimmed}, "${KEY}", " ", "alertname", "where"), "call", "$1", "alertname", "(.*)")`;
}

function distinct(severity: string): string {
  return `max by (${KEY}) (${alerts('ALERTS', 'alertstate="firing"', severity)})`;
}

function firingAlerts({ settings: { links }, firstCalls }: DashboardInput): Panel {
  const rank = (severity: string, value: number) =>
    `${value} * ${alerts('ALERTS', 'alertstate="firing"', `severity="${severity}"`)}`;
  const runbooks = links.runbooks.replace(/\/$/, '');
  return {
    kind: 'table',
    title: 'Firing alerts',
    description:
      'Alerts that fire now, critical first, and who is called first for each. A silence is the answer that you are on it.',
    height: 8,
    lines: `max by (${KEY}, alertname, where, call) (${rank('critical', 3)} or ${rank('warning', 2)} or ${rank('info', 1)})`,
    by: KEY,
    columns: [
      {
        title: 'Severity',
        width: 90,
        mappings: [
          { value: '3', text: 'critical', level: 'bad' },
          { value: '2', text: 'warning', level: 'watch' },
          { value: '1', text: 'info', level: 'neutral' },
        ],
      },
      {
        title: 'What',
        label: 'alertname',
        ...(runbooks !== '' && { links: [{ title: 'Open the runbook', url: `${runbooks}/{alertname}.md` }] }),
      },
      { title: 'Where', label: 'where' },
      {
        title: 'Since',
        width: 110,
        expr: `time() - min by (${KEY}) (${alerts('ALERTS_FOR_STATE')})`,
        unit: 's',
      },
      {
        title: 'Whom to call',
        label: 'call',
        mappings: Object.entries(firstCalls).map(([value, text]) => ({
          value,
          text,
          level: 'neutral' as const,
        })),
      },
    ],
    sortBy: 'Severity',
    worst: true,
    empty: 'No alert fires',
  };
}

/** Five minutes are fine enough for weeks, and a thousand clusters over 30 days are still answered. */
function overTime(what: 'avg' | 'sum', expr: string): string {
  return `${what}_over_time((${expr})[$__range:5m])`;
}

/** Share of the time of all objects of a project that none of the bad ones filled; counted first, so that few are summed. */
function healthyShare(all: string, object: string, bad: string): string {
  const time = (expr: string) => overTime('sum', `count by (palette, project) (${expr})`);
  const lost = time(`${all} and on (palette, ${object}) (${bad})`);
  return `1 - (${lost} or 0 * ${time(all)}) / ${time(all)}`;
}
