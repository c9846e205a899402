import { z } from 'zod';
import { defineItemCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { newestBy } from '../sources/newest-by.ts';
import { flag, object, part, said, text, time } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import { type ClusterRef, clustersWithMachines, type Reads } from './api/fleet.ts';
import type { Palette } from './api/palette.ts';
import { word } from './parts/label-words.ts';
import { labelsOfCluster } from './parts/labels.ts';
import { rowsOfNamespaces } from './parts/rows-of-namespaces.ts';
import { vmLabels } from './virtual-machines/metrics.ts';

const perVm = { labels: vmLabels, per: 'virtual machine with snapshots', stability: 'alpha' } as const;

const metrics = {
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
  items: ({ fleet }) => clustersWithMachines(fleet),
  async collect(palette, emit, cluster) {
    const found = await rowsOfNamespaces(palette, endpoints.virtualMachineSnapshots, snapshot, cluster);
    const of = emit.with(labelsOfCluster(cluster));
    for (const snapshots of byMachine(found)) {
      const [{ namespace, machine }] = snapshots;
      const ofVm = of.with({ vm_namespace: namespace, virtual_machine: machine });
      for (const [phase, count] of countsOf(snapshots)) ofVm(metrics.count, count, { phase });
      ofVm(
        metrics.last,
        newestBy(
          snapshots.filter(({ isReady }) => isReady),
          ({ made }) => made,
        )?.made,
      );
      ofVm(metrics.unready, earliest(snapshots.filter(({ isPending }) => isPending)));
      ofVm(metrics.failed, newestBy(snapshots, ({ asked }) => asked)?.phase === 'Failed');
    }
  },
});

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
