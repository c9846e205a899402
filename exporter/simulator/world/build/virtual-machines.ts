import { DAY, HOUR } from '../model/time-units.ts';
import type { VirtualMachine } from '../model/virtual-machine.ts';

type Line = readonly [namespace: string, name: string, cores: number, memoryGib: number];

const LINES: readonly Line[] = [
  ['line', 'mes-app-1', 4, 8],
  ['line', 'mes-app-2', 4, 8],
  ['line', 'mes-db', 8, 16],
  ['line', 'historian', 4, 8],
  ['line', 'scada-1', 2, 4],
  ['line', 'scada-2', 2, 4],
  ['quality', 'vision-1', 4, 8],
  ['quality', 'vision-2', 4, 8],
  ['quality', 'reports', 2, 4],
  ['office', 'file-server', 2, 8],
  ['office', 'print-server', 1, 2],
  ['office', 'training', 2, 4],
];

/** Twelve virtual machines that run, with a snapshot each night; the one for training is switched off. */
export function createVirtualMachines(createdAt: number, now: number): VirtualMachine[] {
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
      snapshots: isOff
        ? []
        : [{ name: `${name}-first`, at: now - 6 * HOUR - (index % 3) * DAY, phase: 'Succeeded' }],
    };
  });
}
