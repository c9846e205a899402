import { defineDashboard, type Panel, type States } from './kit/dashboard.ts';
import { changes } from './kit/dashboard-annotations.ts';
import {
  anyIsBad,
  anyIsWorthALook,
  below,
  falling,
  from,
  healthyOrNot,
  plain,
  readyOrNot,
  words,
  yesIsGood,
} from './kit/levels.ts';
import { howMany, inWords } from './kit/panels.ts';
import { age, coded, inCluster, left, seconds } from './kit/queries.ts';
import { clusterHealth, clusterStates, machineStates, updatePhases } from './kit/state-levels.ts';
import { cluster, palette, project } from './kit/variables.ts';

const packStates: States = {
  Ready: 'good',
  Installed: 'good',
  ReadyForInstall: 'watch',
  WaitingForOtherLayers: 'watch',
  UpgradeAvailable: 'watch',
  Error: 'bad',
};
const scanned: States = { Completed: 'good', InProgress: 'watch', Pending: 'watch', Failed: 'bad' };

export const oneCluster = defineDashboard(({ settings: { thresholds } }) => ({
  uid: 'palette-cluster',
  title: 'Palette cluster',
  description: 'How is this cluster, and what has happened to it?',
  tags: ['palette'],
  from: 'now-24h',
  targets: ['palette_exporter_collector_up'],
  variables: [palette, project, cluster],
  annotations: changes(inCluster),
  rows: [
    {
      title: 'How is this cluster?',
      panels: [
        state(
          'State',
          'The state of the cluster in Palette.',
          'palette_cluster_state',
          'state',
          clusterStates,
        ),
        state(
          'Health',
          'What the agent in the cluster reports.',
          'palette_cluster_health',
          'health',
          clusterHealth,
        ),
        {
          kind: 'stat',
          title: 'Last heartbeat',
          description: 'Time since the agent in the cluster last reported to Palette.',
          unit: 's',
          query: { expr: age(value('palette_cluster_last_heartbeat_timestamp_seconds')) },
          thresholds: from(seconds(thresholds.nodeHeartbeat), 'bad'),
          empty: 'Never',
        },
        howMany(
          'Nodes not ready',
          'Nodes of the cluster whose Kubernetes is not ready. The time line below names them.',
          `max by (cluster_uid, node) (${inCluster('palette_node_ready')}) == 0`,
          anyIsBad,
        ),
        state(
          'Update',
          'Where the cluster is between two versions of its profiles.',
          'palette_cluster_update_phase',
          'phase',
          updatePhases,
        ),
        {
          kind: 'stat',
          title: 'Certificate left',
          description:
            'Time until the first Kubernetes certificate expires. They are renewed 30 days before.',
          unit: 's',
          query: {
            expr: left(`min(${inCluster('palette_cluster_certificate_earliest_expiry_timestamp_seconds')})`),
          },
          thresholds: falling(seconds(thresholds.certificateUrgent), seconds(thresholds.certificateExpiry)),
          empty: 'Not known',
        },
      ],
    },
    {
      title: 'What has happened?',
      panels: [
        {
          kind: 'timeline',
          title: 'States',
          description: 'States of the cluster over time.',
          height: 5,
          ...timeline('palette_cluster_state', 'state', clusterStates, 'cluster_name'),
          empty: 'The cluster is not known',
        },
        {
          kind: 'timeline',
          title: 'Updates',
          description: 'From an available update over the repave to the rollout.',
          height: 5,
          ...timeline('palette_cluster_update_phase', 'phase', updatePhases, 'cluster_name'),
          empty: 'The cluster is not known',
        },
        {
          kind: 'timeline',
          title: 'Readiness of the nodes',
          description: 'When each node was ready.',
          query: {
            expr: `max by (cluster_uid, node) (${inCluster('palette_node_ready')})`,
            legend: '{{node}}',
          },
          mappings: readyOrNot,
          empty: 'No nodes known',
        },
        {
          kind: 'timeline',
          title: 'Machines',
          description: 'States of the machines behind the nodes: what a rollout does to each of them.',
          ...timeline('palette_node_instance_state', 'state', machineStates, 'node'),
          empty: 'No machines known',
        },
      ],
    },
    {
      title: 'Conditions and problems',
      collapsed: true,
      panels: [
        {
          kind: 'timeline',
          title: 'Conditions of the cluster',
          description: 'Whether each condition holds. All of them hold when the cluster has settled.',
          query: {
            expr: `max by (cluster_uid, type) (${inCluster('palette_cluster_condition', 'status="True"')} or 0 * ${inCluster('palette_cluster_condition')})`,
            legend: '{{type}}',
          },
          mappings: yesIsGood,
          empty: 'No conditions known',
        },
        {
          kind: 'graph',
          title: 'Problems',
          description: 'Problems that Palette lists, by type. The console has their text.',
          unit: 'none',
          queries: [
            {
              expr: `max by (type) (${inCluster('palette_cluster_health_conditions')})`,
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
      title: 'Nodes and pools',
      collapsed: true,
      panels: [
        {
          kind: 'table',
          title: 'Nodes',
          description: 'The nodes and the machines behind them.',
          lines: `max by (machine_pool, node, role) (${inCluster('palette_node_info')})`,
          by: 'node',
          columns: [
            { title: 'Node', label: 'node' },
            { title: 'Pool', label: 'machine_pool' },
            { title: 'Role', label: 'role' },
            { title: 'Ready', expr: ofNode('palette_node_ready'), mappings: readyOrNot },
            { title: 'Health', expr: ofNode('palette_node_healthy'), mappings: healthyOrNot },
            {
              title: 'Machine',
              label: 'state',
              expr: `max by (node, state) (${inCluster('palette_node_instance_state')})`,
              mappings: words(machineStates),
            },
            {
              title: 'Last heartbeat',
              expr: age(ofNode('palette_node_last_heartbeat_timestamp_seconds')),
              unit: 's',
              thresholds: from(seconds(thresholds.nodeHeartbeat), 'watch'),
            },
            { title: 'Age', expr: age(ofNode('palette_node_created_timestamp_seconds')), unit: 's' },
          ],
          sortBy: 'Node',
          empty: 'No nodes known',
        },
        {
          kind: 'graph',
          title: 'Pools',
          description: 'Nodes that each machine pool has, and is meant to have.',
          unit: 'none',
          queries: [
            {
              expr: `max by (machine_pool) (${inCluster('palette_machine_pool_nodes')})`,
              legend: '{{machine_pool}}',
            },
            {
              expr: `max by (machine_pool) (${inCluster('palette_machine_pool_desired_nodes')})`,
              legend: '{{machine_pool}} desired',
            },
          ],
          min: 0,
          empty: 'No pools known',
        },
        {
          kind: 'timeline',
          title: 'Pressure on the nodes',
          description: 'Whether a node lacks memory, disk or process numbers.',
          query: {
            expr: `max by (cluster_uid, node, type) (${inCluster('palette_node_condition', 'type=~".*Pressure"', 'status="True"')} or 0 * ${inCluster('palette_node_condition', 'type=~".*Pressure"')})`,
            legend: '{{node}} {{type}}',
          },
          mappings: [
            { value: '0', text: 'None', level: 'good' },
            { value: '1', text: 'Pressure', level: 'bad' },
          ],
          empty: 'No conditions known',
        },
      ],
    },
    {
      title: 'Packs',
      collapsed: true,
      panels: [
        {
          kind: 'table',
          title: 'Packs',
          description:
            'Versions that the profiles ask for and that the cluster runs, and how far each pack is.',
          height: 10,
          lines: `max by (pack, layer, version) (${inCluster('palette_cluster_pack_info')})`,
          by: 'pack',
          columns: [
            { title: 'Pack', label: 'pack' },
            { title: 'Layer', label: 'layer' },
            { title: 'Desired', label: 'version' },
            {
              title: 'Deployed',
              label: 'deployed',
              expr: `max by (pack, deployed) (label_replace(${inCluster('palette_cluster_pack_deployed_info')}, "deployed", "$1", "version", "(.*)"))`,
            },
            {
              title: 'State',
              label: 'state',
              expr: `max by (pack, state) (${inCluster('palette_cluster_pack_state')})`,
              mappings: words(packStates),
            },
            {
              title: 'Last deployment took',
              expr: `max by (pack) (${inCluster('palette_cluster_pack_deploy_duration_seconds')})`,
              unit: 's',
            },
          ],
          sortBy: 'Pack',
          empty: 'No packs known',
        },
        count(
          'Drifted packs',
          'Packs that run in another version than the profiles ask for, or not at all.',
          'palette_cluster_packs_drifted',
        ),
        {
          kind: 'stat',
          title: 'Last change took',
          description: 'From the last change of the profiles until the agent applied it.',
          unit: 's',
          query: { expr: value('palette_cluster_profile_apply_lag_seconds') },
          thresholds: plain,
          empty: 'Not applied yet',
        },
        {
          kind: 'stat',
          title: 'Invalid packs',
          description: 'Packs whose version is gone from its registry: a new node could not be built.',
          unit: 'none',
          query: { expr: `count(${inCluster('palette_cluster_pack_invalid')} == 1)` },
          counts: true,
          thresholds: anyIsBad,
        },
      ],
    },
    {
      title: 'Utilisation, as Palette measures it',
      collapsed: true,
      panels: [
        utilisation('CPU', 'palette_cluster_cpu', 'cores', 'suffix: cores'),
        utilisation('Memory', 'palette_cluster_memory', 'bytes', 'bytes'),
      ],
    },
    {
      title: 'Backups, certificates and scans',
      collapsed: true,
      panels: [
        {
          kind: 'stat',
          title: 'Last good backup',
          description: 'Time since the last backup that was completed.',
          unit: 's',
          query: {
            expr: age(value('palette_cluster_backup_last_timestamp_seconds', 'state="Completed"')),
          },
          thresholds: from(seconds(thresholds.backupAge), 'bad'),
          empty: 'None',
        },
        {
          kind: 'bars',
          title: 'Backups',
          description: 'Backups that Palette lists, by state.',
          unit: 'none',
          height: 4,
          query: {
            expr: `sum by (state) (max by (state, actor) (${inCluster('palette_cluster_backups')}))`,
            legend: '{{state}}',
          },
          thresholds: plain,
          empty: 'None',
        },
        {
          kind: 'stat',
          title: 'Authority left',
          description: 'Time until the first certificate authority of the cluster expires.',
          unit: 's',
          query: { expr: left(value('palette_cluster_ca_earliest_expiry_timestamp_seconds')) },
          thresholds: below(seconds(thresholds.caExpiry), 'watch'),
          empty: 'Not known',
        },
        {
          kind: 'table',
          title: 'Scans',
          description: 'When each kind of scan last ran and how it went.',
          width: 8,
          height: 6,
          lines: `max by (driver, state) (${inCluster('palette_cluster_scan_state')})`,
          by: 'driver',
          columns: [
            { title: 'Scan', label: 'driver' },
            { title: 'State', label: 'state', mappings: words(scanned) },
            {
              title: 'Ago',
              expr: age(`max by (driver) (${inCluster('palette_cluster_scan_last_timestamp_seconds')})`),
              unit: 's',
            },
          ],
          sortBy: 'Scan',
          empty: 'Never scanned',
        },
      ],
    },
  ],
}));

function value(metric: string, ...matchers: readonly string[]): string {
  return `max(${inCluster(metric, ...matchers)})`;
}

function ofNode(metric: string): string {
  return `max by (node) (${inCluster(metric)})`;
}

function timeline(metric: string, label: string, states: States, by: string) {
  const { expr, mappings } = coded(`${by}, cluster_uid`, label, states, (...matchers) =>
    inCluster(metric, ...matchers),
  );
  return { query: { expr, legend: `{{${by}}}` }, mappings };
}

function state(title: string, description: string, metric: string, label: string, states: States): Panel {
  const { query, mappings } = timeline(metric, label, states, 'cluster_name');
  return inWords(title, description, { expr: query.expr, legend: title }, mappings, 'Not known');
}

function count(title: string, description: string, metric: string): Panel {
  return {
    kind: 'stat',
    title,
    description,
    unit: 'none',
    query: { expr: value(metric) },
    thresholds: anyIsWorthALook,
    empty: 'Not known',
  };
}

function utilisation(what: string, prefix: string, suffix: string, unit: string): Panel {
  return {
    kind: 'graph',
    title: what,
    description: `${what} that is there, in use, requested and allowed at most.`,
    unit,
    queries: ['usage', 'request', 'limit', 'total'].map((kind) => ({
      expr: value(`${prefix}_${kind}_${suffix}`),
      legend: kind,
    })),
    min: 0,
    empty: 'Not measured in the last hour',
  };
}
