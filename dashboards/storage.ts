import {
  type DashboardInput,
  defineDashboard,
  type Level,
  type Mapping,
  type Panel,
} from './kit/dashboard.ts';
import { anyIsBad, anyIsWorthALook, below, from, rising, words, yesIsGood, zeroOrOne } from './kit/levels.ts';
import { howMany, inWords, toCluster } from './kit/panels.ts';
import { age, CLUSTER, chosen, failedBackups, inProjects, left, of, seconds } from './kit/queries.ts';
import { backupStates } from './kit/state-levels.ts';
import { palette, project } from './kit/variables.ts';

const nodeStatus: readonly Mapping[] = [
  'none',
  'init',
  'ok',
  'offline',
  'error',
  'not in quorum',
  'decommissioned',
  'maintenance',
  'storage down',
  'storage degraded',
  'needs reboot',
  'rebalancing',
  'drive replace',
  'not in quorum, no storage',
  'pool maintenance',
].map((text, value) => ({ value: String(value), text, level: levelOfNode(text) }));
const poolStatus: readonly Mapping[] = [
  { value: '0', text: 'offline', level: 'bad' },
  { value: '1', text: 'online', level: 'good' },
  { value: '2', text: 'full', level: 'bad' },
  { value: '3', text: 'not found', level: 'bad' },
  { value: '4', text: 'maintenance', level: 'watch' },
  { value: '5', text: 'degraded', level: 'bad' },
  { value: '6', text: 'background work', level: 'watch' },
];
const replication: readonly Mapping[] = [
  { value: '0', text: 'up', level: 'good' },
  { value: '1', text: 'not in quorum', level: 'bad' },
  { value: '2', text: 'resync', level: 'watch' },
  { value: '3', text: 'degraded', level: 'bad' },
  { value: '4', text: 'detached', level: 'neutral' },
  { value: '5', text: 'restore', level: 'watch' },
];

const failedDatabases = `max by (palette, mode) (${chosen('palette_system_db_backup_last_completed')}) == 0`;

export const storage = defineDashboard((site) => {
  const { thresholds } = site.settings;
  const portworx = (metric: string, ...matchers: readonly string[]) =>
    of(site, 'portworx', metric, ...matchers);
  const etcd = (metric: string, ...matchers: readonly string[]) => of(site, 'etcd', metric, ...matchers);
  const kube = (metric: string, ...matchers: readonly string[]) =>
    of(site, 'kubeStateMetrics', metric, ...matchers);
  const quorum = `max by (cluster) (${portworx('px_cluster_status_quorum')} or ${portworx('px_cluster_status_cluster_quorum')})`;
  const pools = `max by (cluster, node, pool) (${portworx('px_pool_stats_status')} or ${portworx('px_pool_status')})`;

  return {
    uid: 'palette-storage',
    title: 'Palette storage and backup',
    description: 'Can a node be drained without losing data, and could everything be restored?',
    tags: ['palette'],
    from: 'now-24h',
    targets: [
      'palette_exporter_collector_up',
      'px_cluster_status_.*',
      'etcd_server_has_leader',
      'kube_node_info',
    ],
    variables: [palette, project],
    rows: [
      {
        title: 'Can a node be drained, and could everything be restored?',
        panels: [
          inWords(
            'Safe to drain?',
            'Whether Portworx would survive the loss of a node now: in quorum, every volume with all its replicas, no resync.',
            { expr: safeToDrain(site), legend: '{{cluster}}' },
            zeroOrOne(['Not safe', 'bad'], ['Safe', 'good']),
            'No Portworx',
          ),
          inWords(
            'Portworx quorum',
            'Whether enough storage nodes are there to write.',
            { expr: quorum, legend: '{{cluster}}' },
            zeroOrOne(['No quorum', 'bad'], ['In quorum', 'good']),
            'No Portworx',
          ),
          {
            kind: 'stat',
            title: 'etcd with leader',
            description:
              'Voting members of etcd that follow a leader, of as many as a control plane has members.',
            unit: `suffix: of ${thresholds.controlPlaneSize}`,
            query: { expr: `count(${votingMembers(site)})` },
            thresholds: below(thresholds.controlPlaneSize),
            empty: 'No etcd',
          },
          {
            kind: 'stat',
            title: 'Last etcd backup',
            description: 'Time since a copy of etcd left the server. Palette itself makes none.',
            unit: 's',
            query: {
              expr: age(`max(${of(site, 'nodeExporter', 'etcd_backup_last_success_timestamp_seconds')})`),
            },
            thresholds: from(seconds(thresholds.etcdBackupAge), 'bad'),
            empty: 'None: the hook is optional',
          },
          {
            kind: 'stat',
            title: 'Oldest backup',
            description:
              'Age of the last good backup of the cluster that was backed up the longest time ago.',
            unit: 's',
            query: {
              expr: age(
                `min(max by (${CLUSTER}) (${inProjects('palette_cluster_backup_last_timestamp_seconds', 'state="Completed"')}))`,
              ),
            },
            thresholds: from(seconds(thresholds.backupAge), 'bad'),
            empty: 'No backups',
          },
          {
            kind: 'stat',
            title: 'Database backup',
            description: 'Age of the last completed backup of the database of Palette, by way.',
            unit: 's',
            query: {
              expr: age(
                `max by (palette, mode) (${chosen('palette_system_db_backup_last_finish_timestamp_seconds', 'state="Completed"')})`,
              ),
              legend: '{{mode}}',
            },
            thresholds: from(seconds(thresholds.databaseBackupAge), 'bad'),
            empty: 'Not known',
          },
          howMany(
            'Failed backups',
            'Clusters with a backup that failed after their last good one. The table below names them.',
            failedBackups(inProjects),
            anyIsBad,
          ),
          howMany(
            'Failed databases',
            'Ways of backing up the database of Palette whose last backup failed.',
            failedDatabases,
            anyIsBad,
          ),
          howMany(
            'Failed restores',
            'Clusters into which a backup could not be restored.',
            `max by (${CLUSTER}) (${inProjects('palette_cluster_restore_last_succeeded')}) == 0`,
            anyIsBad,
          ),
        ],
      },
      {
        title: 'Portworx, where it is scraped',
        collapsed: true,
        panels: [
          {
            kind: 'timeline',
            title: 'Storage nodes',
            description: 'State of Portworx on each node.',
            query: {
              expr: `max by (cluster, node) (${portworx('px_node_status_node_status')})`,
              legend: '{{node}}',
            },
            mappings: nodeStatus,
            empty: 'No Portworx',
          },
          {
            kind: 'timeline',
            title: 'Volumes that were not up',
            description:
              'When volumes were degraded, resyncing or out of quorum. A gap means that all was well.',
            query: {
              expr: `max by (cluster, volumename) (${portworx('px_volume_replication_status')} > 0)`,
              legend: '{{volumename}}',
            },
            mappings: replication,
            empty: 'All volumes up',
          },
          {
            kind: 'timeline',
            title: 'Pools',
            description: 'State of each pool.',
            query: { expr: pools, legend: '{{node}} pool {{pool}}' },
            mappings: poolStatus,
            empty: 'No Portworx',
          },
          {
            kind: 'bars',
            title: 'Fullest pools',
            description: 'Used share of the pools that are fullest.',
            width: 6,
            unit: 'percentunit',
            min: 0,
            max: 1,
            query: {
              expr: `topk(10, max by (node, pool) (${portworx('px_pool_stats_used_bytes')} / ${portworx('px_pool_stats_total_bytes')}))`,
              legend: '{{node}} pool {{pool}}',
            },
            thresholds: rising(thresholds.poolFillingRatio, thresholds.poolFullRatio),
            empty: 'No Portworx',
          },
          {
            kind: 'bars',
            title: 'Most overprovisioned pools',
            description: 'What was promised to volumes, as a multiple of what is there.',
            width: 6,
            unit: 'none',
            min: 0,
            query: {
              expr: `topk(10, max by (node, pool) (${portworx('px_pool_stats_provisioned_bytes')} / ${portworx('px_pool_stats_total_bytes')}))`,
              legend: '{{node}} pool {{pool}}',
            },
            thresholds: from(thresholds.poolProvisionedRatio, 'watch'),
            empty: 'No Portworx',
          },
        ],
      },
      {
        title: 'Volumes and licence of Portworx',
        collapsed: true,
        panels: [
          howMany(
            'Lacking replicas',
            'Volumes with fewer replicas than configured. One more loss may stop them.',
            lacking(site),
            anyIsBad,
          ),
          {
            kind: 'stat',
            title: 'Licence',
            description: 'Days that are left of the licence of Portworx.',
            unit: 'd',
            query: { expr: `min by (cluster) (${portworx('px_node_status_license_expiry')})` },
            thresholds: below(thresholds.portworxLicence, 'watch'),
            empty: 'No Portworx',
          },
          {
            kind: 'bars',
            title: 'Fullest volumes',
            description: 'Used share of the file systems that are fullest.',
            unit: 'percentunit',
            min: 0,
            max: 1,
            query: {
              expr: `topk(10, max by (volumename) (${portworx('px_volume_fs_usage_bytes')} / (${portworx('px_volume_fs_capacity_bytes')} > 0)))`,
              legend: '{{volumename}}',
            },
            thresholds: rising(thresholds.poolFillingRatio, thresholds.poolFullRatio),
            empty: 'No Portworx',
          },
          {
            kind: 'graph',
            title: 'Write latency of the pools',
            description: 'How long a write takes in the slowest pools.',
            width: 8,
            unit: 's',
            queries: [
              {
                expr: `topk(5, max by (node, pool) (${portworx('px_pool_stats_write_latency_seconds')}))`,
                legend: '{{node}} pool {{pool}}',
              },
            ],
            min: 0,
            empty: 'No Portworx',
          },
        ],
      },
      {
        title: 'Snapshots and schedules of Portworx',
        collapsed: true,
        panels: [
          {
            kind: 'table',
            title: 'Snapshot schedules',
            description: 'Age of the last good snapshot of each schedule, from kube-state-metrics.',
            width: 12,
            lines: age(
              `max by (namespace, name) (${kube('portworx_snapshot_schedule_item_finish_timestamp_seconds', 'status="Ready"')})`,
            ),
            columns: [
              { title: 'Namespace', label: 'namespace' },
              { title: 'Schedule', label: 'name' },
              {
                title: 'Last good one',
                unit: 's',
                thresholds: from(seconds(thresholds.snapshotAge), 'bad'),
              },
            ],
            sortBy: 'Last good one',
            worst: true,
            empty: 'None, or the custom resource configuration is missing',
          },
          {
            kind: 'timeline',
            title: 'Cloud snapshots',
            description: 'State of the last cloud snapshot of each volume.',
            query: {
              expr: `max by (volumename) (${portworx('px_backup_stats_backup_status')})`,
              legend: '{{volumename}}',
            },
            mappings: [
              { value: '0', text: 'in progress', level: 'watch' },
              { value: '1', text: 'done', level: 'good' },
              { value: '2', text: 'failed', level: 'bad' },
            ],
            height: 9,
            empty: 'No cloud snapshots',
          },
          {
            kind: 'timeline',
            title: 'Volume snapshots',
            description: 'Whether each snapshot can be used.',
            query: {
              expr: `max by (namespace, volumesnapshot) (${kube('kube_volumesnapshot_status_ready_to_use')})`,
              legend: '{{namespace}} {{volumesnapshot}}',
            },
            mappings: yesIsGood,
            empty: 'None, or the custom resource configuration is missing',
          },
        ],
      },
      {
        title: 'etcd, where it is scraped',
        collapsed: true,
        panels: [
          {
            kind: 'timeline',
            title: 'Members',
            description: 'Whether each member sees a leader.',
            query: {
              expr: `max by (instance) (${etcd('etcd_server_has_leader')})`,
              legend: '{{instance}}',
            },
            mappings: zeroOrOne(['No leader', 'bad'], ['Has a leader', 'good']),
            empty: 'No etcd',
          },
          {
            kind: 'graph',
            title: 'Size of the database',
            description: 'Size of the database against its quota. At the quota etcd accepts no more writes.',
            unit: 'percentunit',
            min: 0,
            max: 1,
            queries: [
              {
                expr: `max by (instance) (${etcd('etcd_mvcc_db_total_size_in_bytes')} / (${etcd('etcd_server_quota_backend_bytes')} > 0))`,
                legend: '{{instance}}',
              },
            ],
            empty: 'No etcd',
          },
          {
            kind: 'graph',
            title: 'Disk latency',
            description: 'Syncs of the log and commits of the database: 99 of 100 are faster than this.',
            unit: 's',
            queries: [
              latency(site, 'etcd_disk_wal_fsync_duration_seconds_bucket', 'log'),
              latency(site, 'etcd_disk_backend_commit_duration_seconds_bucket', 'database'),
            ],
            min: 0,
            empty: 'No etcd',
          },
          {
            kind: 'graph',
            title: 'Leaders and waiting proposals',
            description: 'Changes of the leader a second, and proposals that wait to be agreed on.',
            unit: 'none',
            queries: [
              {
                expr: `max(rate(${etcd('etcd_server_leader_changes_seen_total')}[$__rate_interval]))`,
                legend: 'leader changes a second',
              },
              {
                expr: `max by (instance) (${etcd('etcd_server_proposals_pending')})`,
                legend: '{{instance}} waiting',
              },
            ],
            thresholds: from(thresholds.etcdPending, 'watch'),
            min: 0,
            empty: 'No etcd',
          },
        ],
      },
      {
        title: 'Backups by Palette',
        collapsed: true,
        panels: [
          {
            kind: 'table',
            title: 'Backups of clusters',
            description:
              'Whether backups are scheduled, and the age of the last good and the last failed one.',
            lines: `max by (${CLUSTER}) (${inProjects('palette_cluster_backup_scheduled')})`,
            by: 'cluster_uid',
            columns: [
              { title: 'Cluster', label: 'cluster_name', links: [toCluster] },
              { title: 'Project', label: 'project' },
              { title: 'Scheduled', mappings: yesIsGood },
              {
                title: 'Last good one',
                expr: age(ofCluster('palette_cluster_backup_last_timestamp_seconds', 'state="Completed"')),
                unit: 's',
                thresholds: from(seconds(thresholds.backupAge), 'bad'),
              },
              {
                title: 'Expires in',
                expr: left(ofCluster('palette_cluster_backup_expiry_timestamp_seconds', 'state="Completed"')),
                unit: 's',
                thresholds: below(seconds(thresholds.backupExpiry), 'watch'),
              },
              {
                title: 'Failed',
                expr: `sum by (cluster_uid) (max by (cluster_uid, state, actor) (${inProjects('palette_cluster_backups', 'state="Failed"')}))`,
                unit: 'none',
                thresholds: anyIsBad,
              },
            ],
            sortBy: 'Cluster',
            empty: 'No clusters in these projects',
          },
          {
            kind: 'table',
            title: 'Restores',
            description: 'Clusters into which a backup was restored, and whether that went well.',
            width: 12,
            lines: `max by (${CLUSTER}) (${inProjects('palette_cluster_restore_last_succeeded')})`,
            columns: [
              { title: 'Cluster', label: 'cluster_name', links: [toCluster] },
              { title: 'Project', label: 'project' },
              { title: 'Succeeded', mappings: zeroOrOne(['No', 'bad'], ['Yes', 'good']) },
            ],
            sortBy: 'Cluster',
            empty: 'Nothing was restored',
          },
          {
            kind: 'table',
            title: 'Backup locations',
            description: 'Places that backups can go to.',
            width: 12,
            lines: `max by (palette, location, location_uid, storage, default) (${chosen('palette_backup_location_info')})`,
            columns: [
              { title: 'Location', label: 'location' },
              { title: 'Storage', label: 'storage' },
              { title: 'Default', label: 'default', mappings: words({ true: 'good' }) },
            ],
            sortBy: 'Location',
            empty: 'No location: backups are not possible',
          },
          {
            kind: 'graph',
            title: 'Backups of the management database',
            description: 'Backups that the system console lists, by state.',
            width: 24,
            unit: 'none',
            queries: [
              {
                expr: `max by (palette, mode, state) (${chosen('palette_system_db_backups')})`,
                legend: '{{mode}} {{state}}',
              },
            ],
            min: 0,
            states: backupStates,
            empty: 'Not known: needs a login to the system console',
          },
        ],
      },
      {
        title: 'Workspaces',
        collapsed: true,
        panels: [
          {
            kind: 'table',
            title: 'Backups of workspaces',
            description: 'Age of the last backup of each workspace, by state.',
            height: 6,
            lines: age(
              `max by (palette, project, workspace, workspace_uid, state) (${inProjects('palette_workspace_backup_last_timestamp_seconds')})`,
            ),
            columns: [
              { title: 'Workspace', label: 'workspace' },
              { title: 'Project', label: 'project' },
              { title: 'State', label: 'state', mappings: words({ Completed: 'good', Failed: 'bad' }) },
              { title: 'Ago', unit: 's' },
            ],
            sortBy: 'Workspace',
            empty: 'No backups of workspaces',
          },
          failedWorkspaces(),
        ],
      },
    ],
  };
});

function failedWorkspaces(): Panel {
  return howMany(
    'Workspaces failed',
    'Workspaces with a backup that has failed.',
    `max by (palette, workspace_uid) (${inProjects('palette_workspace_backups', 'state="Failed"')}) > 0`,
    anyIsWorthALook,
  );
}

/** 1 when in quorum and no volume lacks a replica or is not up, else 0. */
function safeToDrain(site: DashboardInput): string {
  const portworx = (metric: string) => of(site, 'portworx', metric);
  const inQuorum = `max by (cluster) (${portworx('px_cluster_status_quorum')} or ${portworx('px_cluster_status_cluster_quorum')}) == bool 1`;
  const inTrouble = `max by (cluster) (${portworx('px_volume_replication_status')} >= 1 <= 3)`;
  return `(${inQuorum}) unless on (cluster) (${inTrouble} or max by (cluster) (${lacking(site)})) or 0 * (${inQuorum})`;
}

function lacking(site: DashboardInput): string {
  const per = 'max by (cluster, volumename)';
  const current = of(site, 'portworx', 'px_volume_currhalevel');
  const wanted = of(site, 'portworx', 'px_volume_halevel');
  return `${per} (${current}) < ${per} (${wanted})`;
}

function votingMembers(site: DashboardInput): string {
  return `${of(site, 'etcd', 'etcd_server_has_leader')} == 1 unless on (instance) ${of(site, 'etcd', 'etcd_server_is_learner')} == 1`;
}

function latency(site: DashboardInput, bucket: string, legend: string) {
  return {
    expr: `histogram_quantile(0.99, sum by (le) (rate(${of(site, 'etcd', bucket)}[$__rate_interval])))`,
    legend,
  };
}

function ofCluster(metric: string, ...matchers: readonly string[]): string {
  return `max by (cluster_uid) (${inProjects(metric, ...matchers)})`;
}

/** Only `ok` is good; what somebody does on purpose is worth a look. */
function levelOfNode(status: string): Level {
  if (status === 'ok') return 'good';
  return /init|decommissioned|maintenance|rebalancing|replace/.test(status) ? 'watch' : 'bad';
}
