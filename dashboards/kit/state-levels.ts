import type { States } from './queries.ts';

// Values that Palette and Local UI use, with what they mean to somebody who looks at many of them.

export const clusterStates: States = {
  Running: 'good',
  Pending: 'watch',
  Provisioning: 'watch',
  Importing: 'watch',
  Deleting: 'watch',
  Deleted: 'neutral',
  Error: 'bad',
};

export const clusterHealth: States = { Healthy: 'good', UnHealthy: 'bad' };

export const updatePhases: States = {
  settled: 'good',
  available: 'watch',
  repave_pending: 'watch',
  rolling_out: 'watch',
};

export const machineStates: States = {
  Running: 'good',
  Pending: 'watch',
  Provisioning: 'watch',
  Provisioned: 'watch',
  Deleting: 'watch',
  Deleted: 'neutral',
  Failed: 'bad',
  Unknown: 'bad',
};

export const hostStates: States = { 'in-use': 'good', ready: 'good', unpaired: 'watch' };

export const bootPhases: States = { cluster: 'good', registration: 'neutral', recovery: 'bad' };

export const virtualMachineStates: States = {
  Running: 'good',
  Stopped: 'neutral',
  Paused: 'watch',
  Migrating: 'watch',
  Provisioning: 'watch',
  Starting: 'watch',
  Stopping: 'watch',
  CrashLoopBackOff: 'bad',
  ErrorUnschedulable: 'bad',
  ErrorPvcNotFound: 'bad',
  DataVolumeError: 'bad',
  WaitingForVolumeBinding: 'bad',
};

export const syncStates: States = { success: 'good', in_progress: 'watch', failed: 'bad' };

export const localClusterStates: States = {
  Running: 'good',
  Provisioning: 'watch',
  Deleting: 'watch',
  Error: 'bad',
};
