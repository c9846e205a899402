import { type Appliance, type ApplianceHost, clusterOf } from '../model/appliance.ts';
import type { Condition } from '../model/condition.ts';
import type { LocalCluster, LocalPack, SyncItem } from '../model/local-cluster.ts';

const KUBERNETES = '1.33.2';
const KERNEL = '6.8.0-90-generic';
/** What the next release of the appliance brings, in the order in which its packs settle. */
const NEXT_PACKS = {
  'edge-native-ubuntu': '2.2.0',
  'edge-k8s': KUBERNETES,
  'zot-registry': '2.1.10',
} as const;

/** A content bundle arrives at one host, and everything in it has still to be copied. */
export function uploadContent(appliance: Appliance, version: string, now: number): void {
  const { registry } = clusterOf(appliance);
  const [first] = appliance.hosts;
  if (first === undefined) return;
  const sha256 = first.id.slice(-32).repeat(2);
  first.upload = { fileName: `palette-${version}.tar.zst`, sha256, bytes: 42_949_672_960, at: now };
  for (const host of appliance.hosts) host.contentSynced = host === first;
  registry.pending = [...Object.entries(NEXT_PACKS), ['palette-mgmt-plane', version] as const].flatMap(
    ([name, number]): SyncItem[] =>
      ['image', 'image', 'image', 'chart', 'pack'].map((kind, index) => ({
        kind: kind as SyncItem['kind'],
        name: `${name}-${index}`,
        version: number,
        mebibytes: 512,
        addedAt: now,
        status: 'pending',
      })),
  );
}

/** Copies so many of the items that wait; the last one completes the group of hosts. */
export function copyContent(appliance: Appliance, count: number): void {
  const { registry } = clusterOf(appliance);
  const done = registry.pending.slice(0, count);
  registry.pending = registry.pending.slice(count);
  registry.contents.push(...done);
  registry.used += done.length;
  if (registry.pending.length === 0) for (const host of appliance.hosts) host.contentSynced = true;
}

/** The update waits under "Review Changes". */
export function stageUpdate(appliance: Appliance, version: string): void {
  const cluster = clusterOf(appliance);
  cluster.staged = cluster.profiles.map((profile) => ({
    name: profile.name,
    version,
    packs: profile.packs.map((pack) => ({ name: pack.name, version: nextVersion(pack, version) })),
  }));
}

/**
 * Somebody confirms it: packs are deployed anew and nodes will have to reboot. What the state of the cluster is meanwhile
 * is documented nowhere.
 */
export function applyStagedUpdate(appliance: Appliance, version: string, now: number): void {
  const cluster = clusterOf(appliance);
  cluster.staged = [];
  cluster.state = 'Provisioning';
  cluster.rebootPending = true;
  cluster.modifiedAt = now;
  setStage(cluster, 'False', now);
  for (const profile of cluster.profiles) {
    profile.version = version;
    for (const pack of profile.packs) {
      if (nextVersion(pack, version) === pack.version) continue;
      pack.status = 'Updating';
      pack.startedAt = now;
      delete pack.endedAt;
    }
  }
}

/** Packs reach their new version; those that are not named follow later. */
export function settlePacks(appliance: Appliance, names: readonly string[], version: string, now: number) {
  for (const pack of clusterOf(appliance).profiles.flatMap(({ packs }) => packs)) {
    if (!names.includes(pack.name)) continue;
    pack.version = nextVersion(pack, version);
    pack.status = 'Running';
    pack.endedAt = now;
  }
}

export function beginReboot(appliance: Appliance, host: ApplianceHost): void {
  host.reachable = false;
  clusterOf(appliance).health = { healthy: false, reason: `node ${host.name} is not ready` };
}

/** The host is back with the new image, whose agent, kernel and kubelet are newer. */
export function endReboot(host: ApplianceHost, agentVersion: string): void {
  host.reachable = true;
  host.agentVersion = agentVersion;
  host.kubernetesVersion = KUBERNETES;
  host.os = { ...host.os, kernelVersion: KERNEL };
}

/** All nodes run the new release. */
export function endUpdate(appliance: Appliance, agentVersion: string, now: number): void {
  const cluster = clusterOf(appliance);
  cluster.state = 'Running';
  cluster.health = { healthy: true, reason: '' };
  cluster.rebootPending = false;
  cluster.kubernetesVersion = KUBERNETES;
  cluster.agentVersion = agentVersion;
  cluster.certificates.renewedAt = now;
  setStage(cluster, 'True', now);
}

function nextVersion({ name, version: current }: LocalPack, version: string): string {
  if (name === 'palette-mgmt-plane') return version;
  return Object.entries(NEXT_PACKS).find(([pack]) => pack === name)?.[1] ?? current;
}

function setStage(cluster: LocalCluster, status: Condition['status'], now: number): void {
  cluster.stages = cluster.stages.map((stage) =>
    stage.type === 'UpdateApplied' ? { ...stage, status, changedAt: now } : stage,
  );
}
