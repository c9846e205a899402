import type { Condition } from './condition.ts';
import type { Disk, OperatingSystem } from './hardware.ts';
import type { LocalCluster } from './local-cluster.ts';

/** Hosts with a Local UI, linked with each other where they are several; the Palette appliance is one such group. */
export interface Appliance {
  readonly name: string;
  readonly managementMode: 'central' | 'local';
  readonly connectionMode: 'connected' | 'airgap';
  /** OS user of the hosts that may log in to their Local UI. */
  readonly account: { readonly username: string; readonly password: string };
  /** How the token has to be sent: bare, as the description has it, or with a scheme. */
  readonly tokenStyle: 'bare' | 'bearer';
  /** A release with the network endpoints and refresh tokens. */
  readonly isNewer: boolean;
  /** What cluster paths answer where there is no cluster; nobody has documented it for centrally managed hosts. */
  readonly withoutCluster: 404 | 500;
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
  readonly role: 'init' | 'controlplane' | 'worker' | 'unknown';
  readonly hostType: 'appliance' | 'agent-mode';
  agentVersion: string;
  /** False while the host is down or reboots: its Local UI does not answer. */
  reachable: boolean;
  healthy: boolean;
  /** Where it differs from the cluster's, as in the middle of an upgrade. */
  kubernetesVersion?: string;
  readonly cores: number;
  readonly memoryMb: number;
  readonly disks: readonly Disk[];
  os: OperatingSystem;
  secureBoot: boolean;
  contentSynced: boolean;
  configurationChange: 'Not Configured' | 'In Progress' | 'Configured' | 'Failed';
  ntpServers: readonly string[];
  features: Readonly<Record<string, boolean>>;
  network: readonly NetworkInterface[];
  /** Stages from registration on. */
  stages: Condition[];
  /** What is in /var/log/files. */
  files: { readonly name: string; readonly modifiedAt: number }[];
  errors: { readonly at: number; readonly reason: string }[];
  upload?: {
    readonly fileName: string;
    readonly sha256: string;
    readonly bytes: number;
    readonly at: number;
  };
}

export interface NetworkInterface {
  readonly kind: 'nic' | 'bond' | 'vlan' | 'bridge';
  readonly name: string;
  status: 'up' | 'down' | 'applying' | 'unknown';
  readonly mtu: number;
  /** Of a bond or bridge. */
  readonly members: readonly string[];
}

/** The cluster of the hosts, where they are a locally managed one. */
export function clusterOf({ name, cluster }: Appliance): LocalCluster {
  if (cluster === undefined) throw new RangeError(`the hosts of ${name} have no cluster of their own`);
  return cluster;
}
