import { controlPlane, mainCluster, newest, nodeOf, spareHost } from '../world/changes/actors.ts';
import { addNode, cordon, finishNode, removeNode, setMachineState } from '../world/changes/node-life.ts';
import { after, atOnce, scenario } from './scenario.ts';

export const hostReplaced = scenario(
  'A host of the control plane is replaced by the spare one: four members for half an hour, then three again.',
  atOnce((world, now) => {
    const cluster = mainCluster(world);
    const pool = controlPlane(cluster);
    addNode(cluster, pool, spareHost(world), now);
    pool.desired += 1;
  }),
  after('2m', (world, now) => setMachineState(newest(world), 'Provisioning', now)),
  after('22m', (world, now) => {
    finishNode(world, mainCluster(world), newest(world), now);
    cordon(nodeOf(mainCluster(world), 0), 'InProgress');
  }),
  after('25m', (world) => cordon(nodeOf(mainCluster(world), 0), 'Completed')),
  after('26m', (world, now) => setMachineState(nodeOf(mainCluster(world), 0), 'Deleting', now)),
  after('27m', (world, now) => {
    const cluster = mainCluster(world);
    removeNode(world, cluster, nodeOf(cluster, 0), now);
    controlPlane(cluster).desired -= 1;
  }),
);
