import type { Schedule } from '../../collection/collector.ts';
import type { JobSettings, Source } from '../../collection/job.ts';
import type { Scheduler } from '../../collection/scheduler.ts';
import type { Clock } from '../../time/clock.ts';
import { clusterCollectors } from '../index.ts';
import { type ClusterMembers, type HostConnection, type LocalUiCluster, openCluster } from './local-ui.ts';

interface KeepOptions {
  /** Those known by now; discovery adds and removes some. */
  readonly hosts: () => readonly HostConnection[];
  readonly scheduler: Scheduler;
  readonly settings: (collector: Schedule) => JobSettings | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** How often the clusters that the hosts tell of are compared with those that are read. */
const REGROUP = 1000;

/**
 * Makes a source of each locally managed cluster, read through one of its control plane hosts, for as long as at least
 * one of them says that it belongs to it. Ends when the signal is aborted.
 */
export async function keepClusters({
  hosts,
  scheduler,
  settings,
  clock,
  signal,
}: KeepOptions): Promise<void> {
  const known = new Map<string, ClusterMembers>();
  while (!signal.aborted) {
    const found = clustersOf(hosts());
    for (const [uid, { members }] of found) {
      const cluster = known.get(uid);
      if (cluster === undefined || members.every((member) => cluster.members.includes(member))) continue;
      cluster.members = [
        ...cluster.members,
        ...members.filter((member) => !cluster.members.includes(member)),
      ];
    }
    for (const [uid, cluster] of known) {
      const members = found.get(uid)?.members ?? [];
      cluster.members = cluster.members.filter((member) => members.includes(member));
      if (cluster.members.length > 0) continue;
      known.delete(uid);
      await scheduler.remove(sourceName(cluster));
    }
    for (const [uid, cluster] of found) {
      if (known.has(uid)) continue;
      known.set(uid, cluster);
      scheduler.add(sourceOf(cluster), clusterCollectors, settings);
    }
    await clock.sleep(REGROUP, signal).catch(() => undefined);
  }
}

/** The clusters that hosts last told of; a worker may know of one, but only the control plane answers for it. */
export function clustersOf(hosts: readonly HostConnection[]): Map<string, ClusterMembers> {
  const clusters = new Map<string, ClusterMembers>();
  for (const host of hosts) {
    const { cluster: told, nodeRole } = host.facts;
    if (told === undefined || nodeRole === 'worker') continue;
    const { uid, name } = told;
    const cluster = clusters.get(uid) ?? { uid, name, members: [] };
    clusters.set(uid, { ...cluster, members: [...cluster.members, host] });
  }
  return clusters;
}

export function sourceOf(cluster: ClusterMembers): Source<LocalUiCluster> {
  return { name: sourceName(cluster), labels: {}, open: openCluster.bind(undefined, cluster) };
}

/** Names of clusters may repeat; a slash is in no configured name. */
function sourceName({ uid, name }: ClusterMembers): string {
  return `${name}/${uid}`;
}
