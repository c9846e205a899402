import { mainCluster } from '../world/changes/actors.ts';
import { tellCluster } from '../world/changes/events-and-audits.ts';
import { startFailing } from '../world/changes/failing-schedule.ts';
import { atOnce, scenario } from './scenario.ts';

export const backupFailed = scenario(
  'The last backup of the edge cluster failed, and so will the next.',
  atOnce((world, now) => {
    const cluster = mainCluster(world);
    startFailing(cluster.backup, now);
    tellCluster(world, cluster, now, {
      severity: 'Error',
      reason: 'FailedBackup',
      message: 'backup storage location is unavailable',
    });
  }),
);

export const restoreFailed = scenario(
  'Somebody tried to restore the edge cluster from a backup, without success.',
  atOnce((world, now) => {
    const { restores, uid } = mainCluster(world);
    restores.push({ uid: uid.split('').reverse().join(''), at: now, succeeded: false });
  }),
);

export const databaseBackupFailed = scenario(
  'The last backup of the management database failed.',
  atOnce((world, now) => startFailing(world.platform.databaseBackup, now)),
);
