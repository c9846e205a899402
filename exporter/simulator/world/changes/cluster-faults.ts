import type { Cluster, HealthProblem, Machine } from '../model/cluster.ts';
import type { EdgeHost } from '../model/edge-host.ts';
import type { DeployedPack } from '../model/profile.ts';
import type { World } from '../model/world.ts';
import { tellCluster, tellHost } from './events-and-audits.ts';

/** A node goes silent for good: power, mainboard or network. */
export function loseNode(world: World, cluster: Cluster, machine: Machine, now: number): void {
  machine.ready = false;
  machine.healthy = false;
  machine.silentSince = now;
  machine.conditions = machine.conditions.map((condition) => ({
    ...condition,
    status: 'Unknown',
    reason: 'NodeStatusUnknown',
    message: 'Kubelet stopped posting node status.',
  }));
  loseHost(world, machine.host, now);
  const { uid, name } = machine;
  addProblem(world, cluster, now, {
    type: 'NodeNotReady',
    message: `node ${name} is not ready`,
    kind: 'machine',
    uid,
    name,
  });
}

/** An edge host is not heard of any more. */
export function loseHost(world: World, host: EdgeHost, now: number): void {
  host.health = { state: 'unhealthy', message: 'edge host is not reachable' };
  host.modifiedAt = now;
  tellHost(world, host, now, {
    severity: 'Error',
    reason: 'EdgeHostUnhealthy',
    message: `edge host ${host.name} is not reachable`,
  });
}

/** The cluster turns unhealthy and says why. */
export function addProblem(world: World, cluster: Cluster, now: number, problem: HealthProblem): void {
  cluster.health = { state: 'UnHealthy', problems: [...(cluster.health?.problems ?? []), problem] };
  cluster.modifiedAt = now;
  tellCluster(world, cluster, now, { severity: 'Error', reason: problem.type, message: problem.message });
}

/** A pack of the cluster stops being ready. */
export function failPack(world: World, cluster: Cluster, failed: DeployedPack, now: number): void {
  const { name, uid } = failed.pack;
  const message = `pack ${name} is not ready: context deadline exceeded`;
  failed.condition = { type: 'Error', status: 'True', reason: 'HelmReleaseFailed', message, changedAt: now };
  addProblem(world, cluster, now, { type: 'PackNotReady', message, kind: 'pack', uid, name });
}
