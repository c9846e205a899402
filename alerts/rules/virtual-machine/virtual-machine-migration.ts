import { defineAlerts } from '../../kit/alert.ts';
import type { AlertSettings } from '../../kit/alert-settings.ts';
import { maxBy, onSame, ours } from '../../kit/promql.ts';
import { turns } from '../../kit/proof.ts';
import { CLUSTER, NODE, VIRTUAL_MACHINE as VM } from '../../kit/subjects.ts';

const WHY = `1. Why not? \`palette_virtual_machine_migration_blocked{virtual_machine="<virtual-machine>"}\`, or
   \`kubectl get vmi <virtual-machine> --namespace <namespace> -o jsonpath='{.status.conditions}'\`
2. DisksNotLiveMigratable: a volume is not ReadWriteMany. InterfaceNotLiveMigratable: a bridge on the pod network.
   HostDeviceNotLiveMigratable: a device of the node is passed through.`;

export const virtualMachineMigrationAlerts = defineAlerts('virtual-machine', {
  PaletteVirtualMachineBlocksUpdate: {
    severity: 'warning',
    expr: (settings) => {
      const pending = clusters(settings, 'palette_cluster_update_available');
      const repave = clusters(settings, 'palette_cluster_repave_state', 'state="Pending"');
      const drains = `(${pending} == 1 unless ${onCluster(settings)} ${drainsNothing(settings)} or ${repave} == 1)`;
      return `${immovable(settings)} and ${onCluster(settings)} ${drains} unless ${onCluster(settings)} ${draining(settings)}`;
    },
    for: '15m',
    summary: 'A virtual machine that cannot be moved will block the update that waits.',
    description:
      'An update waits for cluster {{ $labels.cluster_name }}, and virtual machine {{ $labels.virtual_machine }} ' +
      '({{ $labels.vm_namespace }}) cannot be moved off its node.',
    runbook: {
      meaning:
        'A rollout that rebuilds nodes drains one after the other, and a drain moves the virtual machines. This one ' +
        'cannot be moved while it runs. An update that only changes values or versions of packs above Kubernetes drains ' +
        'nothing and does not count.',
      impact: 'The rollout will stand still at its node, in the middle, with a node less.',
      diagnosis: WHY,
      mitigation:
        'Before the rollout: give it ReadWriteMany volumes (Portworx sharedv4 or block RWX) or a masquerade interface, ' +
        'or plan to switch it off when its node is due.',
    },
    dashboard: 'palette-rollouts',
    console: 'cluster',
    tests: turns(
      VM,
      '15m',
      {
        [VM.of('palette_virtual_machine_live_migratable')]: [1, 0],
        [VM.of('palette_virtual_machine_wanted')]: [1, 1],
        [CLUSTER.of('palette_cluster_update_available')]: [1, 1],
      },
      {
        also: [
          {
            states: {
              [VM.of('palette_virtual_machine_live_migratable')]: [1, 0],
              [VM.of('palette_virtual_machine_wanted')]: [1, 1],
              [CLUSTER.of('palette_cluster_repave_state', { state: 'Pending' })]: [1, 1],
            },
          },
          {
            states: {
              [VM.of('palette_virtual_machine_live_migratable')]: [1, 0],
              [VM.of('palette_virtual_machine_wanted')]: [1, 1],
              [CLUSTER.of('palette_cluster_update_available')]: [1, 1],
              [packOf('nginx', 'addon', 'pack_values')]: [1, 1],
              [packOf('edge-native-byoi', 'os', 'os')]: [1, 1],
            },
          },
        ],
        silent: [
          {
            [VM.of('palette_virtual_machine_live_migratable')]: [0, 0],
            [VM.of('palette_virtual_machine_wanted')]: [1, 1],
            [CLUSTER.of('palette_cluster_update_available')]: [0, 0],
          },
          {
            [VM.of('palette_virtual_machine_live_migratable')]: [0, 0],
            [VM.of('palette_virtual_machine_wanted')]: [0, 0],
            [CLUSTER.of('palette_cluster_update_available')]: [1, 1],
          },
          {
            [VM.of('palette_virtual_machine_live_migratable')]: [0, 0],
            [VM.of('palette_virtual_machine_wanted')]: [1, 1],
            [CLUSTER.of('palette_cluster_update_available')]: [1, 1],
            [packOf('nginx', 'addon', 'pack_values')]: [1, 1],
          },
        ],
      },
    ),
  },

  PaletteVirtualMachineBlocksDrain: {
    severity: 'critical',
    expr: (settings) => `${immovable(settings)} and ${onCluster(settings)} ${draining(settings)}`,
    for: '10m',
    summary: 'A node is being drained, and a virtual machine that cannot be moved may block it.',
    description:
      'A node of cluster {{ $labels.cluster_name }} is being drained, and virtual machine ' +
      '{{ $labels.virtual_machine }} ({{ $labels.vm_namespace }}) cannot be moved.',
    runbook: {
      meaning:
        'A rollout, an upgrade or a person drains a node. Palette does not tell on which node a machine runs; if it is ' +
        'this one, the drain does not end.',
      impact: 'The rollout stands still with a node less, and all nodes that come after wait.',
      diagnosis: `${WHY}
3. Is it on that node? \`kubectl get vmi --all-namespaces -o wide\``,
      mitigation:
        'If it is: switch it off (`virtctl stop <virtual-machine> --namespace <namespace>`); KubeVirt starts it on ' +
        'another node when its volumes allow that, else after the node is back.',
    },
    dashboard: 'palette-rollouts',
    console: 'cluster',
    tests: turns(VM, '10m', {
      [VM.of('palette_virtual_machine_live_migratable')]: [0, 0],
      [VM.of('palette_virtual_machine_wanted')]: [1, 1],
      [NODE.of('palette_node_maintenance', { action: 'cordon', state: 'InProgress' })]: ['_', 1],
    }),
  },

  PaletteVirtualMachineMigrationStuck: {
    severity: 'warning',
    expr: (settings) =>
      `${maxBy(settings, VM.identity, ours(settings, 'palette_virtual_machine_state', 'state="Migrating"'))} == 1`,
    for: '30m',
    summary: 'The migration of a virtual machine does not come to an end.',
    description:
      'Virtual machine {{ $labels.virtual_machine }} ({{ $labels.vm_namespace }}) of cluster ' +
      '{{ $labels.cluster_name }} has been migrating for half an hour.',
    runbook: {
      meaning:
        'The machine changes its memory faster than the network copies it, or its target does not start.',
      impact: 'The node that it leaves cannot be drained.',
      diagnosis: `1. \`kubectl get vmim --namespace <namespace>\`, and its phase.
2. The launcher on the target: \`kubectl get pods --namespace <namespace> -l vm.kubevirt.io/name=<virtual-machine> -o wide\``,
      mitigation:
        'Cancel it (`virtctl migrate-cancel <virtual-machine>`), lower the load within the guest and try again, or allow ' +
        'post-copy or auto-converge in the migration policy.',
    },
    console: 'cluster',
    tests: turns(VM, '30m', { [VM.of('palette_virtual_machine_state', { state: 'Migrating' })]: ['_', 1] }),
  },
});

/** Machines that should run and cannot be moved while they do. */
function immovable(settings: AlertSettings): string {
  const movable = maxBy(settings, VM.identity, ours(settings, 'palette_virtual_machine_live_migratable'));
  const wanted = maxBy(settings, VM.identity, ours(settings, 'palette_virtual_machine_wanted'));
  return `${movable} == 0 unless ${onSame(settings, VM.identity)} ${wanted} == 0`;
}

/** Clusters for which packs wait, and none whose change takes nodes away. */
function drainsNothing(settings: AlertSettings): string {
  const light = ['kind=~"pack_values|pack_version"', 'layer!="k8s"'];
  const heavy = ['kind=~"os|kubernetes"', 'layer="k8s"'].map((matcher) =>
    clusters(settings, 'palette_cluster_pending_pack_info', matcher),
  );
  return `(${clusters(settings, 'palette_cluster_pending_pack_info', ...light)} unless ${onCluster(settings)} (${heavy.join(' or ')}))`;
}

function draining(settings: AlertSettings): string {
  return clusters(settings, 'palette_node_maintenance', 'action="cordon"', 'state=~"Initiated|InProgress"');
}

function clusters(settings: AlertSettings, metric: string, ...matchers: readonly string[]): string {
  return maxBy(settings, CLUSTER.identity, ours(settings, metric, ...matchers));
}

function onCluster(settings: AlertSettings): string {
  return onSame(settings, CLUSTER.identity);
}

/** A pack that waits, as the exporter tells of it. */
function packOf(pack: string, layer: string, kind: string): string {
  return CLUSTER.of('palette_cluster_pending_pack_info', { pack, layer, kind });
}
