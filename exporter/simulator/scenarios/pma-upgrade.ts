import type { LocalPack } from '../world/appliance.ts';
import type { World } from '../world/world.ts';
import { after, atOnce, scenario } from './scenario.ts';

const NEW_VERSION = '4.8.12';

export const pmaUpgrade = scenario(
  'The appliance is upgraded: content is synchronised, Palette answers 502 and 503, hosts reboot one by one, done at minute 22.',
  atOnce((world) => setSynced(world, false)),
  after('3m', (world) => setSynced(world, true)),
  after('5m', (world, now) => {
    world.platform.availability = 'bad-gateway';
    for (const pack of mgmtPacks(world)) {
      pack.status = 'Progressing';
      pack.startedAt = now;
      delete pack.endedAt;
    }
  }),
  after('7m', (world) => setReachable(world, 2, false)),
  after('10m', (world) => setReachable(world, 2, true)),
  after('11m', (world) => setReachable(world, 1, false)),
  after('14m', (world) => setReachable(world, 1, true)),
  after('15m', (world) => setReachable(world, 0, false)),
  after('18m', (world) => {
    setReachable(world, 0, true);
    world.platform.availability = 'unavailable';
  }),
  after('22m', (world, now) => {
    world.platform.availability = 'up';
    world.platform.installedVersion = NEW_VERSION;
    world.platform.latestVersion = NEW_VERSION;
    for (const pack of mgmtPacks(world)) {
      pack.version = NEW_VERSION;
      pack.status = 'Running';
      pack.endedAt = now;
    }
  }),
);

function mgmtPacks({ appliance }: World): LocalPack[] {
  const packs = appliance.cluster?.profiles.flatMap((profile) => profile.packs) ?? [];
  return packs.filter(({ name }) => name === 'palette-mgmt-plane');
}

function setSynced({ appliance }: World, isSynced: boolean): void {
  for (const host of appliance.hosts) host.contentSynced = isSynced;
  for (const pack of appliance.cluster?.profiles.flatMap(({ packs }) => packs) ?? []) {
    for (const content of pack.contents) content.synced = isSynced;
  }
}

function setReachable({ appliance }: World, index: number, isReachable: boolean): void {
  const host = appliance.hosts[index];
  if (host !== undefined) host.reachable = isReachable;
}
