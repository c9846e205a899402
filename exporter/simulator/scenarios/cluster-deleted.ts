import { mainCluster } from '../world/changes/actors.ts';
import { removeNode } from '../world/changes/node-life.ts';
import { machinesOf } from '../world/model/cluster.ts';
import { after, atOnce, scenario } from './scenario.ts';

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
