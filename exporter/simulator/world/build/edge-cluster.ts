import type { Cluster, Machine, MachinePool } from '../model/cluster.ts';
import type { Condition } from '../model/condition.ts';
import type { EdgeHost } from '../model/edge-host.ts';
import type { DeployedPack, Pack, Profile } from '../model/profile.ts';
import type { Project } from '../model/project.ts';
import { nightly } from '../model/schedule.ts';
import { DAY, HOUR, MINUTE } from '../model/time-units.ts';
import type { Random } from './seeded-random.ts';

interface ClusterPlan {
  readonly name: string;
  readonly project: Project;
  readonly profiles: readonly Profile[];
  readonly createdAt: number;
  readonly agentVersion: string;
  readonly vip: string;
  readonly tags: Record<string, string>;
  readonly pools: readonly { name: string; isControlPlane: boolean; hosts: readonly EdgeHost[] }[];
}

/** A settled, healthy edge cluster that runs the newest versions of its profiles on the given hosts. */
export function createCluster(random: Random, plan: ClusterPlan): Cluster {
  const settledAt = plan.createdAt + 40 * MINUTE;
  const profiles = plan.profiles.map((profile) => {
    const version = profile.versions.at(-1);
    if (version === undefined) throw new Error(`profile ${profile.name} has no version`);
    return { profile, version };
  });
  const packs = deployedPacks(profiles, settledAt);
  const cluster: Cluster = {
    uid: random.uid(),
    name: plan.name,
    project: plan.project,
    cloudConfigUid: random.uid(),
    cloudType: 'edge-native',
    createdAt: plan.createdAt,
    modifiedAt: settledAt,
    tags: plan.tags,
    state: 'Running',
    health: { state: 'Healthy', problems: [] },
    agentVersion: plan.agentVersion,
    kubernetesVersion: packs.find(({ pack }) => pack.layer === 'k8s')?.pack.version ?? '',
    vip: plan.vip,
    profiles,
    deployed: packs,
    pools: plan.pools.map((pool) => createPool(random, pool, settledAt, plan.pools.length === 1)),
    conditions: settledConditions(settledAt),
    pendingUpdates: [],
    upgrades: [],
    spcApply: { released: true, deferred: false, modifiedAt: plan.createdAt, appliedAt: settledAt },
    agentUpgradePaused: false,
    osPatch: { schedule: '', onBoot: false, reboot: false },
    updateWorkerPoolsInParallel: false,
    paused: false,
    backup: nightly(2),
    restores: [],
    scan: { every: 7 * DAY, offset: 3 * DAY + 3 * HOUR, failedChecks: random.below(8) },
    addressPool: { name: 'line', size: 16, used: 5 },
    utilisation: { cpu: 0.2 + random.next() / 5, memory: 0.35 + random.next() / 5 },
  };
  for (const { hosts } of plan.pools) for (const host of hosts) pair(host, cluster);
  return cluster;
}

/** Puts a host to use in a cluster. */
export function pair(host: EdgeHost, cluster: Cluster): void {
  host.state = 'in-use';
  host.bootPhase = 'cluster';
  host.cluster = cluster;
}

/** A node that is up and ready on a host. */
export function createMachine(random: Random, host: EdgeHost, createdAt: number): Machine {
  return {
    uid: random.uid(),
    name: host.name,
    host,
    createdAt,
    state: 'Running',
    stateSince: createdAt,
    ready: true,
    healthy: true,
    conditions: [
      { type: 'MemoryPressure', status: 'False', reason: 'KubeletHasSufficientMemory', message: '' },
      { type: 'DiskPressure', status: 'False', reason: 'KubeletHasNoDiskPressure', message: '' },
      { type: 'PIDPressure', status: 'False', reason: 'KubeletHasSufficientPID', message: '' },
      { type: 'Ready', status: 'True', reason: 'KubeletReady', message: '' },
    ],
  };
}

/** All packs of the profiles, one after the other. */
export function deployedPacks(profiles: Cluster['profiles'], from: number): DeployedPack[] {
  return profiles.flatMap(({ profile, version }) =>
    version.packs.map((pack, index) => deployedPack(profile, pack, from + index * MINUTE)),
  );
}

export function deployedPack(profile: Profile, pack: Pack, endedAt: number): DeployedPack {
  return {
    profile,
    pack,
    condition: { type: 'Ready', status: 'True', reason: 'Ready', message: '', changedAt: endedAt },
    startedAt: endedAt - 3 * MINUTE,
    endedAt,
  };
}

function createPool(
  random: Random,
  pool: ClusterPlan['pools'][number],
  settledAt: number,
  isOnlyPool: boolean,
): MachinePool {
  return {
    name: pool.name,
    isControlPlane: pool.isControlPlane,
    runsWorkloads: !pool.isControlPlane || isOnlyPool,
    desired: pool.hosts.length,
    updateStrategy: 'RollingUpdateScaleIn',
    machines: pool.hosts.map((host) => createMachine(random, host, settledAt)),
  };
}

export function settledConditions(changedAt: number): Condition[] {
  const types = ['BootstrappingAvailable', 'ControlPlaneNodeAdditionDone', 'CloudInfrastructureReady'];
  return [...types, 'ClusterProfilesApplied', 'ImageResolutionDone'].map((type) => ({
    type,
    status: 'True',
    reason: `${type}Done`.replace(/DoneDone$/, 'Done'),
    message: '',
    changedAt,
  }));
}
