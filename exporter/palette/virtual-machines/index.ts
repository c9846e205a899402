import { defineItemCollector } from '../../collection/collector.ts';
import { endpoints } from '../api/endpoints.ts';
import { type ClusterRef, clustersWithMachines, type Reads } from '../api/fleet.ts';
import type { Palette } from '../api/palette.ts';
import { word } from '../parts/label-words.ts';
import { type EmitOfCluster, labelsOfCluster } from '../parts/labels.ts';
import { rowsOfNamespaces } from '../parts/rows-of-namespaces.ts';
import { vmMetrics as metrics } from './metrics.ts';
import { type VirtualMachine, virtualMachine } from './schema.ts';

type Known = Reads<'clusters' | 'virtualMachineClusters'>;

/** The virtual machines of the clusters that run some, one cluster after the other. */
export const virtualMachines = defineItemCollector<Palette<Known>, ClusterRef>({
  name: 'virtual_machines',
  describes: 'Virtual machines: wanted and actual state, failures, whether they can be moved, resources.',
  every: '1m',
  metrics,
  reads: [endpoints.virtualMachines],
  brief:
    'Leaves the numbers of each cluster by state and node: nothing about single virtual machines, and no alert about one.',
  detail: 'Adds the resources of each virtual machine and when its conditions changed.',
  items: ({ fleet }) => clustersWithMachines(fleet),
  async collect(palette, emit, cluster) {
    const found = await rowsOfNamespaces(palette, endpoints.virtualMachines, virtualMachine, cluster);
    const of = emit.with(labelsOfCluster(cluster));
    emitSums(found, of);
    if (palette.brief.has('virtual_machines')) return;
    const isDetailed = palette.detailed.has('virtual_machines');
    for (const vm of found) emitMachine(vm, isDetailed, of);
  },
});

function emitMachine(vm: VirtualMachine, isDetailed: boolean, emit: EmitOfCluster): void {
  const of = emit.with({ vm_namespace: vm.namespace, virtual_machine: vm.name });
  of(metrics.info, 1, {
    run_strategy: vm.runStrategy,
    eviction_strategy: vm.evictionStrategy,
    instance_type: vm.instanceType,
    node: vm.node,
  });
  of(metrics.wanted, vm.wanted);
  of(metrics.created, vm.created);
  if (vm.state) of(metrics.state, 1, { state: vm.state });
  of(metrics.ready, vm.ready);
  of(metrics.startFailures, vm.startFailures);
  of(metrics.unsnapshottable, vm.volumesWithoutSnapshot);
  for (const { type, status, reason } of vm.conditions) {
    of(metrics.condition, 1, { type, status });
    if (type !== 'LiveMigratable' || status === 'Unknown') continue;
    of(metrics.migratable, status === 'True');
    if (status === 'False') of(metrics.blocked, 1, { reason: word(reason) });
  }
  if (!isDetailed) return;
  for (const { type, lastTransitionTime } of vm.conditions)
    of(metrics.conditionChanged, lastTransitionTime, { type });
  of(metrics.cpuCores, vm.cores);
  of(metrics.memory, vm.memory);
}

function emitSums(found: readonly VirtualMachine[], of: EmitOfCluster): void {
  for (const [state, count] of countsBy(found, ({ state: one }) => one)) of(metrics.count, count, { state });
  for (const [node, count] of countsBy(found, ({ node: one }) => one)) of(metrics.bound, count, { node });
  const running = found.filter(({ wanted }) => wanted !== false);
  of(metrics.unmovable, running.filter(isFixed).length);
  of(metrics.coresOfAll, sum(running.map(({ cores }) => cores)));
  of(metrics.memoryOfAll, sum(running.map(({ memory }) => memory)));
}

function isFixed({ conditions }: VirtualMachine): boolean {
  return conditions.some(({ type, status }) => type === 'LiveMigratable' && status === 'False');
}

function countsBy(
  found: readonly VirtualMachine[],
  word: (vm: VirtualMachine) => string | undefined,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const value of found.map(word)) if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function sum(values: readonly (number | undefined)[]): number {
  return values.reduce<number>((total, value = 0) => total + value, 0);
}
