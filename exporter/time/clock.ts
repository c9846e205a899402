import { setTimeout as sleep } from 'node:timers/promises';

/** Time as the exporter and the simulator see it; tests bring a clock of their own. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after that many milliseconds; rejects with the signal's reason when it is aborted first. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** Node fires a timer that is set for longer at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: Date.now,
  async sleep(milliseconds, signal) {
    try {
      let rest = Math.max(0, milliseconds);
      do {
        await sleep(Math.min(rest, LONGEST_TIMER), undefined, { ...(signal && { signal }) });
        rest -= LONGEST_TIMER;
      } while (rest > 0);
    } catch (error) {
      throw signal?.aborted ? signal.reason : error;
    }
  },
};
