import { defineAlerts } from '../../kit/alert.ts';
import type { AlertSettings } from '../../kit/alert-settings.ts';
import { maxBy, minBy, onSame, ours, sumBy } from '../../kit/promql.ts';
import { turns } from '../../kit/proof.ts';
import { CLUSTER, VIRTUAL_MACHINE as VM } from '../../kit/subjects.ts';

const named =
  'Virtual machine {{ $labels.virtual_machine }} ({{ $labels.vm_namespace }}) of cluster {{ $labels.cluster_name }}';

const lower = named.replace('Virtual', 'virtual');

/** States that have an alert of their own. */
const CRASHING = 'CrashLoopBackOff|ErrImagePull|ImagePullBackOff';
const NO_VOLUME = 'ErrorPvcNotFound|DataVolumeError|WaitingForVolumeBinding';
const EXPLAINED = `Paused|ErrorUnschedulable|${CRASHING}|${NO_VOLUME}`;

const LOOK = `1. Which state, since when? \`kubectl get vm,vmi <virtual-machine> --namespace <namespace> -o wide\`
2. What happened? \`kubectl describe vmi <virtual-machine> --namespace <namespace>\`, its **Events** and conditions.
3. Tenant console, the cluster, **Virtual Machines**.`;

export const virtualMachineStateAlerts = defineAlerts('virtual-machine', {
  PaletteVirtualMachineDown: {
    severity: 'critical',
    thresholds: ['virtualMachineStartFailures'],
    expr: (settings) =>
      [
        `${machines(settings, 'palette_virtual_machine_ready')} == 0`,
        `and ${onVm(settings)} ${machines(settings, 'palette_virtual_machine_wanted')} == 1`,
        `unless ${onVm(settings)} (${inState(settings, EXPLAINED)})`,
        `unless ${onVm(settings)} (${failing(settings)})`,
      ].join(' '),
    for: '10m',
    summary: 'A virtual machine should run and does not.',
    description: `${named} should run and is not ready.`,
    runbook: {
      meaning:
        'Its run strategy asks for a running machine, and KubeVirt has not had one for ten minutes. Machines that are ' +
        'paused, cannot be placed, lack a volume or fail again and again have alerts of their own.',
      impact: 'What runs in it is away.',
      diagnosis: LOOK,
      mitigation:
        'Start it: `virtctl start <virtual-machine> --namespace <namespace>`. When its node died, KubeVirt starts it on ' +
        'another one as soon as Kubernetes gave the node up; delete the pod of a node that is certainly off.',
    },
    console: 'cluster',
    tests: turns(
      VM,
      '10m',
      { [VM.of('palette_virtual_machine_ready')]: [1, 0], [VM.of('palette_virtual_machine_wanted')]: [1, 1] },
      {
        silent: [
          {
            [VM.of('palette_virtual_machine_ready')]: [0, 0],
            [VM.of('palette_virtual_machine_wanted')]: [0, 0],
          },
          { [VM.of('palette_virtual_machine_ready')]: [0, 0] },
          ...EXPLAINED.split('|').map((state) => ({
            [VM.of('palette_virtual_machine_ready')]: [0, 0] as const,
            [VM.of('palette_virtual_machine_wanted')]: [1, 1] as const,
            [VM.of('palette_virtual_machine_state', { state })]: [1, 1] as const,
          })),
        ],
      },
    ),
  },

  PaletteVirtualMachineStartFailing: {
    severity: 'critical',
    thresholds: ['virtualMachineStartFailures'],
    expr: (settings) => `${failing(settings)} or ${inState(settings, CRASHING)}`,
    for: '10m',
    summary: 'A virtual machine fails to start again and again.',
    description: `${named} keeps failing to start.`,
    runbook: {
      meaning: 'KubeVirt starts the machine, it ends at once, and each further try waits longer.',
      impact: 'What runs in it is away, and will not come back by itself.',
      diagnosis: `${LOOK}
4. Its launcher: \`kubectl logs --namespace <namespace> -l vm.kubevirt.io/name=<virtual-machine> -c compute --tail=100\``,
      mitigation:
        'Undo the last change of its definition. An image that cannot be pulled: is it in the internal registry? A guest ' +
        'that crashes while it boots: `virtctl console <virtual-machine>`, or restore a snapshot.',
    },
    console: 'cluster',
    tests: turns(
      VM,
      '10m',
      { [VM.of('palette_virtual_machine_start_failures')]: [0, 4] },
      {
        also: [
          { states: { [VM.of('palette_virtual_machine_state', { state: 'CrashLoopBackOff' })]: ['_', 1] } },
        ],
      },
    ),
  },

  PaletteVirtualMachineUnschedulable: {
    severity: 'critical',
    expr: (settings) => inState(settings, 'ErrorUnschedulable'),
    for: '10m',
    summary: 'No node can take a virtual machine.',
    description: `${named} cannot be placed on any node.`,
    runbook: {
      meaning: 'Kubernetes found no node with the CPU, memory, devices or labels that the machine asks for.',
      impact: 'The machine does not run. During a rollout the others of the drained node may follow.',
      diagnosis: `1. Why? \`kubectl get events --namespace <namespace> --field-selector reason=FailedScheduling\`
2. What is left? \`kubectl describe nodes | grep -A8 "Allocated resources"\`; nodes that are cordoned:
   \`kubectl get nodes\`.`,
      mitigation:
        'Bring back the node that is missing, switch off machines that can wait, or ask for less. A node selector that no ' +
        'node fulfils any more must be changed in the machine.',
    },
    console: 'cluster',
    tests: turns(VM, '10m', {
      [VM.of('palette_virtual_machine_state', { state: 'ErrorUnschedulable' })]: ['_', 1],
    }),
  },

  PaletteVirtualMachineVolumeMissing: {
    severity: 'critical',
    expr: (settings) => inState(settings, NO_VOLUME),
    for: '15m',
    summary: 'A virtual machine has no volume to start from.',
    description: `${named} waits for a volume.`,
    runbook: {
      meaning: 'A volume of the machine does not exist, cannot be bound, or was not filled.',
      impact: 'The machine does not run.',
      diagnosis: `1. Which one? \`kubectl get pvc,datavolume --namespace <namespace>\`
2. Why? \`kubectl describe datavolume <name> --namespace <namespace>\`
3. Is Portworx in quorum? \`pxctl status\` on any storage node.`,
      mitigation: 'Mend the storage first. A volume that is gone comes back from its snapshot or backup.',
    },
    console: 'cluster',
    tests: turns(VM, '15m', {
      [VM.of('palette_virtual_machine_state', { state: 'DataVolumeError' })]: ['_', 1],
    }),
  },

  PaletteVirtualMachinePaused: {
    severity: 'warning',
    expr: (settings) => inState(settings, 'Paused'),
    for: '1h',
    summary: 'A virtual machine has been paused for long.',
    description: `${named} has been paused for an hour.`,
    runbook: {
      meaning: 'Somebody, or an I/O error of its disk, stopped the machine where it stood.',
      impact: 'What runs in it answers nobody, and its clock falls behind.',
      diagnosis: LOOK,
      mitigation:
        '`virtctl unpause vm <virtual-machine> --namespace <namespace>`, once its disks can be written again.',
    },
    console: 'cluster',
    tests: turns(VM, '1h', { [VM.of('palette_virtual_machine_state', { state: 'Paused' })]: ['_', 1] }),
  },

  PaletteVirtualMachineAgentSilent: {
    severity: 'info',
    expr: (settings) =>
      `${machines(settings, 'palette_virtual_machine_condition', 'type="AgentConnected"', 'status="False"')} == 1`,
    for: '1h',
    summary: 'The guest agent of a virtual machine is silent.',
    description: `The guest agent of ${lower} has not answered for an hour.`,
    runbook: {
      meaning: 'KubeVirt had a connection to the agent within the guest, and has none now.',
      impact:
        'Snapshots are no longer consistent with the file systems of the guest; its addresses are unknown.',
      diagnosis:
        '1. Within the guest: `systemctl status qemu-guest-agent`; in Windows the service QEMU Guest Agent.',
      mitigation: 'Start the agent within the guest. If the guest hangs, restart the machine.',
    },
    console: 'cluster',
    tests: turns(VM, '1h', {
      [VM.of('palette_virtual_machine_condition', { type: 'AgentConnected', status: 'False' })]: ['_', 1],
    }),
  },

  PaletteVirtualMachineRestartPending: {
    severity: 'info',
    expr: (settings) =>
      `${machines(settings, 'palette_virtual_machine_condition', 'type="RestartRequired"', 'status="True"')} == 1`,
    for: '1d',
    summary: 'A virtual machine needs a restart for a change to take effect.',
    description: `${named} has needed a restart for a day.`,
    runbook: {
      meaning: 'Its definition was changed in a way that a running machine cannot take over.',
      impact:
        'What runs is not what is defined; the next crash applies the change at a time that nobody chose.',
      diagnosis: LOOK,
      mitigation:
        'Restart it in a maintenance window: `virtctl restart <virtual-machine> --namespace <namespace>`.',
    },
    console: 'cluster',
    tests: turns(VM, '1d', {
      [VM.of('palette_virtual_machine_condition', { type: 'RestartRequired', status: 'True' })]: ['_', 1],
    }),
  },

  PaletteVirtualMachinesNotRedundant: {
    severity: 'warning',
    expr: (settings) => {
      const wanted = maxBy(
        settings,
        CLUSTER.identity,
        ours(settings, 'palette_virtual_machines_requested_memory_bytes'),
      );
      const node = maxBy(
        settings,
        [...CLUSTER.identity, 'node'],
        ours(settings, 'palette_node_memory_bytes'),
      );
      const there = `${sumBy(settings, CLUSTER.identity, node)} - ${maxBy(settings, CLUSTER.identity, node)}`;
      return `${wanted} > (${there})`;
    },
    for: '1h',
    summary: 'The virtual machines of a cluster would not fit on it with one node less.',
    description:
      'The virtual machines of cluster {{ $labels.cluster_name }} would not fit if its largest node were away.',
    runbook: {
      meaning: 'The memory that all machines want together is more than all nodes but the largest have.',
      impact: 'A node that fails, or is drained for a rollout, leaves machines without a place.',
      diagnosis: `1. What is wanted? \`palette_virtual_machines_requested_memory_bytes{cluster_name="<cluster>"}\`
2. What is there? \`palette_node_memory_bytes{cluster_name="<cluster>"}\``,
      mitigation: 'Switch off what can wait before the next rollout, or add a node.',
    },
    console: 'cluster',
    tests: turns(CLUSTER, '1h', {
      [CLUSTER.of('palette_virtual_machines_requested_memory_bytes')]: [100, 201],
      [CLUSTER.of('palette_node_memory_bytes', { node: 'node-1' })]: [100, 100],
      [CLUSTER.of('palette_node_memory_bytes', { node: 'node-2' })]: [100, 100],
      [CLUSTER.of('palette_node_memory_bytes', { node: 'node-3' })]: [100, 100],
    }),
  },
});

function machines(settings: AlertSettings, metric: string, ...matchers: readonly string[]): string {
  return maxBy(settings, VM.identity, ours(settings, metric, ...matchers));
}

function inState(settings: AlertSettings, state: string): string {
  return `${machines(settings, 'palette_virtual_machine_state', state.includes('|') ? `state=~"${state}"` : `state="${state}"`)} == 1`;
}

function failing(settings: AlertSettings): string {
  const failures = minBy(settings, VM.identity, ours(settings, 'palette_virtual_machine_start_failures'));
  return `${failures} >= ${settings.thresholds.virtualMachineStartFailures}`;
}

function onVm(settings: AlertSettings): string {
  return onSame(settings, VM.identity);
}
