import { struct, time } from '../../go-json.ts';
import { hasFailed, type Schedule } from '../../world/model/schedule.ts';
import { DAY, HOUR, MINUTE } from '../../world/model/time-units.ts';
import type { BackupLocation } from '../../world/model/workspace.ts';

const RETENTION = 30 * DAY;

/** `v1ClusterBackupConfig` */
export function backupConfig(schedule: Schedule, place: BackupLocation | undefined) {
  return struct({
    backupLocationName: place?.name,
    backupLocationUid: place?.uid,
    backupPrefix: 'nightly',
    durationInHours: RETENTION / HOUR,
    includeAllDisks: true,
    includeClusterResourceMode: 'Always',
    includeClusterResources: true,
    locationType: 'default',
    namespaces: null,
    schedule: struct({ scheduledRunTime: cron(schedule) }),
  });
}

/** `v1BackupStatusMeta` */
export function backupRun(schedule: Schedule, run: number) {
  return struct({
    backupName: `nightly-${time(run).slice(0, 10)}`,
    backupState: struct({
      state: backupState(schedule, run),
      msg: hasFailed(schedule, run) ? 'backup storage location is unavailable' : '',
      backupTime: time(run + 10 * MINUTE),
    }),
    backupedNamespaces: null,
    expiryDate: time(run + RETENTION),
  });
}

/** How a run of the schedule ended. */
export function backupState(schedule: Schedule, run: number): 'Completed' | 'Failed' {
  return hasFailed(schedule, run) ? 'Failed' : 'Completed';
}

function cron({ offset }: Schedule): string {
  return `${(offset % HOUR) / MINUTE} ${Math.floor((offset % DAY) / HOUR)} * * *`;
}
