import { mainCluster, nodeOf } from '../world/changes/actors.ts';
import { cordon } from '../world/changes/node-life.ts';
import { setVirtualMachineState, virtualMachineOf } from '../world/changes/virtual-machine-life.ts';
import { after, atOnce, scenario } from './scenario.ts';

export const vmCrashing = scenario(
  'A virtual machine crashes while it boots, again and again.',
  atOnce((world, now) => {
    const machine = virtualMachineOf(world, 'historian');
    setVirtualMachineState(machine, 'CrashLoopBackOff', now);
    machine.startFailures = 5;
  }),
);

export const vmBlocksDrain = scenario(
  'A node is drained for a rollout, and a virtual machine that cannot be moved keeps it from ending.',
  atOnce((world) => {
    virtualMachineOf(world, 'mes-db').migrationBlocked = 'DisksNotLiveMigratable';
  }),
  after('2m', (world) => cordon(nodeOf(mainCluster(world), 0), 'InProgress')),
);

export const vmMigrationHangs = scenario(
  'A virtual machine is moved to another node, and its migration never ends.',
  atOnce((world, now) => setVirtualMachineState(virtualMachineOf(world, 'mes-app-1'), 'Migrating', now)),
);

export const vmSnapshotFailed = scenario(
  'The snapshot of a virtual machine fails, and another one never becomes ready.',
  atOnce((world, now) => {
    virtualMachineOf(world, 'mes-db').snapshots.push({ name: 'mes-db-now', at: now, phase: 'Failed' });
    virtualMachineOf(world, 'reports').snapshots.push({ name: 'reports-now', at: now, phase: 'InProgress' });
  }),
);
