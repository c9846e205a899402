import { addNode, cordon, finishNode, removeNode, setMachineState } from '../world/changes.ts';
import { controlPlane, mainCluster, newest, nodeOf, spareHost } from './actors.ts';
import { after, atOnce, scenario } from './scenario.ts';

export const hostReplaced = scenario(
  'A host of the control plane is replaced by the spare one: four members for ten minutes, then three again.',
  atOnce((world, now) => {
    const cluster = mainCluster(world);
    const pool = controlPlane(cluster);
    addNode(cluster, pool, spareHost(world), now);
    pool.desired += 1;
  }),
  after('2m', (world, now) => setMachineState(newest(world), 'Provisioning', now)),
  after('5m', (world, now) => {
    finishNode(world, mainCluster(world), newest(world), now);
    cordon(nodeOf(mainCluster(world), 0), 'InProgress');
  }),
  after('8m', (world) => cordon(nodeOf(mainCluster(world), 0), 'Completed')),
  after('9m', (world, now) => setMachineState(nodeOf(mainCluster(world), 0), 'Deleting', now)),
  after('10m', (world, now) => {
    const cluster = mainCluster(world);
    removeNode(world, cluster, nodeOf(cluster, 0), now);
    controlPlane(cluster).desired -= 1;
  }),
);
