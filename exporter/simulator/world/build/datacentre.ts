import { DAY } from '../model/time-units.ts';
import type { World } from '../model/world.ts';
import type { Random } from './seeded-random.ts';

/** What the smallest installation has besides clusters and hosts: somewhere to put backups, and Palette's own gateway. */
export function createStock(
  random: Random,
  now: number,
  agentVersion: string,
): Pick<World, 'backupLocations' | 'gateways' | 'cloudAccounts'> {
  return {
    backupLocations: [
      {
        uid: random.uid(),
        name: 'object-store',
        storage: 'minio',
        createdAt: now - 190 * DAY,
        isDefault: true,
      },
    ],
    gateways: [
      {
        uid: random.uid(),
        name: 'System Private Gateway',
        createdAt: now - 239 * DAY,
        isSystem: true,
        clusterUid: random.uid(),
        state: 'Running',
        isReady: true,
        healthy: true,
        agentVersion,
      },
    ],
    cloudAccounts: [],
  };
}

/** A gateway and a cloud account as a fleet with some virtual machines has them. */
export function addDatacentre(world: World, random: Random): void {
  world.gateways.push({
    uid: random.uid(),
    name: 'plant-gateway',
    createdAt: world.startedAt - 120 * DAY,
    isSystem: false,
    clusterUid: random.uid(),
    state: 'Running',
    isReady: true,
    healthy: true,
    agentVersion: world.platform.agentVersion,
  });
  world.cloudAccounts.push({
    uid: random.uid(),
    name: 'plant-vsphere',
    kind: 'vsphere',
    createdAt: world.startedAt - 119 * DAY,
    state: 'Running',
    tokenExpiresAt: world.startedAt + 80 * DAY,
  });
}
