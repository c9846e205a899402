import type { Cluster } from './cluster.ts';
import type { Project } from './project.ts';

/** A host registered at Palette. Its uid is derived from the machine id. */
export interface EdgeHost {
  readonly uid: string;
  readonly name: string;
  readonly project: Project;
  readonly createdAt: number;
  modifiedAt: number;
  labels: Record<string, string>;
  state: 'ready' | 'unpaired' | 'in-use';
  /** Absent while unpaired. */
  health?: { state: 'healthy' | 'unhealthy'; message: string };
  agentVersion: string;
  /** Phase it booted into; `recovery` means that the recovery system is running. */
  bootPhase: 'registration' | 'cluster' | 'recovery';
  readonly hostType: 'appliance' | 'agent-mode';
  readonly architecture: 'amd64' | 'arm64';
  secureBoot: boolean;
  readonly cores: number;
  readonly memoryMb: number;
  readonly disks: readonly Disk[];
  readonly gpus: readonly Gpu[];
  os: OperatingSystem;
  readonly ip: string;
  readonly mac: string;
  cluster?: Cluster;
  /** Remote shell: whether it is allowed, and the state of a tunnel that was asked for. */
  remoteShell: { allowed: boolean; tunnel?: 'Initiating' | 'Created' | 'Deleting' | 'Deleted' | 'Failed' };
}

/** Sizes are in GB, as Palette reports them. */
export interface Disk {
  readonly vendor: string;
  readonly controller: string;
  readonly size: number;
  readonly partitions: readonly Partition[];
}

export interface Partition {
  readonly mountPoint: string;
  readonly fileSystem: string;
  readonly total: number;
  used: number;
}

export interface Gpu {
  readonly vendor: string;
  readonly model: string;
  readonly memory: string;
  readonly count: number;
}

export interface OperatingSystem {
  readonly family: string;
  readonly version: string;
  readonly kernel: string;
  readonly kernelVersion: string;
}
