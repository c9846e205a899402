import { defineItemCollector } from '../../collection/collector.ts';
import { endpoints } from '../api/endpoints.ts';
import { type ClusterRef, clustersWithMachines, type Reads } from '../api/fleet.ts';
import { kubernetesRows } from '../api/kubernetes-list.ts';
import type { Palette } from '../api/palette.ts';
import { word } from '../parts/label-words.ts';
import { type EmitOfCluster, labelsOfCluster } from '../parts/labels.ts';
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
  detail: 'Adds the resources of each virtual machine and when its conditions changed.',
  items: ({ fleet }) => clustersWithMachines(fleet),
  async collect(palette, emit, cluster) {
    const found = await kubernetesRows(palette, endpoints.virtualMachines, virtualMachine, {
      path: { uid: cluster.uid },
      project: cluster.projectUid,
    });
    const of = emit.with(labelsOfCluster(cluster));
    const isDetailed = palette.detailed.has('virtual_machines');
    for (const vm of found) emitMachine(vm, isDetailed, of);
    emitSums(found, of);
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
  const states = new Map<string, number>();
  for (const { state } of found) if (state) states.set(state, (states.get(state) ?? 0) + 1);
  for (const [state, count] of states) of(metrics.count, count, { state });
  const running = found.filter(({ wanted }) => wanted !== false);
  of(metrics.coresOfAll, sum(running.map(({ cores }) => cores)));
  of(metrics.memoryOfAll, sum(running.map(({ memory }) => memory)));
}

function sum(values: readonly (number | undefined)[]): number {
  return values.reduce<number>((total, value = 0) => total + value, 0);
}
