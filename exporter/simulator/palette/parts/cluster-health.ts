import { slice, struct, time } from '../../go-json.ts';
import type { Cluster, Machine } from '../../world/model/cluster.ts';
import { machinesOf } from '../../world/model/cluster.ts';
import { MINUTE } from '../../world/model/time-units.ts';

const HEARTBEAT = 30_000;
/** An agent that was silent for so long has failed its heartbeat. */
const HEARTBEAT_LOSS = 10 * MINUTE;

/** `v1SpectroClusterHealthStatus`; absent before the agent's first report. */
export function clusterHealth(cluster: Cluster, now: number) {
  if (cluster.health === undefined) return undefined;
  return struct({
    state: healthState(cluster, now),
    agentVersion: cluster.agentVersion,
    lastHeartBeatTimestamp: time(lastHeartbeat(cluster.silentSince, now)),
    conditions: slice(cluster.health.problems, ({ type, message, kind, uid, name }) =>
      struct({ type, message, relatedObject: struct({ kind, uid, name }) }),
    ),
  });
}

/** A cluster that is not heard of turns unhealthy, whatever it said last; of some Palette says that it does not know. */
export function healthState(cluster: Cluster, now: number): string | undefined {
  if (cluster.state === 'Unknown') return 'Unknown';
  return isHeartbeatFailed(cluster, now) ? 'UnHealthy' : cluster.health?.state;
}

export function isHeartbeatFailed({ state, silentSince }: Cluster, now: number): boolean {
  return state !== 'Unknown' && silentSince !== undefined && now - silentSince >= HEARTBEAT_LOSS;
}

/** `v1MachineHealth` */
export function machineHealth(machine: Machine, now: number) {
  return struct({
    state: machine.healthy ? 'healthy' : 'unhealthy',
    lastHeartBeatTimestamp: time(lastHeartbeat(machine.silentSince, now)),
    conditions: slice(machine.conditions, ({ type, status, reason, message }) =>
      struct({ type, status, reason, message }),
    ),
  });
}

/** `v1SpectroClusterMetrics`: a coarse snapshot, taken every five minutes. */
export function clusterMetrics(cluster: Cluster, now: number) {
  const hosts = machinesOf(cluster).map(({ host }) => host);
  const cores = hosts.reduce((sum, host) => sum + host.cores, 0);
  const gibibytes = hosts.reduce((sum, host) => sum + host.memoryMb / 1024, 0);
  const takenAt = Math.floor((cluster.silentSince ?? now) / (5 * MINUTE)) * 5 * MINUTE;
  const { cpu, memory } = cluster.utilisation;
  return struct({
    cpu: computeMetrics('core', cores, cpu, takenAt),
    memory: computeMetrics('Gi', gibibytes, memory, takenAt),
  });
}

function computeMetrics(unit: string, total: number, used: number, takenAt: number) {
  const share = (factor: number) => Math.round(total * used * factor * 100) / 100;
  return struct(
    { unit, lastUpdatedTime: time(takenAt) },
    { total, usage: share(1), request: share(1.2), limit: share(1.6) },
  );
}

function lastHeartbeat(silentSince: number | undefined, now: number): number {
  return silentSince ?? Math.floor(now / HEARTBEAT) * HEARTBEAT;
}
