import { createCluster, deployedPacks, settledConditions } from '../world/build/edge-cluster.ts';
import { seededRandom } from '../world/build/seeded-random.ts';
import { mainCluster, newestCluster, nodeOf, spareHost } from '../world/changes/actors.ts';
import { finishNode, setMachineState } from '../world/changes/node-life.ts';
import type { Cluster } from '../world/model/cluster.ts';
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
