import { defineItemCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { tally } from '../metric/tally.ts';
import { ifSet } from '../sources/if-present.ts';
import { newestBy } from '../sources/newest-by.ts';
import { list, object, part, text, time, toldText } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { Reads, WorkspaceRef } from './api/fleet.ts';
import type { Palette } from './api/palette.ts';
import { longestPause } from './parts/backup-schedule.ts';
import { labelsOfWorkspace, workspaceLabels } from './parts/labels.ts';

const metrics = {
  scheduled: gauge('palette_workspace_backup_scheduled', 'Whether backups of a workspace are scheduled.', {
    labels: workspaceLabels,
    per: 'workspace',
  }),
  interval: gauge(
    'palette_workspace_backup_interval_seconds',
    'The longest time between two backups that the schedule of a workspace allows; none where it cannot be read.',
    { labels: workspaceLabels, per: 'workspace with a schedule' },
  ),
  backups: gauge('palette_workspace_backups', 'Backups of a workspace that Palette lists, by state.', {
    labels: [...workspaceLabels, 'state'],
    per: 'workspace x state that occurs',
  }),
  last: gauge(
    'palette_workspace_backup_last_timestamp_seconds',
    'When the last backup of a workspace was made that is in this state.',
    { labels: [...workspaceLabels, 'state'], per: 'workspace x state that occurs' },
  ),
};

/** `v1WorkspaceBackup` (API reference, section 3.10) */
const workspaceBackup = object({
  spec: part({ config: part({ backupConfig: part({ schedule: part({ scheduledRunTime: toldText }) }) }) }),
  status: part({
    workspaceBackupStatuses: list(
      object({ workspaceBackupConfig: part({ backupState: part({ state: text }), backupTime: time }) }),
    ),
  }),
});

/** The backups of workspaces, one after the other. */
export const workspaceBackups = defineItemCollector<Palette<Reads<'workspaces'>>, WorkspaceRef>({
  name: 'workspace_backups',
  describes: 'Backups of workspaces: schedule, and last by state.',
  every: '15m',
  optional: true,
  metrics,
  reads: [endpoints.workspaceBackup],
  items: ({ fleet }) => fleet.workspaces,
  async collect(palette, emit, workspace) {
    const { uid, projectUid: project } = workspace;
    const of = emit.with(labelsOfWorkspace(workspace));
    const backup = await ifSet(
      palette.get(endpoints.workspaceBackup, workspaceBackup, { path: { uid }, project }),
    );
    const schedule = backup === undefined ? '' : backup.spec.config.backupConfig.schedule.scheduledRunTime;
    of(metrics.scheduled, schedule === undefined ? undefined : schedule !== '');
    of(metrics.interval, longestPause(schedule ?? ''));
    const made = (backup?.status.workspaceBackupStatuses ?? []).map(({ workspaceBackupConfig: config }) => ({
      state: config.backupState.state,
      at: config.backupTime,
    }));
    for (const [[state], count] of tally(made.map((run) => [run.state]))) {
      of(metrics.backups, count, { state });
      of(
        metrics.last,
        newestBy(
          made.filter((run) => run.state === state),
          ({ at }) => at,
        )?.at,
        { state },
      );
    }
  },
});
