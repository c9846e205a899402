import type { Condition } from './condition.ts';
import type { EdgeHost } from './edge-host.ts';
import type { AttachedProfile, DeployedPack, Pack, Profile, ProfileVersion } from './profile.ts';
import type { Project } from './project.ts';
import type { Schedule } from './schedule.ts';
import type { VirtualMachine } from './virtual-machine.ts';

export type ClusterState =
  | 'Pending'
  | 'Provisioning'
  | 'Running'
  | 'Deleting'
  | 'Deleted'
  | 'Error'
  | 'Importing'
  | 'Unknown';

export interface Cluster {
  readonly uid: string;
  readonly name: string;
  readonly project: Project;
  readonly cloudConfigUid: string;
  readonly cloudType: string;
  readonly createdAt: number;
  modifiedAt: number;
  deletedAt?: number;
  tags: Record<string, string>;
  state: ClusterState;
  /** Absent before the first report of the agent. */
  health?: { state: 'Healthy' | 'UnHealthy'; problems: HealthProblem[] };
  agentVersion: string;
  /** When the agent was last heard of; absent while it reports regularly. */
  silentSince?: number;
  kubernetesVersion: string;
  readonly vip: string;
  /** What the cluster is meant to run. */
  profiles: AttachedProfile[];
  /** What it does run. */
  deployed: DeployedPack[];
  pools: MachinePool[];
  conditions: Condition[];
  /** Newer profile versions that nobody applied yet. */
  pendingUpdates: { profile: Profile; version: ProfileVersion }[];
  repave?: Repave;
  upgrades: { at: number; reasons: string[] }[];
  spcApply: { released: boolean; deferred: boolean; modifiedAt: number; appliedAt?: number };
  agentUpgradePaused: boolean;
  osPatch: { schedule: string; onDemandAfter?: number; onBoot: boolean; reboot: boolean };
  updateWorkerPoolsInParallel: boolean;
  paused: boolean;
  utilisation: { cpu: number; memory: number };
  templateUid?: string;
  /** Scheduled Velero backups; absent: none configured. */
  backup?: Schedule;
  restores: { readonly uid: string; readonly at: number; readonly succeeded: boolean }[];
  /** Scheduled compliance scans. */
  scan?: Schedule & { failedChecks: number };
  /** What MetalLB gives to services of type LoadBalancer. */
  addressPool: { readonly name: string; readonly size: number; used: number };
  /** Where the Virtual Machine Orchestrator runs. */
  virtualMachines?: VirtualMachine[];
  /** When the certificates of the control plane end; absent while they are renewed in time. */
  certificatesExpireAt?: number;
}

export interface HealthProblem {
  readonly type: string;
  readonly message: string;
  readonly kind: 'spectrocluster' | 'machine' | 'cloudconfig' | 'clusterprofile' | 'pack' | 'edgehost';
  readonly uid: string;
  readonly name: string;
}

export interface MachinePool {
  readonly name: string;
  readonly isControlPlane: boolean;
  readonly runsWorkloads: boolean;
  desired: number;
  readonly updateStrategy: 'RollingUpdateScaleOut' | 'RollingUpdateScaleIn';
  machines: Machine[];
}

export interface Machine {
  readonly uid: string;
  readonly name: string;
  readonly host: EdgeHost;
  readonly createdAt: number;
  state:
    | 'Pending'
    | 'Provisioning'
    | 'Provisioned'
    | 'Running'
    | 'Deleting'
    | 'Deleted'
    | 'Failed'
    | 'Unknown';
  stateSince: number;
  ready: boolean;
  healthy: boolean;
  silentSince?: number;
  conditions: { type: string; status: 'True' | 'False' | 'Unknown'; reason: string; message: string }[];
  maintenance?: {
    action: 'cordon' | 'uncordon';
    state: 'Initiated' | 'InProgress' | 'Completed' | 'Failed';
    message: string;
  };
}

/** A change that needs nodes to be rebuilt, and so somebody's approval. */
export interface Repave {
  state: 'Pending' | 'Approved' | 'Reverted';
  source: 'user' | 'hubble' | 'palette' | 'stylus';
  changedAt: number;
  reasons: { code: string; message: string; current?: Pack; target?: Pack; changedKeys: string[] }[];
}

/** All machines of a cluster, pool by pool. */
export function machinesOf(cluster: Cluster): Machine[] {
  return cluster.pools.flatMap(({ machines }) => machines);
}

/** CPU cores of all nodes: what Palette bills. */
export function coresOf(cluster: Cluster): number {
  return machinesOf(cluster).reduce((sum, { host }) => sum + host.cores, 0);
}
