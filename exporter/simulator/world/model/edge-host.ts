import type { Disk, Gpu, OperatingSystem } from './hardware.ts';
import type { AttachedProfile, DeployedPack } from './profile.ts';
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
  disks: readonly Disk[];
  readonly gpus: readonly Gpu[];
  os: OperatingSystem;
  readonly ip: string;
  readonly mac: string;
  /** Names of the network interfaces that Palette lists, the one with the address last; absent: it lists one. */
  interfaces?: readonly string[];
  /** Its network cards in one bond: how many there are, and how many of them have a link. */
  bond: { readonly cards: number; up: number };
  /** When it booted last, and into which image of the operating system. */
  boot: { readonly at: number; readonly image: 'active' | 'passive' };
  /** Absent: no cluster uses the host. */
  cluster?: HostedCluster;
  /** Remote shell: whether it is allowed, and the state of a tunnel that was asked for. */
  remoteShell: { allowed: boolean; tunnel?: 'Initiating' | 'Created' | 'Deleting' | 'Deleted' | 'Failed' };
}

/** What a host knows of the cluster it belongs to. */
export interface HostedCluster {
  readonly uid: string;
  readonly name: string;
  readonly profiles: readonly AttachedProfile[];
  readonly deployed: readonly DeployedPack[];
}
