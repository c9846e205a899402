import type { Cluster } from './cluster.ts';
import type { Profile } from './profile.ts';
import type { Project } from './project.ts';

/** A cluster template: profiles and a maintenance window that several clusters share. */
export interface ClusterTemplate {
  readonly uid: string;
  readonly name: string;
  readonly project: Project;
  readonly createdAt: number;
  readonly profiles: readonly Profile[];
  readonly policy: MaintenancePolicy;
  members: {
    readonly cluster: Cluster;
    state: 'Created' | 'Pending' | 'InProgress' | 'Applied' | 'Failed';
  }[];
  lastAppliedAt: number;
}

/** When changes of a template may roll out: a window that comes again every so often. */
export interface MaintenancePolicy {
  readonly uid: string;
  readonly name: string;
  readonly project: Project;
  readonly createdAt: number;
  readonly every: number;
  readonly offset: number;
  readonly duration: number;
}

export type TemplateState = 'Pending' | 'Applied' | 'Failed' | 'PartiallyApplied';

export function templateState({ members }: ClusterTemplate): TemplateState {
  if (members.every(({ state }) => state === 'Applied')) return 'Applied';
  if (members.every(({ state }) => state === 'Failed')) return 'Failed';
  return members.some(({ state }) => state === 'Failed') ? 'PartiallyApplied' : 'Pending';
}
