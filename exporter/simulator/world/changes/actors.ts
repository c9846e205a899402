import { type Cluster, type Machine, type MachinePool, machinesOf } from '../model/cluster.ts';
import type { EdgeHost } from '../model/edge-host.ts';
import type { DeployedPack } from '../model/profile.ts';
import type { World } from '../model/world.ts';

/** The cluster that scenarios happen to: the first one. */
export function mainCluster(world: World): Cluster {
  return required(world.clusters[0], 'a cluster');
}

/** One of the cluster's nodes: 0 is the first, -1 the last. */
export function nodeOf(cluster: Cluster, index: number): Machine {
  return required(machinesOf(cluster).at(index), `a node in ${cluster.name}`);
}

/** The node of that cluster which joined last. */
export function newestNode(world: World): Machine {
  const [node] = machinesOf(mainCluster(world)).toSorted((a, b) => b.createdAt - a.createdAt);
  return required(node, 'a node');
}

/** The cluster that was created last. */
export function newestCluster(world: World): Cluster {
  return required(world.clusters.at(-1), 'a cluster');
}

/** The pool that a machine is in. */
export function poolOf(cluster: Cluster, machine: Machine): MachinePool {
  return required(
    cluster.pools.find(({ machines }) => machines.includes(machine)),
    `a pool with ${machine.name}`,
  );
}

/** The pool of the control plane. */
export function controlPlane(cluster: Cluster): MachinePool {
  return required(
    cluster.pools.find(({ isControlPlane }) => isControlPlane),
    `a control plane in ${cluster.name}`,
  );
}

/** The pool of workers, made when the cluster has none. */
export function workerPool(cluster: Cluster): MachinePool {
  const found = cluster.pools.find(({ isControlPlane }) => !isControlPlane);
  if (found !== undefined) return found;
  const pool: MachinePool = {
    name: 'worker-pool',
    isControlPlane: false,
    runsWorkloads: true,
    desired: 0,
    updateStrategy: 'RollingUpdateScaleIn',
    machines: [],
  };
  cluster.pools.push(pool);
  return pool;
}

/** A host that no cluster uses; a generated fleet may lack one. */
export function spareHost(world: World): EdgeHost {
  return required(
    world.edgeHosts.find(({ state }) => state === 'ready'),
    'a spare edge host',
  );
}

/** The storage pack: Portworx. */
export function storagePack(cluster: Cluster): DeployedPack {
  return required(
    cluster.deployed.find(({ pack }) => pack.layer === 'csi'),
    `a storage pack in ${cluster.name}`,
  );
}

/** @throws RangeError where the world has none */
export function required<T>(found: T | undefined, what: string): T {
  if (found === undefined) throw new RangeError(`the scenario needs ${what}, and this world has none`);
  return found;
}
