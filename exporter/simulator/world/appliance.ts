import type { Condition } from './cluster.ts';
import type { Disk, OperatingSystem } from './edge-host.ts';

/** Hosts that are managed by their Local UI and may form a cluster of their own; the Palette appliance is one. */
export interface Appliance {
  readonly name: string;
  readonly managementMode: 'central' | 'local';
  readonly connectionMode: 'connected' | 'airgap';
  /** OS user of the hosts that may log in to their Local UI. */
  readonly account: { readonly username: string; readonly password: string };
  hosts: ApplianceHost[];
  /** Absent: the hosts are not (yet) a locally managed cluster. */
  cluster?: LocalCluster;
}

export interface ApplianceHost {
  readonly id: string;
  readonly name: string;
  readonly ip: string;
  readonly mac: string;
  readonly createdAt: number;
  readonly role: 'init' | 'controlplane' | 'worker';
  agentVersion: string;
  /** False while the host is down or reboots: its Local UI does not answer. */
  reachable: boolean;
  healthy: boolean;
  readonly cores: number;
  readonly memoryMb: number;
  readonly disks: readonly Disk[];
  os: OperatingSystem;
  secureBoot: boolean;
  contentSynced: boolean;
  configurationChange: 'Not Configured' | 'In Progress' | 'Configured' | 'Failed';
}

export interface LocalCluster {
  readonly id: string;
  readonly name: string;
  readonly vip: string;
  readonly createdAt: number;
  modifiedAt: number;
  state: 'Provisioning' | 'Running' | 'Deleting' | 'Error';
  stateReason: string;
  health: { healthy: boolean; reason: string };
  kubernetesVersion: string;
  agentVersion: string;
  rebootPending: boolean;
  conditions: Condition[];
  profiles: LocalProfile[];
}

export interface LocalProfile {
  readonly uid: string;
  readonly name: string;
  version: string;
  readonly type: 'infra' | 'add-on';
  packs: LocalPack[];
}

export interface LocalPack {
  readonly name: string;
  version: string;
  readonly layer: string;
  status: string;
  startedAt: number;
  endedAt?: number;
  contents: { kind: 'image' | 'artifact' | 'chart'; name: string; synced: boolean }[];
}
