import { type Appliance, type ApplianceHost, clusterOf } from '../model/appliance.ts';
import { nextRelease } from '../model/platform.ts';
import { DAY } from '../model/time-units.ts';
import type { World } from '../model/world.ts';
import { uploadContent } from './appliance-upgrade.ts';

/** A host goes away for good, and the cluster notices; Palette goes with the only one. */
export function loseApplianceHost({ appliance, platform }: World, now: number): void {
  if (appliance.hosts.length === 1) platform.availability = 'bad-gateway';
  const host = lastHost(appliance);
  const cluster = clusterOf(appliance);
  host.reachable = false;
  cluster.health = { healthy: false, reason: `node ${host.name} is not ready` };
  cluster.events.push({ severity: 'Warning', reason: 'NodeNotReady', at: now });
}

/** Uploaded content cannot be copied: a few items fail, the rest waits. */
export function failContentSync({ appliance, platform }: World, now: number): void {
  uploadContent(appliance, nextRelease(platform), now);
  const { registry } = clusterOf(appliance);
  for (const item of registry.pending.slice(0, 3)) item.status = 'failed';
  registry.errors = ['no space left on device'];
}

/** The certificates of the control plane were not renewed when they should have been. */
export function missRenewal(appliance: Appliance, now: number): void {
  clusterOf(appliance).certificates.renewedAt = now - 353 * DAY;
}

/** The persistent partition and the registry fill up, and something on the host crashes for it. */
export function fillDisks(appliance: Appliance, now: number): void {
  const host = lastHost(appliance);
  for (const partition of host.disks.flatMap(({ partitions }) => partitions)) {
    if (partition.mountPoint === '/usr/local') partition.used = Math.round(partition.total * 0.97);
  }
  host.files.push({ name: 'core.4711', modifiedAt: now });
  host.errors.push({ at: now, reason: 'DiskPressure' });
  const { registry } = clusterOf(appliance);
  registry.used = Math.round(registry.size * 0.95);
  registry.state = 'Unhealthy';
}

/** One of two bonded network cards loses its link. */
export function loseNetworkCard(appliance: Appliance): void {
  const card = lastHost(appliance)
    .network.filter(({ kind }) => kind === 'nic')
    .at(-1);
  if (card !== undefined) card.status = 'down';
}

/** Palette's own pack fails, and the management cluster with it. */
export function failManagementPlane(appliance: Appliance, now: number): void {
  const cluster = clusterOf(appliance);
  cluster.state = 'Error';
  cluster.health = { healthy: false, reason: 'pack palette-mgmt-plane is not ready' };
  for (const pack of cluster.profiles.flatMap(({ packs }) => packs)) {
    if (pack.name !== 'palette-mgmt-plane') continue;
    pack.status = 'Error';
    pack.startedAt = now;
    delete pack.endedAt;
  }
}

/** The last host of the appliance, so that the first one stays the one that is asked for the cluster. */
function lastHost({ name, hosts }: Appliance): ApplianceHost {
  const host = hosts.at(-1);
  if (host === undefined) throw new RangeError(`${name} has no host for the scenario to happen to`);
  return host;
}
