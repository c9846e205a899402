import { mainCluster } from '../../../exporter/simulator/world/changes/actors.ts';
import { publishUpdate } from '../../../exporter/simulator/world/changes/profile-rollout.ts';
import {
  setVirtualMachineState,
  virtualMachineOf,
} from '../../../exporter/simulator/world/changes/virtual-machine-life.ts';
import { DAY, lastAt, type Stories } from './story.ts';

export const virtualMachineStories: Stories = {
  'a virtual machine crashes, another stops, one finds no node, one no volume': {
    scenario: 'vm-crashing',
    change: (world, now) => {
      setVirtualMachineState(virtualMachineOf(world, 'mes-app-2'), 'Stopped', now);
      setVirtualMachineState(virtualMachineOf(world, 'vision-1'), 'ErrorUnschedulable', now);
      setVirtualMachineState(virtualMachineOf(world, 'vision-2'), 'DataVolumeError', now);
    },
    step: '10m',
    lasts: '25m',
    heals: '10m',
    fires: [
      'PaletteVirtualMachineDown',
      'PaletteVirtualMachineStartFailing',
      'PaletteVirtualMachineUnschedulable',
      'PaletteVirtualMachineVolumeMissing',
    ],
  },
  'virtual machines are paused, silent and wait for a restart': {
    change: (world, now) => {
      setVirtualMachineState(virtualMachineOf(world, 'scada-1'), 'Paused', now);
      virtualMachineOf(world, 'scada-2').isAgentSilent = true;
      virtualMachineOf(world, 'reports').needsRestart = true;
    },
    step: '12h',
    lasts: '1d4h',
    heals: '4h',
    fires: [
      'PaletteVirtualMachinePaused',
      'PaletteVirtualMachineAgentSilent',
      'PaletteVirtualMachineRestartPending',
    ],
  },
  'a virtual machine that cannot be moved stands in the way of an update': {
    change: (world, now) => {
      virtualMachineOf(world, 'mes-db').migrationBlocked = 'DisksNotLiveMigratable';
      publishUpdate(world, mainCluster(world), now);
    },
    step: '10m',
    lasts: '25m',
    heals: '10m',
    fires: ['PaletteVirtualMachineBlocksUpdate'],
  },
  'a virtual machine that cannot be moved blocks a drain': {
    scenario: 'vm-blocks-drain',
    step: '10m',
    lasts: '20m',
    heals: '20m',
    fires: ['PaletteVirtualMachineBlocksDrain', 'PaletteNodeInMaintenance'],
  },
  'the migration of a virtual machine hangs': {
    scenario: 'vm-migration-hangs',
    step: '20m',
    lasts: '50m',
    heals: '15m',
    fires: ['PaletteVirtualMachineMigrationStuck'],
  },
  'snapshots of virtual machines fail and hang': {
    scenario: 'vm-snapshot-failed',
    step: '30m',
    lasts: '2h',
    heals: '40m',
    fires: ['PaletteVirtualMachineSnapshotFailed', 'PaletteVirtualMachineSnapshotStuck'],
  },
  'no snapshots of virtual machines are made any more': {
    change: (world, now) => {
      for (const machine of mainCluster(world).virtualMachines ?? []) {
        if (machine.nightly !== undefined) machine.nightly = lastAt(now - 9 * DAY);
      }
    },
    step: '30m',
    lasts: '1h40m',
    heals: '40m',
    fires: ['PaletteVirtualMachineSnapshotOld'],
  },
  'the virtual machines need more memory than one node less has': {
    change: (world, now) => {
      const cluster = mainCluster(world);
      const [machine] = cluster.virtualMachines ?? [];
      if (machine !== undefined) cluster.virtualMachines?.push({ ...machine, name: 'huge', memoryGib: 4096 });
      cluster.modifiedAt = now;
    },
    step: '30m',
    lasts: '1h40m',
    heals: '20m',
    fires: ['PaletteVirtualMachinesNotRedundant'],
  },
};
