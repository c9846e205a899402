import { mainCluster, startFailing } from '../world/changes/actors.ts';
import { atOnce, scenario } from './scenario.ts';

export const scanFailed = scenario(
  'The last compliance scan of the edge cluster failed.',
  atOnce((world, now) => startFailing(mainCluster(world).scan, now)),
);
