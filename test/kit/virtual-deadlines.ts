import type { Clock } from '../../exporter/time/clock.ts';

/** Milliseconds: the deadlines of requests to Palette and to Local UI. */
const DEADLINES: readonly unknown[] = [10_000, 30_000];
/** Nobody hears of it; without a reason each request would make an error, with its stack. */
const CLEARED = 'cleared';

/**
 * Lets the deadlines of requests pass in the time of a clock; all other timers stay those of real time.
 *
 * @returns what puts the timers of Node back
 */
export function makeDeadlinesVirtual(clock: Clock): () => void {
  const real = { set: globalThis.setTimeout, clear: globalThis.clearTimeout };
  const pending = new WeakMap<object, AbortController>();

  function setVirtual(work: () => void, delay?: number, ...rest: []): NodeJS.Timeout {
    if (!DEADLINES.includes(delay)) return real.set(work, delay, ...rest);
    const handle = real.set(() => undefined, 0);
    const controller = new AbortController();
    pending.set(handle, controller);
    clock.sleep(Number(delay), controller.signal).then(work, () => undefined);
    return handle;
  }

  function clearVirtual(handle: NodeJS.Timeout | string | number | undefined): void {
    if (typeof handle === 'object') pending.get(handle)?.abort(CLEARED);
    real.clear(handle);
  }

  globalThis.setTimeout = Object.assign(setVirtual, real.set);
  globalThis.clearTimeout = clearVirtual;
  return () => {
    globalThis.setTimeout = real.set;
    globalThis.clearTimeout = real.clear;
  };
}
