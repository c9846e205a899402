import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { tally } from '../metric/tally.ts';
import { available } from '../sources/if-present.ts';
import { newestBy } from '../sources/newest-by.ts';
import { flag, list, number, object, part, text, time } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { SystemConsole } from './api/system-console.ts';

const labels = ['mode'] as const;
const ofBackups = { from: [endpoints.databaseBackups] } as const;
const ofSettings = { from: [endpoints.backupToFtp, endpoints.backupToS3] } as const;

const metrics = {
  running: gauge(
    'palette_system_db_transfer_active',
    'Whether a backup or a restore of the management database is under way.',
    { labels, per: 'system console x mode (2)', ...ofBackups },
  ),
  backups: gauge(
    'palette_system_db_backups',
    'Backups of the management database that Palette lists, by state.',
    {
      labels: [...labels, 'state'],
      per: 'mode x state that occurs',
      ...ofBackups,
    },
  ),
  lastStart: gauge(
    'palette_system_db_backup_last_start_timestamp_seconds',
    'When the last backup of the management database began that is in this state.',
    { labels: [...labels, 'state'], per: 'mode x state that occurs', ...ofBackups },
  ),
  lastFinish: gauge(
    'palette_system_db_backup_last_finish_timestamp_seconds',
    'When the last backup of the management database ended that is in this state.',
    { labels: [...labels, 'state'], per: 'mode x state that occurs', ...ofBackups },
  ),
  lastCompleted: gauge(
    'palette_system_db_backup_last_completed',
    'Whether the last backup of the management database was completed.',
    { labels, per: 'mode with a backup', ...ofBackups },
  ),
  interval: gauge(
    'palette_system_db_backup_interval_seconds',
    'How often the management database is backed up; no series without a schedule.',
    { labels, per: 'mode with a schedule', ...ofSettings },
  ),
  retention: gauge(
    'palette_system_db_backup_retention_seconds',
    'How long backups of the management database are kept; no series without a schedule.',
    { labels, per: 'mode with a schedule', ...ofSettings },
  ),
  schedule: gauge(
    'palette_system_db_backup_schedule_info',
    'The hour of the day, in UTC, at which the management database is backed up.',
    { labels: [...labels, 'hour'], per: 'mode with a schedule', ...ofSettings },
  ),
};

/** `v1DatabaseTransferStatus` (API reference, section 3.17); its messages and statuses are lists of texts. */
const transferStatus = object({
  isActive: flag,
  backups: list(
    object({
      backupStatus: part({ state: text, isCompleted: flag, startTime: time, finishTime: time }),
    }),
  ),
});

/** `v1SystemBackupFtpConfigSpec` and `v1SystemBackupS3ConfigSpec`, of which the rest is credentials. */
const backupSettings = object({
  backupSpec: part({ interval: number, hourOfTheDay: number, retentionPeriod: number }),
});

const DAY = 86_400;

/**
 * Backups of Palette's own database that the system console makes. Installations by Helm have none, and a script beside
 * Palette leaves no trace here.
 */
export const systemBackups = defineCollector<SystemConsole>({
  name: 'system_backups',
  describes: 'Backups of the management database that the system console makes: last by state, schedule.',
  every: '15m',
  metrics,
  reads: [endpoints.databaseBackups, endpoints.backupToFtp, endpoints.backupToS3],
  requests: () => 4,
  async collect(system, emit) {
    // Both ways, whatever the settings say: a backup by hand needs no schedule, and may fail just as well.
    const [ftp, s3, ftpSettings, s3Settings] = await available(
      system.get(endpoints.databaseBackups, transferStatus, { query: { mode: 'ftp' } }),
      system.get(endpoints.databaseBackups, transferStatus, { query: { mode: 's3' } }),
      system.get(endpoints.backupToFtp, backupSettings),
      system.get(endpoints.backupToS3, backupSettings),
    );
    const modes = [
      ['ftp', ftp, ftpSettings],
      ['s3', s3, s3Settings],
    ] as const;
    for (const [mode, transfers, planned] of modes) {
      const of = emit.with({ mode });
      of(metrics.running, transfers?.isActive);
      const runs = (transfers?.backups ?? []).map(({ backupStatus }) => backupStatus);
      for (const [[state], count] of tally(runs.map((run) => [run.state]))) {
        const same = runs.filter((run) => run.state === state);
        of(metrics.backups, count, { state });
        of(metrics.lastStart, newestBy(same, ({ startTime }) => startTime)?.startTime, { state });
        of(metrics.lastFinish, newestBy(same, ({ finishTime }) => finishTime)?.finishTime, { state });
      }
      of(metrics.lastCompleted, newestBy(runs, ({ startTime }) => startTime)?.isCompleted);
      const { interval = 0, retentionPeriod = 0, hourOfTheDay = 0 } = planned?.backupSpec ?? {};
      if (!(interval > 0)) continue;
      of(metrics.interval, interval * DAY);
      of(metrics.retention, retentionPeriod * DAY || undefined);
      of(metrics.schedule, 1, { hour: hourOfTheDay });
    }
  },
});
