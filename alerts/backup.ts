import { type AlertTests, defineAlert } from './alert.ts';
import { endsWithin, maxBy, olderThan, onSame, ours, seconds, theirs } from './promql.ts';
import { ages, ends, series, turns } from './proof.ts';
import type { AlertSettings } from './settings.ts';
import { volumeBackupAlerts } from './storage-snapshots.ts';
import { CLUSTER, MACHINE, PALETTE } from './subjects.ts';

const identity = Object.keys(CLUSTER);
const ONE = ['palette', 'cluster_uid'];
const WORKSPACE = { ...PALETTE, workspace: 'line-tools', project: 'Default' };
const ONE_WORKSPACE = ['palette', 'workspace'];
const of = (metric: string, labels: Record<string, string> = {}) => series(metric, { ...CLUSTER, ...labels });
const ofWorkspace = (metric: string, labels: Record<string, string> = {}) =>
  series(metric, { ...WORKSPACE, workspace_uid: 'w1', ...labels });
const LAST = 'palette_cluster_backup_last_timestamp_seconds';
const WORKSPACE_LAST = 'palette_workspace_backup_last_timestamp_seconds';
const GOOD = 'state="Completed"';
const BAD = 'state=~".*Fail.*|.*Error.*"';
/**
 * True while the last good backup is too old, or there is none although they have been scheduled for as long as that;
 * the value then is that time. A schedule that is new has had no chance yet.
 */
function tooOld(
  settings: AlertSettings,
  labels: readonly string[],
  { last, scheduled, key }: { last: string; scheduled: string; key: readonly string[] },
): string {
  const { backupAge } = settings.thresholds;
  const good = ours(settings, last, GOOD);
  const planned = ours(settings, scheduled);
  const before = maxBy(settings, labels, `max_over_time(${planned}[1h] offset ${backupAge})`);
  const never = `${seconds(backupAge)} * ${before} > 0 unless ${onSame(settings, key)} ${good}`;
  return `(${olderThan(settings, labels, good, backupAge)} or ${never}) and ${onSame(settings, key)} ${planned} == 1`;
}

/** Proof for `tooOld`, which also asks how new the schedule is. */
function oldOrNever(
  labels: Readonly<Record<string, string>>,
  good: string,
  stuck: string,
  scheduled: string,
): AlertTests {
  const proof = ages(labels, '1h', { of: good, limit: '8d', also: { [scheduled]: 1 } });
  const at = '194h';
  const never = { [scheduled]: '1x194', [stuck]: '0x194' };
  return {
    ...proof,
    also: [{ series: never, at, alerts: [{ labels, value: 8 * 86_400 }] }],
    quiet: [
      ...proof.quiet,
      { series: never, at: '192h' },
      // A new cluster, a new schedule, and a good backup beside the one that hangs.
      { series: { [scheduled]: '_x120 1x74', [stuck]: '_x120 0x74' }, at },
      { series: { [scheduled]: '0x120 1x74' }, at },
      { series: { ...never, [good]: '_x100 360000x94' }, at },
    ],
  };
}

export const paletteBackupFailed = defineAlert({
  name: 'PaletteBackupFailed',
  component: 'backup',
  severity: 'warning',
  expr: (settings) => {
    const failed = maxBy(settings, identity, ours(settings, LAST, BAD));
    const good = maxBy(settings, identity, ours(settings, LAST, GOOD));
    // Only the newest runs are listed: perhaps none of them was good.
    const never = `${failed} unless ${onSame(settings, ONE)} ${ours(settings, LAST, GOOD)}`;
    return `${failed} > ${good} or (${never})`;
  },
  for: '15m',
  summary: 'The last backup of a cluster failed.',
  description:
    'The last backup of cluster {{ $labels.cluster_name }} of project {{ $labels.project }} failed.',
  runbook: {
    meaning: 'Palette (Velero in the cluster) could not finish the newest backup.',
    impact: 'The backup before it is the newest that can be restored.',
    diagnosis: `1. Tenant console, the cluster, **Backups**: the failed one, its message.
2. In the cluster: \`kubectl --namespace cluster-<cluster uid> get backups.velero.io\`,
   \`kubectl --namespace cluster-<cluster uid> logs deployment/velero --tail=100\`.
3. The target: tenant console, **Settings > Backup Locations**, **Validate**: address, certificate, credentials, room.
4. Nodes in maintenance are left out, and so are their volumes: \`palette_node_maintenance{cluster_name="<cluster>"}\``,
    mitigation:
      'Correct the location or free room, then start a backup by hand: the cluster, **Settings > Create Backup**.',
  },
  console: 'cluster',
  tests: turns(CLUSTER, '15m', {
    [of(LAST, { state: 'Failed' })]: [100, 300],
    [of(LAST, { state: 'Completed' })]: [200, 200],
  }),
});

export const paletteBackupOld = defineAlert({
  name: 'PaletteBackupOld',
  component: 'backup',
  severity: 'warning',
  thresholds: ['backupAge'],
  expr: (settings) =>
    tooOld(settings, identity, { last: LAST, scheduled: 'palette_cluster_backup_scheduled', key: ONE }),
  for: '1h',
  summary: 'A cluster has had no good backup for too long.',
  description:
    'No backup of cluster {{ $labels.cluster_name }} has succeeded for {{ $value | humanizeDuration }}.',
  runbook: {
    meaning:
      'Backups are scheduled, and none has succeeded for longer than a weekly schedule allows, perhaps never since they ' +
      'were scheduled. A run that hangs is no success either.',
    impact: 'A restore would lose everything since then, or is not possible at all.',
    diagnosis: `1. Tenant console, the cluster, **Backups**: do runs fail or hang, or do none start?
   \`palette_cluster_backup_last_timestamp_seconds{cluster_name="<cluster>"}\` by state.
2. The schedule: the cluster, **Settings > Schedule Backups**. The limit fits daily and weekly ones; the metrics do not
   tell how often it runs. Where the schedules are monthly, set \`thresholds: { backupAge: 32d }\` in the settings.
3. Is the agent alive? \`palette_cluster_last_heartbeat_timestamp_seconds{cluster_name="<cluster>"}\``,
    mitigation:
      'See PaletteBackupFailed; start one by hand until the schedule works again. For a single cluster with a monthly ' +
      'schedule among weekly ones, silence the alert with `cluster_uid` until its next run.',
  },
  console: 'cluster',
  tests: oldOrNever(
    CLUSTER,
    of(LAST, { state: 'Completed' }),
    of(LAST, { state: 'InProgress' }),
    of('palette_cluster_backup_scheduled'),
  ),
});

export const paletteBackupNotScheduled = defineAlert({
  name: 'PaletteBackupNotScheduled',
  component: 'backup',
  severity: 'info',
  expr: (settings) => {
    const running = ours(settings, 'palette_cluster_state', 'state="Running"');
    return (
      `${maxBy(settings, identity, running)} == 1 unless ${onSame(settings, ONE)} ` +
      `${ours(settings, 'palette_cluster_backup_scheduled')} == 1 and on (palette) count by (palette) (${ours(settings, 'palette_cluster_backup_scheduled')})`
    );
  },
  for: '1d',
  summary: 'No backups of a cluster are scheduled.',
  description:
    'No backups of cluster {{ $labels.cluster_name }} of project {{ $labels.project }} are scheduled.',
  runbook: {
    meaning: 'The cluster runs and has no backup schedule in Palette.',
    impact:
      'What is in the cluster and not in its profiles cannot be restored, unless something else makes backups.',
    diagnosis: `1. Tenant console, the cluster, **Settings > Schedule Backups**.
2. Is it backed up another way (workspace, Portworx, Stork)? \`palette_workspace_backup_scheduled == 1\``,
    mitigation: 'Schedule backups, or switch the alert off if they are made elsewhere.',
  },
  console: 'cluster',
  tests: turns(CLUSTER, '1d', {
    [of('palette_cluster_state', { state: 'Running' })]: [1, 1],
    [of('palette_cluster_backup_scheduled')]: [1, 0],
  }),
});

export const paletteBackupExpiring = defineAlert({
  name: 'PaletteBackupExpiring',
  component: 'backup',
  severity: 'warning',
  thresholds: ['backupExpiry'],
  expr: (settings) => {
    const expiry = maxBy(
      settings,
      identity,
      ours(settings, 'palette_cluster_backup_expiry_timestamp_seconds', GOOD),
    );
    return endsWithin(settings, identity, expiry, settings.thresholds.backupExpiry);
  },
  for: '1h',
  summary: 'The newest good backup of a cluster is about to be deleted.',
  description:
    'The newest good backup of cluster {{ $labels.cluster_name }} is deleted in {{ $value | humanizeDuration }}.',
  runbook: {
    meaning: 'Backups are kept for a time; the newest good one is near its end and no newer one has come.',
    impact: 'Soon there is no backup at all.',
    diagnosis: `1. Tenant console, the cluster, **Backups**: when was the last good one, why was there none since?
2. Retention: \`palette_cluster_backup_retention_seconds{cluster_name="<cluster>"}\``,
    mitigation: 'Start a backup by hand now, then repair the schedule (PaletteBackupFailed).',
  },
  console: 'cluster',
  tests: ends(CLUSTER, '1h', {
    of: of('palette_cluster_backup_expiry_timestamp_seconds', { state: 'Completed' }),
    limit: '2d',
  }),
});

export const paletteRestoreFailed = defineAlert({
  name: 'PaletteRestoreFailed',
  component: 'backup',
  severity: 'warning',
  expr: (settings) =>
    `${maxBy(settings, identity, ours(settings, 'palette_cluster_restore_last_succeeded'))} == 0 ` +
    `and ${onSame(settings, ONE)} time() - ${ours(settings, 'palette_cluster_restore_last_timestamp_seconds')} < ${seconds('7d')}`,
  for: '2h',
  summary: 'The last restore into a cluster has not succeeded.',
  description:
    'The last restore into cluster {{ $labels.cluster_name }} failed or has been unfinished for two hours.',
  runbook: {
    meaning:
      'Palette does not tell a failed restore from one that is still running; after two hours it is most likely failed. ' +
      'The alert ends with a restore that succeeds, or a week after the one that failed.',
    impact: 'What was to be restored is missing or only half there.',
    diagnosis: `1. Tenant console, the cluster, **Backups > Restores**: state and message.
2. In the cluster: \`kubectl --namespace cluster-<cluster uid> get restores.velero.io\`, \`kubectl describe\` of the newest.
3. Volumes: \`kubectl get pvc --all-namespaces | grep -v Bound\``,
    mitigation:
      'Clean up what is half restored (namespace by namespace), remove the cause and restore again.',
  },
  console: 'cluster',
  tests: turns(
    CLUSTER,
    '2h',
    {
      [of('palette_cluster_restore_last_succeeded')]: [1, 0],
      [of('palette_cluster_restore_last_timestamp_seconds')]: [0, 0],
    },
    {
      // More than a week ago nobody waits for it any more.
      silent: [
        {
          [of('palette_cluster_restore_last_succeeded')]: [0, 0],
          [of('palette_cluster_restore_last_timestamp_seconds')]: [-604_800, -604_800],
        },
      ],
    },
  ),
});

export const paletteWorkspaceBackupFailed = defineAlert({
  name: 'PaletteWorkspaceBackupFailed',
  component: 'backup',
  severity: 'warning',
  expr: (settings) => {
    const labels = Object.keys(WORKSPACE);
    const failed = maxBy(settings, labels, ours(settings, WORKSPACE_LAST, BAD));
    const good = maxBy(settings, labels, ours(settings, WORKSPACE_LAST, GOOD));
    return `${failed} > ${good} or (${failed} unless ${onSame(settings, ONE_WORKSPACE)} ${ours(settings, WORKSPACE_LAST, GOOD)})`;
  },
  for: '15m',
  summary: 'The last backup of a workspace failed.',
  description:
    'The last backup of workspace {{ $labels.workspace }} of project {{ $labels.project }} failed.',
  runbook: {
    meaning: 'The backup of the namespaces that the workspace spans did not finish on all of its clusters.',
    impact: 'The backup before it is the newest that can be restored as a whole.',
    diagnosis: `1. Tenant console, the project, **Workspaces**, the workspace, **Backups**: which cluster failed?
2. Go on with that cluster as in PaletteBackupFailed.`,
    mitigation: 'Repair the cluster or the location and start the backup of the workspace by hand.',
  },
  console: 'palette',
  tests: turns(WORKSPACE, '15m', {
    [ofWorkspace(WORKSPACE_LAST, { state: 'Failed' })]: [100, 300],
    [ofWorkspace(WORKSPACE_LAST, { state: 'Completed' })]: [200, 200],
  }),
});

export const paletteWorkspaceBackupOld = defineAlert({
  name: 'PaletteWorkspaceBackupOld',
  component: 'backup',
  severity: 'warning',
  thresholds: ['backupAge'],
  expr: (settings) =>
    tooOld(settings, Object.keys(WORKSPACE), {
      last: WORKSPACE_LAST,
      scheduled: 'palette_workspace_backup_scheduled',
      key: ONE_WORKSPACE,
    }),
  for: '1h',
  summary: 'A workspace has had no good backup for too long.',
  description:
    'No backup of workspace {{ $labels.workspace }} has succeeded for {{ $value | humanizeDuration }}.',
  runbook: {
    meaning:
      'Backups of the workspace are scheduled, and none has succeeded for too long, perhaps never since they were scheduled.',
    impact: 'A restore would lose everything since then.',
    diagnosis: `1. Tenant console, the project, **Workspaces**, the workspace, **Backups**: do runs fail, or do none start?
2. The schedule: **Settings** of the workspace.`,
    mitigation: 'See PaletteWorkspaceBackupFailed.',
  },
  console: 'palette',
  tests: oldOrNever(
    WORKSPACE,
    ofWorkspace(WORKSPACE_LAST, { state: 'Completed' }),
    ofWorkspace(WORKSPACE_LAST, { state: 'InProgress' }),
    ofWorkspace('palette_workspace_backup_scheduled'),
  ),
});

export const paletteApplianceBackupOld = defineAlert({
  name: 'PaletteApplianceBackupOld',
  component: 'backup',
  severity: 'critical',
  source: 'textfile',
  thresholds: ['databaseBackupAge'],
  expr: (settings) =>
    olderThan(
      settings,
      Object.keys(MACHINE),
      theirs(settings, 'nodeExporter', 'palette_appliance_backup_last_success_timestamp_seconds'),
      settings.thresholds.databaseBackupAge,
    ),
  for: '1h',
  summary: 'The last good backup of the Palette appliance is too old.',
  description:
    'The last good backup of the appliance, made on {{ $labels.host }}, is {{ $value | humanizeDuration }} old.',
  runbook: {
    meaning:
      'The backup script of the appliance (database and registry) leaves no trace in any API. The hook around it writes ' +
      'the time of the last success, and that is too long ago. Before its first success it writes nothing, so one that ' +
      'never worked is not told: after setting it up ask Prometheus for `palette_appliance_backup_last_success_timestamp_seconds`.',
    impact: 'Profiles, clusters, users and keys since then exist only on the appliance.',
    diagnosis: `1. On the host: \`systemctl list-timers | grep palette\`, \`journalctl -u palette-appliance-backup --since -2d\`.
2. The target of the copies: reachable, room left?
3. Is MongoDB healthy? \`kubectl --namespace hubble-system get pods | grep mongo\``,
    mitigation:
      'Run the backup by hand and watch it, then repair the timer. Do not upgrade the appliance before there is a good backup.',
  },
  tests: ages(MACHINE, '1h', {
    of: series('palette_appliance_backup_last_success_timestamp_seconds', {
      job: 'node-exporter',
      cluster: MACHINE.cluster,
      instance: MACHINE.host,
    }),
    limit: '26h',
  }),
});

export const backupAlerts = [
  paletteBackupFailed,
  paletteBackupOld,
  paletteBackupNotScheduled,
  paletteBackupExpiring,
  paletteRestoreFailed,
  paletteWorkspaceBackupFailed,
  paletteWorkspaceBackupOld,
  paletteApplianceBackupOld,
  ...volumeBackupAlerts,
];
