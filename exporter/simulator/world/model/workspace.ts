import type { Cluster } from './cluster.ts';
import type { Project } from './project.ts';
import type { Schedule } from './schedule.ts';

/** Namespaces of several clusters under one roof, with a quota and backups of their own. */
export interface Workspace {
  readonly uid: string;
  readonly name: string;
  readonly project: Project;
  readonly createdAt: number;
  readonly namespaces: readonly string[];
  readonly clusters: readonly Cluster[];
  backup?: Schedule;
}

/** Where backups go. */
export interface BackupLocation {
  readonly uid: string;
  readonly name: string;
  readonly storage: 's3' | 'gcp' | 'minio';
  readonly createdAt: number;
  readonly isDefault: boolean;
}
