import { mainCluster, nodeOf, poolOf } from '../world/changes/actors.ts';
import { cordon, removeNode, setMachineState } from '../world/changes/node-life.ts';
import { after, atOnce, scenario } from './scenario.ts';

export const nodeRemoved = scenario(
  'The last node of the edge cluster is drained, deleted and taken out of its pool.',
  atOnce((world) => {
    const cluster = mainCluster(world);
    cordon(nodeOf(cluster, -1), 'Initiated');
    poolOf(cluster, nodeOf(cluster, -1)).desired -= 1;
  }),
  after('1m', (world) => cordon(nodeOf(mainCluster(world), -1), 'InProgress')),
  after('5m', (world) => cordon(nodeOf(mainCluster(world), -1), 'Completed')),
  after('6m', (world, now) => setMachineState(nodeOf(mainCluster(world), -1), 'Deleting', now)),
  after('8m', (world, now) => {
    const cluster = mainCluster(world);
    removeNode(world, cluster, nodeOf(cluster, -1), now);
  }),
);
