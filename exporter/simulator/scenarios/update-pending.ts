import { publishInfraVersion } from '../world/changes.ts';
import { mainCluster } from './actors.ts';
import { atOnce, scenario } from './scenario.ts';

export const updatePending = scenario(
  'A newer version of the infrastructure profile is published and waits to be applied to the edge cluster.',
  atOnce((world, now) => {
    publishInfraVersion(world, mainCluster(world), now);
  }),
);
