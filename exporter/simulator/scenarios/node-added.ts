import { mainCluster, newest, spareHost, workerPool } from '../world/changes/actors.ts';
import { addNode, finishNode, setMachineState } from '../world/changes/node-life.ts';
import { after, atOnce, scenario } from './scenario.ts';

export const nodeAdded = scenario(
  'The spare host joins the edge cluster as a worker: Pending, Provisioning for twenty minutes, Running.',
  atOnce((world, now) => {
    const cluster = mainCluster(world);
    const pool = workerPool(cluster);
    addNode(cluster, pool, spareHost(world), now);
    pool.desired += 1;
  }),
  after('2m', (world, now) => setMachineState(newest(world), 'Provisioning', now)),
  after('22m', (world, now) => finishNode(world, mainCluster(world), newest(world), now)),
);
