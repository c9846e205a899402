import { mainCluster, nodeOf } from '../world/changes/actors.ts';
import { loseNode } from '../world/changes/node-life.ts';
import { atOnce, scenario } from './scenario.ts';

export const hostRecovery = scenario(
  'A host of the edge cluster booted its recovery system; the node is gone.',
  atOnce((world, now) => {
    const cluster = mainCluster(world);
    const node = nodeOf(cluster, -1);
    loseNode(world, cluster, node, now);
    node.host.bootPhase = 'recovery';
    node.host.health = { state: 'healthy', message: '' };
  }),
);
