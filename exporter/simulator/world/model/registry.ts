import type { Schedule } from './schedule.ts';

/** Where packs, charts and images come from. */
export interface Registry {
  readonly uid: string;
  readonly name: string;
  readonly kind: 'pack' | 'helm' | 'oci';
  readonly scope: 'system' | 'tenant';
  readonly endpoint: string;
  readonly isPrivate: boolean;
  readonly createdAt: number;
  /** OCI only: what it serves, and how one logs in. */
  readonly provider?: 'helm' | 'zarf' | 'pack';
  readonly login?: 'ecr' | 'basic';
  /** Absent: the registry cannot be synchronised. */
  sync?: Schedule;
}
