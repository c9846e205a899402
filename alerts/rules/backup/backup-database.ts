import { defineAlerts } from '../../kit/alert.ts';
import { maxBy, onSame, ours, seconds } from '../../kit/promql.ts';
import { ages, turns } from '../../kit/proof.ts';
import { PALETTE } from '../../kit/subjects.ts';

const FTP = PALETTE.with({ mode: 'ftp' });
const INTERVAL = FTP.of('palette_system_db_backup_interval_seconds');
const FINISHED = 'palette_system_db_backup_last_finish_timestamp_seconds';
const NOT_FAILED = 'state!~"(?i).*fail.*|.*error.*"';
const PROOF = ages(FTP, '1h', {
  of: FTP.of(FINISHED, { state: 'Completed' }),
  limit: '26h',
  also: { [INTERVAL]: 85_000 },
});

export const backupDatabaseAlerts = defineAlerts('backup', {
  PaletteDatabaseBackupFailed: {
    severity: 'critical',
    expr: (settings) => {
      const labels = FTP.identity;
      const completed = maxBy(settings, labels, ours(settings, 'palette_system_db_backup_last_completed'));
      const running = ours(settings, 'palette_system_db_transfer_active');
      return `${completed} == 0 unless ${onSame(settings, labels)} ${running} == 1`;
    },
    for: '15m',
    summary: 'The last backup of the management database failed.',
    description:
      'The last backup ({{ $labels.mode }}) of the database of Palette {{ $labels.palette }} failed.',
    runbook: {
      meaning: 'Palette could not copy its own database to the configured place.',
      impact: 'Profiles, clusters, users and keys can only be restored as of the backup before.',
      diagnosis: `1. System console, **Administration > Backup/Restore**: message of the last run.
2. The target: FTP server or S3 bucket reachable, credentials valid, room left?
3. \`kubectl --namespace hubble-system get pods,jobs | grep -e mongo -e backup\`, the log of the job.`,
      mitigation:
        'Correct the target and start a backup by hand. Do not upgrade Palette before one has succeeded.',
    },
    console: 'palette',
    tests: turns(
      FTP,
      '15m',
      { [FTP.of('palette_system_db_backup_last_completed')]: [1, 0] },
      {
        silent: [
          {
            [FTP.of('palette_system_db_backup_last_completed')]: [0, 0],
            [FTP.of('palette_system_db_transfer_active')]: [1, 1],
          },
        ],
      },
    ),
  },

  PaletteDatabaseBackupOld: {
    severity: 'critical',
    thresholds: ['databaseBackupAge'],
    expr: (settings) => {
      const labels = FTP.identity;
      const good = maxBy(settings, labels, ours(settings, FINISHED, NOT_FAILED));
      const interval = maxBy(settings, labels, ours(settings, 'palette_system_db_backup_interval_seconds'));
      // Without any good one: for how long there has been a schedule, as far as Prometheus has seen it.
      const age = `(time() - ${good} or 3600 * count_over_time(${interval}[35d:1h]))`;
      // A schedule of several days may take one more.
      return `${age} > ${seconds(settings.thresholds.databaseBackupAge)} > 1.1 * ${interval}`;
    },
    for: '1h',
    summary: 'The management database has had no good backup for too long.',
    description:
      'No backup ({{ $labels.mode }}) of the database of Palette {{ $labels.palette }} has succeeded for {{ $value | humanizeDuration }}.',
    runbook: {
      meaning:
        'A schedule exists, and no backup has succeeded for longer than it allows, perhaps never since there is one.',
      impact: 'Everything that was changed in Palette since then would be lost with it.',
      diagnosis: `1. System console, **Administration > Backup/Restore**: do runs fail, or do none start?
2. \`palette_system_db_backup_schedule_info\`, \`palette_system_db_transfer_active\` (a run that hangs).`,
      mitigation: 'Start one by hand; see PaletteDatabaseBackupFailed.',
    },
    console: 'palette',
    tests: {
      ...PROOF,
      also: [
        // Never since there is a schedule.
        { series: { [INTERVAL]: '86400x60' }, at: '27h', alerts: [{ labels: FTP.labels, value: 28 * 3600 }] },
      ],
      quiet: [
        ...PROOF.quiet,
        { series: { [INTERVAL]: '86400x60' }, at: '26h30m' },
        { series: { [INTERVAL]: '604800x60' }, at: '28h' },
      ],
    },
  },
});
