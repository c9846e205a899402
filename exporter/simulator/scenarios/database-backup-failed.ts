import { startFailing } from '../world/changes/actors.ts';
import { atOnce, scenario } from './scenario.ts';

export const databaseBackupFailed = scenario(
  'The last backup of the management database failed.',
  atOnce((world, now) => startFailing(world.platform.databaseBackup, now)),
);
