import type { Clock } from '../../exporter/time/clock.ts';

interface Sleeper {
  readonly due: number;
  wake(): void;
}

/** A clock that stands still until it is told to move. */
export interface FakeClock extends Clock {
  /** Moves on, waking the sleepers in their order and letting what they started settle in between. */
  advance(milliseconds: number): Promise<void>;
}

interface FakeClockOptions {
  /** Whether what is started goes over sockets; promises alone settle within a turn, however many there are. */
  readonly hasSockets?: boolean;
}

export function fakeClock(
  start = Date.parse('2026-11-22T09:00:00Z'),
  { hasSockets = true }: FakeClockOptions = {},
): FakeClock {
  let now = start;
  const sleepers = new Set<Sleeper>();
  const turns = hasSockets ? 20 : 1;

  /** The earliest, and of several the one that fell asleep first. */
  function nextDue(limit: number): Sleeper | undefined {
    let first: Sleeper | undefined;
    for (const sleeper of sleepers) {
      if (sleeper.due <= limit && (first === undefined || sleeper.due < first.due)) first = sleeper;
    }
    return first;
  }

  return {
    now: () => now,
    sleep(milliseconds, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const abort = () => {
          sleepers.delete(sleeper);
          reject(signal?.reason);
        };
        const sleeper: Sleeper = {
          due: now + Math.max(0, milliseconds),
          wake() {
            signal?.removeEventListener('abort', abort);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', abort);
      });
    },
    async advance(milliseconds) {
      const end = now + milliseconds;
      await settle(turns);
      for (let next = nextDue(end); next !== undefined; next = nextDue(end)) {
        now = Math.max(now, next.due);
        sleepers.delete(next);
        next.wake();
        await settle(turns);
      }
      now = end;
    },
  };
}

/** Lets promises and loopback sockets get on with it for a few turns of the event loop. */
async function settle(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
