import type { Condition } from './condition.ts';

/** A cluster that is managed by the Local UI of its control plane hosts. */
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
  ntpServers: readonly string[];
  /** False while the time servers of its configuration have not reached its nodes. */
  ntpServersApplied: boolean;
  /** Hosts that a pool should have, where it has others than that. */
  desiredHosts: { controlPlane?: number; worker?: number };
  conditions: Condition[];
  /** Stages of provisioning and upgrade. */
  stages: Condition[];
  profiles: LocalProfile[];
  certificates: LocalCertificates;
  registry: LocalRegistry;
  /** An uploaded update that waits for review. */
  staged: StagedProfile[];
  pairing?: 'Pairing' | 'Paired' | 'Rejected' | 'Failed';
  /** Oldest first. */
  events: { readonly severity: string; readonly reason: string; readonly at: number }[];
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

export interface LocalCertificates {
  readonly authorities: readonly {
    readonly name: string;
    readonly issuedAt: number;
    readonly expiresAt: number;
    readonly children: readonly string[];
  }[];
  /** When the certificates that the authorities issued were last renewed; each host has its own. */
  renewedAt: number;
}

export interface LocalRegistry {
  state: 'Healthy' | 'Unhealthy' | 'NotInstalled';
  /** GiB. */
  readonly size: number;
  used: number;
  contents: RegistryItem[];
  /** What has still to be copied. */
  pending: SyncItem[];
  errors: string[];
}

export interface RegistryItem {
  readonly kind: 'image' | 'artifact' | 'chart' | 'pack';
  readonly name: string;
  readonly version: string;
  readonly mebibytes: number;
  readonly addedAt: number;
}

export interface SyncItem extends RegistryItem {
  status: 'pending' | 'completed' | 'failed';
}

export interface StagedProfile {
  readonly name: string;
  readonly version: string;
  readonly packs: readonly { readonly name: string; readonly version: string }[];
}
