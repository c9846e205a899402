import { defineAlerts } from '../../kit/alert.ts';
import { maxBy, minBy, olderThan, ours, seconds } from '../../kit/promql.ts';
import { ages, turns } from '../../kit/proof.ts';
import { VIRTUAL_MACHINE as VM } from '../../kit/subjects.ts';

const LOOK = `1. \`kubectl get vmsnapshot --namespace <namespace>\`: phase, ready, error.
2. The snapshots of its volumes: \`kubectl get volumesnapshot --namespace <namespace>\`
3. Portworx: \`pxctl status\`, and the log of its CSI snapshotter.`;

export const virtualMachineSnapshotAlerts = defineAlerts('virtual-machine', {
  PaletteVirtualMachineSnapshotFailed: {
    severity: 'warning',
    expr: (settings) =>
      `${maxBy(settings, VM.identity, ours(settings, 'palette_virtual_machine_snapshot_last_failed'))} == 1`,
    for: '15m',
    summary: 'The last snapshot of a virtual machine failed.',
    description:
      'The last snapshot of virtual machine {{ $labels.virtual_machine }} ({{ $labels.vm_namespace }}) of cluster ' +
      '{{ $labels.cluster_name }} failed.',
    runbook: {
      meaning:
        'KubeVirt gave the snapshot up, for instance because a volume could not be snapshotted in time.',
      impact: 'The machine can only be brought back to the snapshot before.',
      diagnosis: LOOK,
      mitigation: 'Mend what the error names, delete the failed snapshot and make a new one.',
    },
    console: 'cluster',
    tests: turns(VM, '15m', { [VM.of('palette_virtual_machine_snapshot_last_failed')]: [0, 1] }),
  },

  PaletteVirtualMachineSnapshotStuck: {
    severity: 'warning',
    thresholds: ['volumeSnapshotReady'],
    expr: (settings) => {
      const since = ours(settings, 'palette_virtual_machine_snapshot_unready_since_timestamp_seconds');
      return `time() - ${minBy(settings, VM.identity, since)} > ${seconds(settings.thresholds.volumeSnapshotReady)}`;
    },
    for: '15m',
    summary: 'A snapshot of a virtual machine does not become ready.',
    description:
      'A snapshot of virtual machine {{ $labels.virtual_machine }} ({{ $labels.vm_namespace }}) of cluster ' +
      '{{ $labels.cluster_name }} has not been ready for {{ $value | humanizeDuration }}.',
    runbook: {
      meaning: 'The snapshot was asked for, has not failed, and cannot be used.',
      impact: 'It is no way back, although somebody may think so; its guest may still be frozen.',
      diagnosis: LOOK,
      mitigation: 'Mend the storage, delete the snapshot and make a new one.',
    },
    console: 'cluster',
    tests: ages(VM, '15m', {
      of: VM.of('palette_virtual_machine_snapshot_unready_since_timestamp_seconds'),
      limit: '1h',
    }),
  },

  PaletteVirtualMachineSnapshotOld: {
    severity: 'warning',
    thresholds: ['virtualMachineSnapshotAge'],
    expr: (settings) =>
      olderThan(
        settings,
        VM.identity,
        ours(settings, 'palette_virtual_machine_snapshot_last_success_timestamp_seconds'),
        settings.thresholds.virtualMachineSnapshotAge,
      ),
    for: '1h',
    summary: 'A virtual machine that has snapshots has had no new one for long.',
    description:
      'The last good snapshot of virtual machine {{ $labels.virtual_machine }} ({{ $labels.vm_namespace }}) of cluster ' +
      '{{ $labels.cluster_name }} is {{ $value | humanizeDuration }} old.',
    runbook: {
      meaning: 'Somebody makes snapshots of this machine, and they have stopped.',
      impact: 'Going back to the last one loses more than is agreed.',
      diagnosis: LOOK,
      mitigation: 'Start what makes them again. If they are no longer wanted, delete the old ones.',
    },
    console: 'cluster',
    tests: ages(VM, '1h', {
      of: VM.of('palette_virtual_machine_snapshot_last_success_timestamp_seconds'),
      limit: '8d',
    }),
  },
});
