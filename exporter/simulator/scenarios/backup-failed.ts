import { mainCluster, startFailing } from '../world/changes/actors.ts';
import { tellCluster } from '../world/changes/events-and-audits.ts';
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
