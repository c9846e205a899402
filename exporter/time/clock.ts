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
    let rest = Math.max(0, milliseconds);
    do {
      await sleep(Math.min(rest, LONGEST_TIMER), signal);
      rest -= LONGEST_TIMER;
    } while (rest > 0);
  },
};

/** That of Node makes an error with a stack wherever a signal ends it, which is how most waits here end. */
function sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', stop);
  });
}
