import { z } from 'zod';
import { defineItemCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { newestBy } from '../sources/newest-by.ts';
import { flag, object, part, said, text, time } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import { type ClusterRef, clustersWithMachines, type Reads } from './api/fleet.ts';
import type { Palette } from './api/palette.ts';
import { word } from './parts/label-words.ts';
import { clusterLabels, type EmitOfCluster, labelsOfCluster } from './parts/labels.ts';
import { rowsOfNamespaces } from './parts/rows-of-namespaces.ts';
import { virtualMachines } from './virtual-machines/index.ts';
import { vmLabels } from './virtual-machines/metrics.ts';

const perVm = { labels: vmLabels, per: 'virtual machine with snapshots', stability: 'alpha' } as const;

const perCluster = {
  labels: clusterLabels,
  per: 'cluster with snapshots of virtual machines',
  stability: 'alpha',
} as const;

const metrics = {
  countOfAll: gauge(
    'palette_virtual_machines_snapshots',
    'Snapshots of the virtual machines of a cluster by phase.',
    {
      ...perCluster,
      labels: [...clusterLabels, 'phase'],
      per: 'cluster with snapshots of virtual machines x phase in use',
    },
  ),
  failedOfAll: gauge(
    'palette_virtual_machines_snapshot_last_failed',
    'Virtual machines of a cluster whose newest snapshot failed.',
    perCluster,
  ),
  oldestLast: gauge(
    'palette_virtual_machines_snapshot_oldest_success_timestamp_seconds',
    'Of the virtual machines of a cluster with a usable snapshot, when the newest one was made of that for which it is longest ago.',
    perCluster,
  ),
  count: gauge('palette_virtual_machine_snapshots', 'Snapshots of a virtual machine by phase.', {
    ...perVm,
    labels: [...vmLabels, 'phase'],
    per: 'virtual machine with snapshots x phase in use',
  }),
  last: gauge(
    'palette_virtual_machine_snapshot_last_success_timestamp_seconds',
    'When the newest snapshot of a virtual machine was made that can be used.',
    perVm,
  ),
  unready: gauge(
    'palette_virtual_machine_snapshot_unready_since_timestamp_seconds',
    'When the oldest snapshot of a virtual machine was asked for that has neither failed nor become ready.',
    perVm,
  ),
  failed: gauge(
    'palette_virtual_machine_snapshot_last_failed',
    'Whether the newest snapshot of a virtual machine failed.',
    perVm,
  ),
};

/** `v1VirtualMachineSnapshot`; the text of an error may hold anything and is not read. */
const snapshot = object({
  metadata: part({ namespace: text, creationTimestamp: time }),
  spec: object({ source: object({ name: z.string() }) }),
  status: part({ said, phase: text, readyToUse: flag, creationTime: time }),
}).transform(({ metadata, spec, status }) => ({
  namespace: metadata.namespace,
  machine: spec.source.name,
  asked: metadata.creationTimestamp ?? 0,
  made: status.creationTime ?? metadata.creationTimestamp,
  phase: word(status.phase),
  isReady: status.readyToUse === true,
  isPending: status.said && status.readyToUse === false && !ENDED.has(status.phase),
}));

/** Phases after which a snapshot becomes ready no more. */
const ENDED = new Set(['Failed', 'Deleting']);

type Snapshot = z.output<typeof snapshot>;

/** The snapshots of the virtual machines, one cluster after the other. */
export const virtualMachineSnapshots = defineItemCollector<
  Palette<Reads<'clusters' | 'virtualMachineClusters'>>,
  ClusterRef
>({
  name: 'virtual_machine_snapshots',
  describes: 'Snapshots of virtual machines: number by phase, the newest good one, failed and stuck ones.',
  every: '15m',
  metrics,
  reads: [endpoints.virtualMachineSnapshots],
  brief:
    'Leaves the numbers of each cluster: nothing about the snapshots of single virtual machines, and no alert about one. So does `collectors.virtual_machines.detail: false`.',
  detail: 'Tells of single virtual machines although `collectors.virtual_machines.detail` is false.',
  items: ({ fleet }) => clustersWithMachines(fleet),
  async collect(palette, emit, cluster) {
    const found = await rowsOfNamespaces(palette, endpoints.virtualMachineSnapshots, snapshot, cluster);
    const of = emit.with(labelsOfCluster(cluster));
    const machines = [...byMachine(found)];
    emitSums(found, machines, of);
    if (!isBrief(palette)) for (const snapshots of machines) emitMachine(snapshots, of);
  },
});

function isBrief({ brief, detailed }: Pick<Palette, 'brief' | 'detailed'>): boolean {
  const { name } = virtualMachineSnapshots;
  return brief.has(name) || (brief.has(virtualMachines.name) && !detailed.has(name));
}

function emitSums(
  found: readonly Snapshot[],
  machines: readonly (readonly Snapshot[])[],
  of: EmitOfCluster,
): void {
  if (found.length === 0) return;
  for (const [phase, count] of countsOf(found)) of(metrics.countOfAll, count, { phase });
  of(metrics.failedOfAll, machines.filter(hasFailed).length);
  const lasts = machines.flatMap((snapshots) => lastGood(snapshots) ?? []);
  of(metrics.oldestLast, lasts.length === 0 ? undefined : lasts.reduce((a, b) => Math.min(a, b)));
}

function emitMachine(snapshots: readonly [Snapshot, ...Snapshot[]], of: EmitOfCluster): void {
  const [{ namespace, machine }] = snapshots;
  const ofVm = of.with({ vm_namespace: namespace, virtual_machine: machine });
  for (const [phase, count] of countsOf(snapshots)) ofVm(metrics.count, count, { phase });
  ofVm(metrics.last, lastGood(snapshots));
  ofVm(metrics.unready, earliest(snapshots.filter(({ isPending }) => isPending)));
  ofVm(metrics.failed, hasFailed(snapshots));
}

/** When the newest one was made that can be used. */
function lastGood(snapshots: readonly Snapshot[]): number | undefined {
  const good = snapshots.filter(({ isReady }) => isReady);
  return newestBy(good, ({ made }) => made)?.made;
}

function hasFailed(snapshots: readonly Snapshot[]): boolean {
  return newestBy(snapshots, ({ asked }) => asked)?.phase === 'Failed';
}

/** Names are unique within a namespace only. */
function byMachine(snapshots: readonly Snapshot[]): Iterable<[Snapshot, ...Snapshot[]]> {
  const groups = new Map<string, [Snapshot, ...Snapshot[]]>();
  for (const each of snapshots) {
    const key = JSON.stringify([each.namespace, each.machine]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [each]);
    else group.push(each);
  }
  return groups.values();
}

function countsOf(snapshots: readonly Snapshot[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { phase } of snapshots) if (phase) counts.set(phase, (counts.get(phase) ?? 0) + 1);
  return counts;
}

function earliest(snapshots: readonly Snapshot[]): number | undefined {
  return snapshots.length === 0 ? undefined : Math.min(...snapshots.map(({ asked }) => asked));
}
