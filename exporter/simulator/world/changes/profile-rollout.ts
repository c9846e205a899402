import { deployedPack } from '../build/edge-cluster.ts';
import { nextInfraVersion } from '../build/edge-profiles.ts';
import { seededRandom } from '../build/seeded-random.ts';
import type { Cluster, Machine, Repave } from '../model/cluster.ts';
import type { Pack, PackLayer, ProfileVersion } from '../model/profile.ts';
import type { World } from '../model/world.ts';
import { audit, tellCluster } from './events-and-audits.ts';
import { finishNode, setMachineState } from './node-life.ts';

/** The kernel of the image that follows: `6.8.0-90-generic` after `6.8.0-87-generic`. */
export function nextKernel(kernel: string): string {
  return kernel.replace(/-(\d+)-/, (_, patch: string) => `-${Number(patch) + 3}-`);
}

/** Publishes the next version of a cluster's infrastructure profile, which then waits for somebody to apply it. */
export function publishUpdate(
  world: World,
  cluster: Cluster,
  now: number,
  next = nextInfraVersion,
): ProfileVersion {
  const { profile } = infraOf(cluster);
  // The second of two versions is another one.
  const random = seededRandom(world.startedAt + profile.versions.length - 1);
  const version = next(profile, random, now);
  profile.versions.push(version);
  profile.modifiedAt = now;
  audit(world, now, 'publish', { kind: 'clusterprofile', uid: version.uid, name: profile.name });
  for (const user of world.clusters.filter(({ profiles }) =>
    profiles.some((one) => one.profile === profile),
  )) {
    user.pendingUpdates = [{ profile, version }];
    user.modifiedAt = now;
    world.notifications.push({
      uid: random.uid(),
      createdAt: now,
      type: 'NotificationPackUpdate',
      action: 'NotifyActionClusterProfileUpdate',
      message: `version ${version.version} of ${profile.name} is available`,
      object: { kind: 'spectrocluster', uid: user.uid, name: user.name },
      project: user.project,
      isDone: false,
    });
  }
  return version;
}

/** Somebody applies what is pending. A newer Kubernetes or operating system rebuilds nodes, and that waits for an approval. */
export function applyUpdate(world: World, cluster: Cluster, now: number): void {
  const infra = infraOf(cluster);
  const [update] = cluster.pendingUpdates;
  if (update === undefined) throw new RangeError(`cluster ${cluster.name} has no pending update`);
  const { current, target } = rebuilds(infra.version, update.version);
  infra.version = update.version;
  cluster.pendingUpdates = [];
  cluster.modifiedAt = now;
  cluster.spcApply = { released: false, deferred: false, modifiedAt: now };
  cluster.repave = {
    state: 'Pending',
    source: 'user',
    changedAt: now,
    reasons: [repaveReason(current, target)],
  };
  for (const notification of world.notifications) {
    if (notification.object.uid === cluster.uid) notification.isDone = true;
  }
  audit(
    world,
    now,
    'update',
    { kind: 'spectrocluster', uid: cluster.uid, name: cluster.name },
    cluster.project,
  );
  tellCluster(world, cluster, now, {
    severity: 'Warning',
    reason: 'RepavePending',
    message: 'nodes must be rebuilt; the repave waits for approval',
  });
}

/** Somebody approves: the change goes out to the agent. */
export function approveRepave(world: World, cluster: Cluster, now: number): void {
  if (cluster.repave !== undefined) {
    cluster.repave.state = 'Approved';
    cluster.repave.changedAt = now;
  }
  cluster.modifiedAt = now;
  cluster.spcApply.released = true;
  cluster.spcApply.appliedAt = now;
  setApplied(cluster, 'False', now);
  const layer = cluster.repave?.reasons[0]?.target?.layer ?? 'k8s';
  const changed = cluster.deployed.find(({ pack }) => pack.layer === layer);
  if (changed !== undefined) {
    const message = 'nodes are being replaced';
    changed.condition = {
      type: 'WaitingForOtherLayers',
      status: 'False',
      reason: 'Repave',
      message,
      changedAt: now,
    };
    changed.startedAt = now;
    delete changed.endedAt;
  }
  tellCluster(world, cluster, now, {
    severity: 'Info',
    reason: 'RepaveApproved',
    message: 'repave approved',
  });
}

/** A node is taken down to be rebuilt. */
export function rebuildNode(machine: Machine, now: number): void {
  delete machine.maintenance;
  setMachineState(machine, 'Provisioning', now);
  machine.host.boot = { ...machine.host.boot, at: now };
}

/** A rebuilt node is back with the new software. */
export function returnNode(world: World, cluster: Cluster, machine: Machine, now: number): void {
  finishNode(world, cluster, machine, now);
  machine.host.os = { ...machine.host.os, kernelVersion: nextKernel(machine.host.os.kernelVersion) };
}

/** A drained node reboots into the other image of its operating system. */
export function rebootNode(machine: Machine, now: number): void {
  machine.ready = false;
  machine.stateSince = now;
  machine.host.boot = { ...machine.host.boot, at: now };
}

/** All nodes are through: packs are ready, the repave is over. */
export function settle(world: World, cluster: Cluster, now: number): void {
  const { profile, version } = infraOf(cluster);
  const addons = cluster.deployed.filter((one) => one.profile !== profile);
  cluster.deployed = [...version.packs.map((pack) => deployedPack(profile, pack, now)), ...addons];
  cluster.kubernetesVersion = version.packs.find(({ layer }) => layer === 'k8s')?.version ?? '';
  cluster.upgrades.push({ at: now, reasons: [`${profile.name} ${version.version}`] });
  cluster.modifiedAt = now;
  delete cluster.repave;
  setApplied(cluster, 'True', now);
  tellCluster(world, cluster, now, {
    severity: 'Info',
    reason: 'UpgradeCompleted',
    message: `${profile.name} ${version.version} is rolled out`,
  });
}

/** The pack for whose change nodes are rebuilt, before and after: the lowest layer that another version or other values change. */
function rebuilds(before: ProfileVersion, after: ProfileVersion) {
  const pack = (version: ProfileVersion, layer: PackLayer) =>
    version.packs.find((one) => one.layer === layer);
  const layers = ['os', 'k8s'] as const;
  const layer =
    layers.find((each) => {
      const [old, fresh] = [pack(before, each), pack(after, each)];
      return old?.version !== fresh?.version || old?.values !== fresh?.values;
    }) ?? 'k8s';
  return { current: pack(before, layer), target: pack(after, layer) };
}

function repaveReason(current: Pack | undefined, target: Pack | undefined): Repave['reasons'][number] {
  const isNewer = current?.version !== target?.version;
  return {
    code: isNewer ? 'PackVersionUpdated' : 'PackValuesUpdated',
    message: isNewer
      ? `pack ${target?.name} changes from ${current?.version} to ${target?.version}`
      : `values of pack ${target?.name} change`,
    ...(current && { current }),
    ...(target && { target }),
    changedKeys: [],
  };
}

function infraOf(cluster: Cluster) {
  const infra = cluster.profiles.find(({ profile }) => profile.type === 'infra');
  if (infra === undefined) throw new RangeError(`cluster ${cluster.name} has no infrastructure profile`);
  return infra;
}

function setApplied(cluster: Cluster, status: 'True' | 'False', now: number): void {
  for (const condition of cluster.conditions) {
    if (condition.type === 'ClusterProfilesApplied' && condition.status !== status) {
      condition.status = status;
      condition.reason = status === 'True' ? 'ClusterProfilesAppliedDone' : 'RolloutInProgress';
      condition.changedAt = now;
    }
  }
}
