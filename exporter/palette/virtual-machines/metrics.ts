import { gauge } from '../../metric/metric.ts';
import { clusterLabels } from '../parts/labels.ts';

/** `vm_namespace`: what scrapes the exporter may put a `namespace` of its own on each series. */
export const vmLabels = [...clusterLabels, 'vm_namespace', 'virtual_machine'] as const;

const perVm = { labels: vmLabels, per: 'virtual machine', stability: 'alpha' } as const;

export const vmMetrics = {
  count: gauge('palette_virtual_machines', 'Virtual machines of a cluster by state, as KubeVirt prints it.', {
    labels: [...clusterLabels, 'state'],
    per: 'cluster with virtual machines x state in use',
    stability: 'alpha',
  }),
  memoryOfAll: gauge(
    'palette_virtual_machines_requested_memory_bytes',
    'Memory that the virtual machines of a cluster want that should run.',
    { labels: clusterLabels, per: 'cluster with virtual machines', stability: 'alpha' },
  ),
  coresOfAll: gauge(
    'palette_virtual_machines_requested_cpu_cores',
    'CPU cores that the virtual machines of a cluster want that should run.',
    { labels: clusterLabels, per: 'cluster with virtual machines', stability: 'alpha' },
  ),
  unmovable: gauge(
    'palette_virtual_machines_not_live_migratable',
    'Virtual machines of a cluster that cannot be moved while they run, without those that should be off: each keeps its node from being drained.',
    { labels: clusterLabels, per: 'cluster with virtual machines', stability: 'alpha' },
  ),
  bound: gauge(
    'palette_virtual_machines_bound_to_node',
    'Virtual machines of a cluster that may run on this node only; on which node the others are Palette does not tell.',
    {
      labels: [...clusterLabels, 'node'],
      per: 'node that virtual machines are bound to',
      stability: 'alpha',
    },
  ),
  info: gauge('palette_virtual_machine_info', 'How a virtual machine is meant to run.', {
    ...perVm,
    labels: [...vmLabels, 'run_strategy', 'eviction_strategy', 'instance_type', 'node'],
  }),
  wanted: gauge(
    'palette_virtual_machine_wanted',
    'Whether a virtual machine should run; none where a person decides that (run strategy Manual or Once).',
    perVm,
  ),
  state: gauge('palette_virtual_machine_state', 'The state of a virtual machine, 1 for the current one.', {
    ...perVm,
    labels: [...vmLabels, 'state'],
  }),
  ready: gauge('palette_virtual_machine_ready', 'Whether a virtual machine runs and is ready.', perVm),
  startFailures: gauge(
    'palette_virtual_machine_start_failures',
    'How often in a row a virtual machine could not be started.',
    perVm,
  ),
  migratable: gauge(
    'palette_virtual_machine_live_migratable',
    'Whether a virtual machine can be moved to another node while it runs; one that cannot keeps its node from being drained.',
    perVm,
  ),
  blocked: gauge(
    'palette_virtual_machine_migration_blocked',
    'Why a virtual machine cannot be moved while it runs, in the words of KubeVirt.',
    { ...perVm, labels: [...vmLabels, 'reason'], per: 'virtual machine that cannot be moved' },
  ),
  condition: gauge(
    'palette_virtual_machine_condition',
    'A condition of a virtual machine, 1 for its status.',
    {
      ...perVm,
      labels: [...vmLabels, 'type', 'status'],
      per: 'virtual machine x condition (6)',
    },
  ),
  conditionChanged: gauge(
    'palette_virtual_machine_condition_changed_timestamp_seconds',
    'When a condition of a virtual machine got its status; only with detail.',
    { ...perVm, labels: [...vmLabels, 'type'], per: 'virtual machine x condition (6), with detail' },
  ),
  created: gauge(
    'palette_virtual_machine_created_timestamp_seconds',
    'When a virtual machine was made.',
    perVm,
  ),
  cpuCores: gauge('palette_virtual_machine_cpu_cores', 'CPU cores of a virtual machine; only with detail.', {
    ...perVm,
    per: 'virtual machine, with detail',
  }),
  memory: gauge('palette_virtual_machine_memory_bytes', 'Memory of a virtual machine; only with detail.', {
    ...perVm,
    per: 'virtual machine, with detail',
  }),
  unsnapshottable: gauge(
    'palette_virtual_machine_volumes_without_snapshot',
    'Volumes of a virtual machine of which no snapshot can be made.',
    perVm,
  ),
};
