import {
  controlPlane,
  mainCluster,
  newestNode,
  nodeOf,
  poolOf,
  spareHost,
  workerPool,
} from '../world/changes/actors.ts';
import { loseNode } from '../world/changes/cluster-faults.ts';
import { tellCluster } from '../world/changes/events-and-audits.ts';
import { addNode, cordon, finishNode, removeNode, setMachineState } from '../world/changes/node-life.ts';
import { after, atOnce, scenario } from './scenario.ts';

export const nodeDown = scenario(
  'A node of the edge cluster dies: its host is unhealthy, its machine not ready, the cluster UnHealthy.',
  atOnce((world, now) => {
    const cluster = mainCluster(world);
    loseNode(world, cluster, nodeOf(cluster, -1), now);
  }),
);

export const nodeAdded = scenario(
  'The spare host joins the edge cluster as a worker: Pending, Provisioning for twenty minutes, Running.',
  atOnce((world, now) => {
    const cluster = mainCluster(world);
    const pool = workerPool(cluster);
    addNode(cluster, pool, spareHost(world), now);
    pool.desired += 1;
  }),
  after('2m', (world, now) => setMachineState(newestNode(world), 'Provisioning', now)),
  after('22m', (world, now) => finishNode(world, mainCluster(world), newestNode(world), now)),
);

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

export const hostReplaced = scenario(
  'A host of the control plane is replaced by the spare one: four members for half an hour, then three again.',
  atOnce((world, now) => {
    const cluster = mainCluster(world);
    const pool = controlPlane(cluster);
    addNode(cluster, pool, spareHost(world), now);
    pool.desired += 1;
  }),
  after('2m', (world, now) => setMachineState(newestNode(world), 'Provisioning', now)),
  after('22m', (world, now) => {
    finishNode(world, mainCluster(world), newestNode(world), now);
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
