import type { Machine } from './schema.ts';

/** Nodes of a pool while a repave goes through it. */
export interface Rollout {
  done: number;
  working: number;
  waiting: number;
}

/**
 * How far a repave is with the nodes of a pool. Palette has no such numbers: a node is done when it runs again in a
 * state that it entered after the approval.
 *
 * @param since seconds since the epoch at which the repave was approved
 * @returns undefined when the nodes do not tell since when they are in their state, as before 4.8
 */
export function rolloutOf(machines: readonly Machine[], since: number): Rollout | undefined {
  const rollout: Rollout = { done: 0, working: 0, waiting: 0 };
  for (const machine of machines) {
    const { created, stateChanged } = machine;
    if (created === undefined && stateChanged === undefined) return undefined;
    const changed = Math.max(created ?? 0, stateChanged ?? 0);
    if (isInWork(machine)) rollout.working += 1;
    else if (changed >= since) rollout.done += 1;
    else rollout.waiting += 1;
  }
  return rollout;
}

function isInWork({ state, ready, maintenance }: Machine): boolean {
  return state !== 'Running' || !ready || maintenance.action === 'cordon';
}
