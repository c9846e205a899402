import { nextInfraVersion } from './catalogue.ts';
import type { Cluster, Machine } from './cluster.ts';
import type { ProfileVersion } from './profile.ts';
import { seededRandom } from './random.ts';
import type { World } from './world.ts';

/** A node goes silent for good: power, mainboard or network. */
export function loseNode(cluster: Cluster, machine: Machine, now: number): void {
  machine.ready = false;
  machine.healthy = false;
  machine.silentSince = now;
  machine.conditions = machine.conditions.map((condition) => ({
    ...condition,
    status: 'Unknown',
    reason: 'NodeStatusUnknown',
    message: 'Kubelet stopped posting node status.',
  }));
  machine.host.health = { state: 'unhealthy', message: 'edge host is not reachable' };
  machine.host.modifiedAt = now;
  cluster.health = {
    state: 'UnHealthy',
    problems: [
      {
        type: 'NodeNotReady',
        message: `node ${machine.name} is not ready`,
        kind: 'machine',
        uid: machine.uid,
        name: machine.name,
      },
    ],
  };
  cluster.modifiedAt = now;
}

/** Publishes the next version of a cluster's infrastructure profile, which then waits for somebody to apply it. */
export function publishInfraVersion(world: World, cluster: Cluster, now: number): ProfileVersion {
  const attached = cluster.profiles.find(({ profile }) => profile.type === 'infra');
  if (attached === undefined) throw new RangeError(`cluster ${cluster.name} has no infrastructure profile`);
  const { profile } = attached;
  const version = nextInfraVersion(profile, seededRandom(world.startedAt), now);
  profile.versions.push(version);
  profile.modifiedAt = now;
  for (const user of world.clusters) {
    if (user.profiles.some((one) => one.profile === profile)) {
      user.pendingUpdates = [{ profile, version }];
      user.modifiedAt = now;
    }
  }
  return version;
}
