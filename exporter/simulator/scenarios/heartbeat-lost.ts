import { machinesOf } from '../world/cluster.ts';
import { mainCluster } from './actors.ts';
import { atOnce, scenario } from './scenario.ts';

export const heartbeatLost = scenario(
  'The agent of the edge cluster goes silent; after ten minutes Palette declares the cluster UnHealthy.',
  atOnce((world, now) => {
    const cluster = mainCluster(world);
    cluster.silentSince = now;
    for (const machine of machinesOf(cluster)) machine.silentSince = now;
  }),
);
