import type { EdgeHost } from '../model/edge-host.ts';
import type { Disk, OperatingSystem } from '../model/hardware.ts';
import type { Project } from '../model/project.ts';
import type { Random } from './seeded-random.ts';

export const UBUNTU: OperatingSystem = {
  family: 'ubuntu',
  version: '24.04',
  kernel: 'Linux',
  kernelVersion: '6.8.0-87-generic',
};

interface HostLine {
  readonly name: string;
  readonly project: Project;
  readonly createdAt: number;
  readonly agentVersion: string;
  readonly ip: string;
}

/** A registered bare-metal host, spare and ready. */
export function createEdgeHost(random: Random, line: HostLine): EdgeHost {
  const cores = random.pick([16, 24, 32]);
  return {
    uid: `edge-${random.hex(32)}`,
    name: line.name,
    project: line.project,
    createdAt: line.createdAt,
    modifiedAt: line.createdAt,
    labels: { site: 'north', rack: `r${1 + random.below(4)}` },
    state: 'ready',
    health: { state: 'healthy', message: '' },
    agentVersion: line.agentVersion,
    bootPhase: 'registration',
    hostType: 'appliance',
    architecture: 'amd64',
    secureBoot: true,
    cores,
    memoryMb: cores * 4 * 1024,
    disks: createDisks(random),
    gpus: [],
    os: UBUNTU,
    ip: line.ip,
    mac: macAddress(random),
    bond: { cards: 4, up: 4 },
    boot: { at: line.createdAt, image: 'active' },
    remoteShell: { allowed: false },
  };
}

/** A system disk as Kairos partitions it, and a data disk left to Portworx. */
export function createDisks(random: Random): Disk[] {
  const data: Disk = { vendor: 'NVMe', controller: 'NVMe', size: 1920, partitions: [] };
  return [createSystemDisk(random, 480), data];
}

/** A disk as Kairos partitions it; what the system leaves is for /usr/local. */
export function createSystemDisk(random: Random, size: number): Disk {
  const partition = (mountPoint: string, total: number, share: number) => ({
    mountPoint,
    fileSystem: 'ext4',
    total,
    used: Math.round(total * (share + random.next() / 10)),
  });
  return {
    vendor: 'ATA',
    controller: 'SATA',
    size,
    partitions: [
      partition('/oem', 5, 0.1),
      partition('/run/initramfs/cos-state', 30, 0.4),
      partition('/usr/local', size - 40, 0.3),
    ],
  };
}

/** A locally administered MAC address. */
export function macAddress(random: Random): string {
  return `02:${random.hex(10).replace(/(..)(?!$)/g, '$1:')}`;
}
