import { mainCluster } from '../world/changes/actors.ts';
import { machinesOf } from '../world/model/cluster.ts';
import { atOnce, scenario } from './scenario.ts';

export const heartbeatLost = scenario(
  'The agent of the edge cluster goes silent; after ten minutes Palette declares the cluster UnHealthy.',
  atOnce((world, now) => {
    const cluster = mainCluster(world);
    cluster.silentSince = now;
    for (const machine of machinesOf(cluster)) machine.silentSince = now;
  }),
);
