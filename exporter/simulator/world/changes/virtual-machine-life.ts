import type { VirtualMachine } from '../model/virtual-machine.ts';
import type { World } from '../model/world.ts';
import { mainCluster, required } from './actors.ts';

/** The virtual machine of that name in the cluster that scenarios happen to. */
export function virtualMachineOf(world: World, name: string): VirtualMachine {
  const machines = mainCluster(world).virtualMachines ?? [];
  return required(
    machines.find((machine) => machine.name === name),
    `a virtual machine ${name}`,
  );
}

export function setVirtualMachineState(
  machine: VirtualMachine,
  state: VirtualMachine['state'],
  now: number,
): void {
  machine.state = state;
  machine.stateSince = now;
}
