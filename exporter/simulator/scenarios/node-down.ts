import { mainCluster, nodeOf } from '../world/changes/actors.ts';
import { loseNode } from '../world/changes/node-life.ts';
import { atOnce, scenario } from './scenario.ts';

export const nodeDown = scenario(
  'A node of the edge cluster dies: its host is unhealthy, its machine not ready, the cluster UnHealthy.',
  atOnce((world, now) => {
    const cluster = mainCluster(world);
    loseNode(world, cluster, nodeOf(cluster, -1), now);
  }),
);
