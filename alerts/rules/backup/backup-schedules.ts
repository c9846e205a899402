import { type AlertTests, defineAlerts } from '../../kit/alert.ts';
import type { AlertSettings } from '../../kit/alert-settings.ts';
import { endsWithin, maxBy, onSame, ours, seconds } from '../../kit/promql.ts';
import { ages, ends, turns } from '../../kit/proof.ts';
import { CLUSTER, PALETTE, type Subject } from '../../kit/subjects.ts';

const ONE = ['palette', 'cluster_uid'];
const WORKSPACE = PALETTE.with({ workspace: 'line-tools', project: 'Default' }, { workspace_uid: 'w1' });
const ONE_WORKSPACE = ['palette', 'workspace'];
const LAST = 'palette_cluster_backup_last_timestamp_seconds';
const WORKSPACE_LAST = 'palette_workspace_backup_last_timestamp_seconds';
const GOOD = 'state="Completed"';
const BAD = 'state=~".*Fail.*|.*Error.*"';
interface BackupMetrics {
  /** When the last one was made, by state. */
  readonly last: string;
  readonly scheduled: string;
  /** The longest time between two of them; missing where the schedule cannot be read. */
  readonly interval: string;
}

const CLUSTER_BACKUPS: BackupMetrics = {
  last: LAST,
  scheduled: 'palette_cluster_backup_scheduled',
  interval: 'palette_cluster_backup_interval_seconds',
};
const WORKSPACE_BACKUPS: BackupMetrics = {
  last: WORKSPACE_LAST,
  scheduled: 'palette_workspace_backup_scheduled',
  interval: 'palette_workspace_backup_interval_seconds',
};

export const backupSchedulesAlerts = defineAlerts('backup', {
  PaletteBackupFailed: {
    severity: 'warning',
    expr: (settings) => {
      const failed = maxBy(settings, CLUSTER.identity, ours(settings, LAST, BAD));
      const good = maxBy(settings, CLUSTER.identity, ours(settings, LAST, GOOD));
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
      [CLUSTER.of(LAST, { state: 'Failed' })]: [100, 300],
      [CLUSTER.of(LAST, { state: 'Completed' })]: [200, 200],
    }),
  },

  PaletteBackupOld: {
    severity: 'warning',
    thresholds: ['backupDelay', 'backupAge'],
    expr: (settings) => tooOld(settings, CLUSTER.identity, ONE, CLUSTER_BACKUPS),
    for: '1h',
    summary: 'A cluster has had no good backup for too long.',
    description:
      'No backup of cluster {{ $labels.cluster_name }} has succeeded for {{ $value | humanizeDuration }}.',
    runbook: {
      meaning:
        'Backups are scheduled, and none has succeeded for a day longer than the schedule allows, perhaps never since they ' +
        'were scheduled. A run that hangs is no success either.',
      impact: 'A restore would lose everything since then, or is not possible at all.',
      diagnosis: `1. Tenant console, the cluster, **Backups**: do runs fail or hang, or do none start?
   \`palette_cluster_backup_last_timestamp_seconds{cluster_name="<cluster>"}\` by state.
2. The schedule: the cluster, **Settings > Schedule Backups**, and what the exporter makes of it:
   \`palette_cluster_backup_interval_seconds{cluster_name="<cluster>"}\`. Without that metric the schedule is in words that
   are not cron's, and the limit is \`thresholds.backupAge\`.
3. Is the agent alive? \`palette_cluster_last_heartbeat_timestamp_seconds{cluster_name="<cluster>"}\``,
      mitigation:
        'See PaletteBackupFailed; start one by hand until the schedule works again. A cluster whose runs come less often ' +
        'than `thresholds.backupAge` and have never succeeded is told by PaletteBackupFailed alone.',
    },
    console: 'cluster',
    tests: oldOrNever(CLUSTER, CLUSTER_BACKUPS),
  },

  PaletteBackupNotScheduled: {
    severity: 'info',
    expr: (settings) => {
      const running = ours(settings, 'palette_cluster_state', 'state="Running"');
      return (
        `${maxBy(settings, CLUSTER.identity, running)} == 1 unless ${onSame(settings, ONE)} ` +
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
      [CLUSTER.of('palette_cluster_state', { state: 'Running' })]: [1, 1],
      [CLUSTER.of('palette_cluster_backup_scheduled')]: [1, 0],
    }),
  },

  PaletteBackupExpiring: {
    severity: 'warning',
    thresholds: ['backupExpiry'],
    expr: (settings) => {
      const expiry = maxBy(
        settings,
        CLUSTER.identity,
        ours(settings, 'palette_cluster_backup_expiry_timestamp_seconds', GOOD),
      );
      return endsWithin(settings, CLUSTER.identity, expiry, settings.thresholds.backupExpiry);
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
      of: CLUSTER.of('palette_cluster_backup_expiry_timestamp_seconds', { state: 'Completed' }),
      limit: '2d',
    }),
  },

  PaletteRestoreFailed: {
    severity: 'warning',
    expr: (settings) =>
      `${maxBy(settings, CLUSTER.identity, ours(settings, 'palette_cluster_restore_last_succeeded'))} == 0 ` +
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
        [CLUSTER.of('palette_cluster_restore_last_succeeded')]: [1, 0],
        [CLUSTER.of('palette_cluster_restore_last_timestamp_seconds')]: [0, 0],
      },
      {
        // More than a week ago nobody waits for it any more.
        silent: [
          {
            [CLUSTER.of('palette_cluster_restore_last_succeeded')]: [0, 0],
            [CLUSTER.of('palette_cluster_restore_last_timestamp_seconds')]: [-604_800, -604_800],
          },
        ],
      },
    ),
  },

  PaletteWorkspaceBackupFailed: {
    severity: 'warning',
    expr: (settings) => {
      const labels = WORKSPACE.identity;
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
      [WORKSPACE.of(WORKSPACE_LAST, { state: 'Failed' })]: [100, 300],
      [WORKSPACE.of(WORKSPACE_LAST, { state: 'Completed' })]: [200, 200],
    }),
  },

  PaletteWorkspaceBackupOld: {
    severity: 'warning',
    thresholds: ['backupDelay', 'backupAge'],
    expr: (settings) => tooOld(settings, WORKSPACE.identity, ONE_WORKSPACE, WORKSPACE_BACKUPS),
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
    tests: oldOrNever(WORKSPACE, WORKSPACE_BACKUPS),
  },
});
/**
 * True while the last good backup is older than its schedule allows, or there is none although they have been scheduled
 * for `backupAge`, within which there should have been one; the value then is that time. A schedule that is new has
 * had no chance yet.
 */
function tooOld(
  settings: AlertSettings,
  labels: readonly string[],
  key: readonly string[],
  metrics: BackupMetrics,
): string {
  const { backupAge, backupDelay } = settings.thresholds;
  const good = ours(settings, metrics.last, GOOD);
  const planned = ours(settings, metrics.scheduled);
  const late = `${maxBy(settings, labels, ours(settings, metrics.interval))} + ${seconds(backupDelay)}`;
  const allowed = `(${late} or ${seconds(backupAge)} * ${maxBy(settings, labels, planned)})`;
  const old = `time() - ${maxBy(settings, labels, good)} > ${allowed}`;
  const before = maxBy(settings, labels, `max_over_time(${planned}[1h] offset ${backupAge})`);
  const never =
    `${seconds(backupAge)} * ${before} > 0 unless ${onSame(settings, key)} ${good} ` +
    `unless ${late} > ${seconds(backupAge)}`;
  return `(${old} or ${never}) and ${onSame(settings, key)} ${planned} == 1`;
}

/** Proof for `tooOld`. */
function oldOrNever(subject: Subject, metrics: BackupMetrics): AlertTests {
  const { labels } = subject;
  const good = subject.of(metrics.last, { state: 'Completed' });
  const stuck = subject.of(metrics.last, { state: 'InProgress' });
  const scheduled = subject.of(metrics.scheduled);
  const interval = subject.of(metrics.interval);
  const proof = ages(subject, '1h', { of: good, limit: '8d', also: { [scheduled]: 1 } });
  const at = '194h';
  const never = { [scheduled]: '1x194', [stuck]: '0x194' };
  const daily = { [scheduled]: '1x194', [interval]: '86400x194', [good]: '0x194' };
  const monthly = { [interval]: '2678400x194' };
  return {
    ...proof,
    also: [
      { series: never, at, alerts: [{ labels, value: 8 * 86_400 }] },
      { series: { ...never, [interval]: '86400x194' }, at, alerts: [{ labels, value: 8 * 86_400 }] },
      { series: daily, at: '50h', alerts: [{ labels, value: 50 * 3600 }] },
    ],
    quiet: [
      ...proof.quiet,
      { series: never, at: '192h' },
      // A new cluster, a new schedule, and a good backup beside the one that hangs.
      { series: { [scheduled]: '_x120 1x74', [stuck]: '_x120 0x74' }, at },
      { series: { [scheduled]: '0x120 1x74' }, at },
      { series: { ...never, [good]: '_x100 360000x94' }, at },
      { series: daily, at: '49h' },
      { series: { ...daily, ...monthly }, at },
      { series: { ...never, ...monthly }, at },
    ],
  };
}
