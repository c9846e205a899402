import type { Schedule } from './schedule.ts';

/** A virtual machine as KubeVirt keeps it. */
export interface VirtualMachine {
  readonly uid: string;
  readonly name: string;
  readonly namespace: string;
  readonly createdAt: number;
  readonly cores: number;
  readonly memoryGib: number;
  readonly runStrategy: 'Always' | 'Halted' | 'Manual';
  /** As KubeVirt prints it. */
  state:
    | 'Running'
    | 'Stopped'
    | 'Paused'
    | 'Migrating'
    | 'CrashLoopBackOff'
    | 'ErrorUnschedulable'
    | 'DataVolumeError';
  stateSince: number;
  startFailures: number;
  /** Why it cannot be moved while it runs; absent: it can. */
  migrationBlocked?: 'DisksNotLiveMigratable' | 'InterfaceNotLiveMigratable' | 'HostDeviceNotLiveMigratable';
  isAgentSilent: boolean;
  needsRestart: boolean;
  /** Snapshots that are made by themselves; absent: none. */
  nightly?: Schedule;
  /** Further ones. */
  snapshots: VirtualMachineSnapshot[];
}

export interface VirtualMachineSnapshot {
  readonly name: string;
  readonly at: number;
  phase: 'InProgress' | 'Succeeded' | 'Failed';
}
