import { mainCluster, nodeOf } from '../world/changes/actors.ts';
import { tellCluster } from '../world/changes/events-and-audits.ts';
import { cordon } from '../world/changes/node-life.ts';
import { after, atOnce, scenario } from './scenario.ts';

export const drainFailed = scenario(
  'The drain of a node fails because a pod does not let itself be evicted; the node stays cordoned.',
  atOnce((world) => cordon(nodeOf(mainCluster(world), -1), 'InProgress')),
  after('5m', (world, now) => {
    const cluster = mainCluster(world);
    const message = 'cannot evict pod as it would violate the disruption budget';
    cordon(nodeOf(cluster, -1), 'Failed', message);
    tellCluster(world, cluster, now, { severity: 'Error', reason: 'FailedDrainNode', message });
  }),
);
