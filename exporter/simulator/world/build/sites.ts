import type { ApplianceHost } from '../model/appliance.ts';
import type { EdgeHost } from '../model/edge-host.ts';
import type { Disk } from '../model/hardware.ts';
import { DAY } from '../model/time-units.ts';
import type { World } from '../model/world.ts';
import { createSystemDisk } from './bare-metal.ts';
import { deployedPacks } from './edge-cluster.ts';
import { createAddon, type PackLine } from './edge-profiles.ts';
import { type Random, seededRandom } from './seeded-random.ts';

interface SiteKind {
  /** One sentence for people who choose one. */
  readonly description: string;
  change(world: World, random: Random): void;
}

/** The small world as sites have it; names and UIDs of what both have are the same. */
export const sites = {
  'three-host-appliance': {
    description: 'An appliance of three hosts; a cluster of three with Portworx and virtual machines.',
    change: () => {},
  },
  'one-host-appliance': {
    description:
      'An appliance that is one virtual machine; hosts with a bond, a bridge and 18 disks for Portworx; load balancer, ' +
      'ingress, orchestrator and migration of virtual machines as packs.',
    change(world, random) {
      for (const host of world.edgeHosts) equip(host, random);
      addPacks(world, random);
      const { appliance } = world;
      appliance.hosts = appliance.hosts.slice(0, 1).map((host) => asVirtualMachine(host, random));
      setRelease(world, '4.8.51');
    },
  },
} as const satisfies Record<string, SiteKind>;

export type Site = keyof typeof sites;

/** Makes of the small world what stands at such a site. */
export function changeSite(world: World, site: Site, seed: number): World {
  // Drawn from a stream of its own, so that what is there already stays the same.
  sites[site].change(world, seededRandom(seed + 2));
  return world;
}

const CARDS = ['eno1np0', 'eno2np1', 'ens3f0np0', 'ens3f1np1'];
/** GB, as Palette reports them. */
const SIZES = { boot: 224, data: 7000, applianceSystem: 300, appliancePool: 500 } as const;

/** Four cards in one bond under a bridge; 14 SSD and 4 NVMe left to Portworx; no UEFI, and so no Secure Boot. */
function equip(host: EdgeHost, random: Random): void {
  const ssd: Disk = { vendor: 'ATA', controller: 'SATA', size: SIZES.data, partitions: [] };
  const nvme: Disk = { vendor: 'NVMe', controller: 'NVMe', size: SIZES.data, partitions: [] };
  host.disks = [
    createSystemDisk(random, SIZES.boot),
    ...Array.from({ length: 14 }, () => ssd),
    ...Array.from({ length: 4 }, () => nvme),
  ];
  host.secureBoot = false;
  host.interfaces = [...CARDS, 'bond0', 'br0'];
}

function asVirtualMachine(host: ApplianceHost, random: Random): ApplianceHost {
  const pool: Disk = { vendor: 'VMware', controller: 'SCSI', size: SIZES.appliancePool, partitions: [] };
  return {
    ...host,
    cores: 10,
    memoryMb: 20_480,
    secureBoot: false,
    disks: [createSystemDisk(random, SIZES.applianceSystem), pool],
  };
}

/** Palette, the profiles of its appliance and what its registry holds are of that release. */
function setRelease({ platform, appliance: { cluster } }: World, release: string): void {
  const before = platform.installedVersion;
  platform.installedVersion = release;
  platform.latestVersion = release;
  if (cluster === undefined) return;
  const released = (text: string) => text.replace(before, release);
  for (const profile of cluster.profiles) {
    profile.version = release;
    for (const pack of profile.packs) {
      pack.version = released(pack.version);
      pack.contents = pack.contents.map((content) => ({ ...content, name: released(content.name) }));
    }
  }
  const { registry } = cluster;
  registry.contents = registry.contents.map((item) => ({ ...item, version: released(item.version) }));
}

const CORE_PACKS: readonly PackLine[] = [
  ['addon', 'lb-metallb-helm', '0.15.2', 'MetalLB'],
  ['addon', 'nginx', '1.14.1', 'Nginx'],
  ['addon', 'virtual-machine-orchestrator', '4.8.9', 'Virtual Machine Orchestrator'],
];

const MIGRATION_PACKS: readonly PackLine[] = [
  ['addon', 'vm-migration-assistant', '4.8.8', 'Virtual Machine Migration Assistant'],
];

/** Two more profiles for every cluster, which have settled like the others. */
function addPacks({ clusters, profiles, registries: [registry], startedAt }: World, random: Random): void {
  const origin = { registryUid: registry?.uid ?? '', now: startedAt };
  const added = [
    createAddon(random, 'edge-core', CORE_PACKS, origin),
    createAddon(random, 'edge-vm-migration', MIGRATION_PACKS, origin),
  ];
  profiles.push(...added);
  const attached = added.flatMap((profile) => profile.versions.map((version) => ({ profile, version })));
  for (const cluster of clusters) {
    cluster.profiles.push(...attached);
    cluster.deployed.push(...deployedPacks(attached, cluster.createdAt + DAY));
  }
}
