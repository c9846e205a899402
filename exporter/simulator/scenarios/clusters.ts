import { createCluster, deployedPacks, settledConditions } from '../world/build/edge-cluster.ts';
import { seededRandom } from '../world/build/seeded-random.ts';
import { mainCluster, newestCluster, nodeOf, spareHost } from '../world/changes/actors.ts';
import { addProblem } from '../world/changes/cluster-faults.ts';
import { finishNode, removeNode, setMachineState } from '../world/changes/node-life.ts';
import { type Cluster, machinesOf } from '../world/model/cluster.ts';
import { MINUTE } from '../world/model/time-units.ts';
import type { World } from '../world/model/world.ts';
import { after, atOnce, scenario } from './scenario.ts';

export const clusterCreated = scenario(
  'A cluster is created on the spare host: Pending without any status, Provisioning for half an hour, then Running.',
  atOnce((world, now) => {
    const cluster = createSecondCluster(world, now);
    cluster.state = 'Pending';
    delete cluster.health;
    world.clusters.push(cluster);
  }),
  after('2m', (world, now) => {
    const cluster = newestCluster(world);
    cluster.state = 'Provisioning';
    cluster.modifiedAt = now;
    setMachineState(nodeOf(cluster, 0), 'Provisioning', now);
  }),
  after('32m', (world, now) => {
    const cluster = newestCluster(world);
    cluster.state = 'Running';
    cluster.health = { state: 'Healthy', problems: [] };
    cluster.deployed = deployedPacks(cluster.profiles, now - 10 * MINUTE);
    cluster.conditions = settledConditions(now);
    cluster.spcApply.appliedAt = now;
    finishNode(world, cluster, nodeOf(cluster, 0), now);
  }),
);

export const clusterDeleted = scenario(
  'The edge cluster is deleted: Deleting for five minutes, then Deleted and listed for 72 hours more.',
  atOnce((world, now) => {
    const cluster = mainCluster(world);
    cluster.state = 'Deleting';
    cluster.modifiedAt = now;
  }),
  after('5m', (world, now) => {
    const cluster = mainCluster(world);
    for (const machine of machinesOf(cluster)) removeNode(world, cluster, machine, now);
    cluster.state = 'Deleted';
    cluster.deletedAt = now;
  }),
  after('3d5m', (world) => {
    const gone = mainCluster(world);
    world.clusters = world.clusters.filter((cluster) => cluster !== gone);
  }),
);

export const clusterError = scenario(
  'The edge cluster is in state Error.',
  atOnce((world, now) => {
    const cluster = mainCluster(world);
    const { uid, name } = cluster;
    const message = 'the control plane endpoint does not answer';
    cluster.state = 'Error';
    addProblem(world, cluster, now, { type: 'ClusterError', message, kind: 'spectrocluster', uid, name });
  }),
);

export const heartbeatLost = scenario(
  'The agent of the edge cluster goes silent; after ten minutes Palette declares the cluster UnHealthy.',
  atOnce((world, now) => {
    const cluster = mainCluster(world);
    cluster.silentSince = now;
    for (const machine of machinesOf(cluster)) machine.silentSince = now;
  }),
);

function createSecondCluster(world: World, now: number): Cluster {
  const host = spareHost(world);
  const cluster = createCluster(seededRandom(now), {
    name: 'packing-line',
    project: mainCluster(world).project,
    profiles: world.profiles,
    createdAt: now,
    agentVersion: world.platform.agentVersion,
    vip: '192.0.2.30',
    tags: { site: 'north', stage: 'test' },
    pools: [{ name: 'control-plane-pool', isControlPlane: true, hosts: [host] }],
  });
  cluster.deployed = [];
  cluster.conditions = [];
  delete cluster.spcApply.appliedAt;
  setMachineState(nodeOf(cluster, 0), 'Pending', now);
  return cluster;
}
