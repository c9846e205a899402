import type { Clock } from '../../../exporter/time/clock.ts';

/** A clock that leaps: whoever wanted to wake up in between wakes up late, all together. */
export interface LeapingClock extends Clock {
  leap(milliseconds: number): void;
}

/**
 * For playing hours in seconds: a fake clock that wakes every sleeper at its own time spends most of the time on
 * sleepers that only look whether there is something to do.
 */
export function leapingClock(start: number): LeapingClock {
  let now = start;
  const sleepers = new Set<{ readonly due: number; readonly wake: () => void }>();
  return {
    now: () => now,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const sleeper = {
          due: now + milliseconds,
          wake() {
            signal?.removeEventListener('abort', abort);
            resolve();
          },
        };
        const abort = () => {
          sleepers.delete(sleeper);
          reject(signal?.reason);
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', abort);
      }),
    leap(milliseconds) {
      now += milliseconds;
      for (const sleeper of sleepers) {
        if (sleeper.due > now) continue;
        sleepers.delete(sleeper);
        sleeper.wake();
      }
    },
  };
}
