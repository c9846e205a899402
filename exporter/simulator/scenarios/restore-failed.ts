import { mainCluster } from '../world/changes/actors.ts';
import { atOnce, scenario } from './scenario.ts';

export const restoreFailed = scenario(
  'Somebody tried to restore the edge cluster from a backup, without success.',
  atOnce((world, now) => {
    const { restores, uid } = mainCluster(world);
    restores.push({ uid: uid.split('').reverse().join(''), at: now, succeeded: false });
  }),
);
