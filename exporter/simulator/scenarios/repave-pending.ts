import { mainCluster } from '../world/changes/actors.ts';
import { applyUpdate, publishUpdate } from '../world/changes/profile-rollout.ts';
import { atOnce, scenario } from './scenario.ts';

export const repavePending = scenario(
  'A profile update is applied that rebuilds nodes; the repave waits for somebody to approve it.',
  atOnce((world, now) => {
    const cluster = mainCluster(world);
    publishUpdate(world, cluster, now);
    applyUpdate(world, cluster, now);
  }),
);
