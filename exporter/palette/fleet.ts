import type { Item } from '../collection/collector.ts';

/** A cluster as the fleet sweep knows it: what the per-cluster collectors need to visit it. */
export interface ClusterRef extends Item {
  readonly uid: string;
  readonly name: string;
  readonly project: string;
  /** Undefined for a cluster of the tenant scope. */
  readonly projectUid: string | undefined;
  readonly cloudType: string;
  readonly configUid: string;
}

/** What the sweeps learnt of a Palette's size and clusters. Replaced whole at the end of a sweep, never edited. */
export interface Fleet {
  clusters: readonly ClusterRef[];
  edgeHosts: number;
  projects: number;
  /** Whether any node of this Palette ever carried `ready` (since 4.8), so that its absence means "not ready". */
  nodesReportReady: boolean;
}

export function createFleet(): Fleet {
  return { clusters: [], edgeHosts: 0, projects: 0, nodesReportReady: false };
}

/** Pages that a list of so many rows takes; an empty list still takes one. */
export function pages(rows: number): number {
  return Math.max(1, Math.ceil(rows / 50));
}

/** The labels that every series of a cluster carries. */
export function clusterLabels({ uid, name, project }: Pick<ClusterRef, 'uid' | 'name' | 'project'>) {
  return { cluster_uid: uid, cluster_name: name, project };
}
