import { nightly } from '../model/schedule.ts';
import type { VirtualMachine } from '../model/virtual-machine.ts';

type Line = readonly [namespace: string, name: string, cores: number, memoryGib: number];

const LINES: readonly Line[] = [
  ['line', 'mes-app-1', 4, 6],
  ['line', 'mes-app-2', 4, 6],
  ['line', 'mes-db', 4, 12],
  ['line', 'historian', 2, 6],
  ['line', 'scada-1', 2, 3],
  ['line', 'scada-2', 2, 3],
  ['quality', 'vision-1', 4, 6],
  ['quality', 'vision-2', 4, 6],
  ['quality', 'reports', 2, 3],
  ['office', 'file-server', 2, 6],
  ['office', 'print-server', 1, 2],
  ['office', 'training', 2, 4],
];

/** Twelve virtual machines that run, with a snapshot each night; the one for training is switched off. */
export function createVirtualMachines(createdAt: number): VirtualMachine[] {
  return LINES.map(([namespace, name, cores, memoryGib], index) => {
    const isOff = name === 'training';
    return {
      uid: `0000${index.toString(16)}000-0000-4000-8000-000000000000`,
      ...{ name, namespace, createdAt, cores, memoryGib },
      runStrategy: isOff ? 'Halted' : 'Always',
      state: isOff ? 'Stopped' : 'Running',
      stateSince: createdAt,
      startFailures: 0,
      isAgentSilent: false,
      needsRestart: false,
      ...(!isOff && { nightly: nightly(3) }),
      snapshots: [],
    };
  });
}
