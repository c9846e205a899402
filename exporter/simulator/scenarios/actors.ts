import { type Cluster, type Machine, machinesOf } from '../world/cluster.ts';
import type { World } from '../world/world.ts';

/** The cluster that scenarios happen to: the first one. */
export function mainCluster(world: World): Cluster {
  const [cluster] = world.clusters;
  if (cluster === undefined) throw new RangeError('this world has no cluster for the scenario to happen to');
  return cluster;
}

export function nodeOf(cluster: Cluster, which: 'first' | 'last'): Machine {
  const node = machinesOf(cluster).at(which === 'first' ? 0 : -1);
  if (node === undefined) throw new RangeError(`cluster ${cluster.name} has no node`);
  return node;
}
