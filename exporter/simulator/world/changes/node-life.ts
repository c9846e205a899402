import { createMachine, pair } from '../build/edge-cluster.ts';
import { seededRandom } from '../build/seeded-random.ts';
import type { Cluster, Machine, MachinePool } from '../model/cluster.ts';
import type { EdgeHost } from '../model/edge-host.ts';
import type { World } from '../model/world.ts';
import { tellCluster } from './events-and-audits.ts';

/** Takes workloads off a node; `state` tells how far the drain got. */
export function cordon(
  machine: Machine,
  state: NonNullable<Machine['maintenance']>['state'],
  message = '',
): void {
  machine.maintenance = { action: 'cordon', state, message };
}

/** A host joins a pool as a new node that still has to be set up. */
export function addNode(cluster: Cluster, pool: MachinePool, host: EdgeHost, now: number): Machine {
  const machine: Machine = {
    ...createMachine(seededRandom(now + pool.machines.length), host, now),
    state: 'Pending',
    ready: false,
    healthy: false,
    conditions: [],
  };
  pool.machines.push(machine);
  pair(host, cluster);
  host.modifiedAt = now;
  cluster.modifiedAt = now;
  return machine;
}

/** The node came up. */
export function finishNode(world: World, cluster: Cluster, machine: Machine, now: number): void {
  const fresh = createMachine(seededRandom(now), machine.host, now);
  const { uid, createdAt } = machine;
  Object.assign(machine, fresh, { uid, createdAt });
  delete machine.maintenance;
  delete machine.silentSince;
  machine.host.health = { state: 'healthy', message: '' };
  machine.host.modifiedAt = now;
  cluster.modifiedAt = now;
  tellCluster(world, cluster, now, {
    severity: 'Info',
    reason: 'NodeReady',
    message: `node ${machine.name} is ready`,
  });
}

export function setMachineState(machine: Machine, state: Machine['state'], now: number): void {
  machine.state = state;
  machine.stateSince = now;
  machine.ready = state === 'Running';
  machine.healthy = state === 'Running';
}

/** The node leaves the cluster; its host is spare again. */
export function removeNode(world: World, cluster: Cluster, machine: Machine, now: number): void {
  for (const pool of cluster.pools) pool.machines = pool.machines.filter((other) => other !== machine);
  const { host } = machine;
  host.state = 'ready';
  host.bootPhase = 'registration';
  host.modifiedAt = now;
  delete host.cluster;
  cluster.modifiedAt = now;
  tellCluster(world, cluster, now, {
    severity: 'Info',
    reason: 'NodeRemoved',
    message: `node ${machine.name} was removed`,
  });
}
