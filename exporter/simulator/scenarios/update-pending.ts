import { mainCluster } from '../world/changes/actors.ts';
import { publishUpdate } from '../world/changes/profile-rollout.ts';
import { atOnce, scenario } from './scenario.ts';

export const updatePending = scenario(
  'A newer version of the infrastructure profile is published and waits to be applied to the edge cluster.',
  atOnce((world, now) => {
    publishUpdate(world, mainCluster(world), now);
  }),
);
