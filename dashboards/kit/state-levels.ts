import type { States } from './dashboard.ts';

/** How people read a state. */
export function wordsFor(state: string): string {
  return state === 'UnHealthy' ? 'Unhealthy' : state.replaceAll(/[_-]/g, ' ');
}

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

export const rolloutPhases: States = { done: 'good', working: 'watch', waiting: 'neutral' };

export const maintenanceStates: States = {
  Completed: 'good',
  InProgress: 'watch',
  Initiated: 'watch',
  Failed: 'bad',
};

export const backupStates: States = {
  Completed: 'good',
  InProgress: 'watch',
  Pending: 'watch',
  Deleted: 'neutral',
  Failed: 'bad',
};

export const copyStates: States = { completed: 'good', pending: 'watch', failed: 'bad', errors: 'bad' };

/** Of the exporter's own runs. */
export const reasons: States = {
  ok: 'good',
  not_found: 'neutral',
  forbidden: 'watch',
  rate_limited: 'watch',
  incomplete: 'watch',
  unauthorized: 'bad',
  timeout: 'bad',
  connection: 'bad',
  tls: 'bad',
  server_error: 'bad',
  parse: 'bad',
  internal: 'bad',
};

/** Of alerts in Alertmanager, and of silences beside them. */
export const deliveryStates: States = {
  active: 'watch',
  suppressed: 'neutral',
  unprocessed: 'watch',
  silences: 'neutral',
};

/** Of events. */
export const eventSeverities: States = { Normal: 'good', Warning: 'watch', Error: 'bad', Critical: 'bad' };

/** What lines of graphs may stand for. A word that stands in several has the colour that it has in the first. */
export const lineStates: readonly States[] = [
  clusterStates,
  hostStates,
  rolloutPhases,
  maintenanceStates,
  backupStates,
  copyStates,
  reasons,
  deliveryStates,
  eventSeverities,
];
