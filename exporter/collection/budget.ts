import type { Clock } from '../clock.ts';

/** A share of the requests that a server allows on one prefix; every request to it goes through `acquire`. */
export interface Budget {
  /** Requests a second that may be sent when nothing slows the budget down. */
  readonly perSecond: number;
  /** Resolves when the next request may be sent, first come, first served. Says how long that took, in ms. */
  acquire(signal?: AbortSignal): Promise<number>;
  /** The server said 429: everybody waits (`Retry-After`, else 2 s) and the pace is halved, for a while. */
  slowDown(retryAfter?: number): void;
  /** Whether a recent 429 still slows the pace. */
  throttled(): boolean;
}

const SECOND = 1000;
/** Requests of one second may arrive within a slightly shorter one; the margin keeps the server's count honest. */
const ARRIVAL_MARGIN = 20;
/** Palette documents no Retry-After; its own SDK waits this long (palette-sdk-go, retry policy). */
const DEFAULT_PAUSE = 2 * SECOND;
const MAX_SLOWDOWN = 16;
const RECOVERY = 30 * SECOND;

/**
 * A sliding window: never more than `perSecond` requests in any second, also after a pause, which a token bucket with
 * a burst would not promise. Budgets below one a second stretch the window instead.
 */
export function createBudget(perSecond: number, clock: Clock): Budget {
  const size = Math.max(1, Math.floor(perSecond));
  const span = (size / perSecond) * SECOND + ARRIVAL_MARGIN;
  const sent: number[] = [];
  let slowdown = 1;
  let slowedAt = 0;
  let pausedUntil = 0;
  let queue: Promise<unknown> = Promise.resolve();

  async function waitForTurn(signal?: AbortSignal): Promise<void> {
    for (;;) {
      recover();
      const now = clock.now();
      const free = sent.length < size ? 0 : (sent[0] ?? 0) + span * slowdown;
      const wait = Math.max(free, pausedUntil) - now;
      if (wait <= 0) break;
      await clock.sleep(wait, signal);
    }
    if (sent.length >= size) sent.shift();
    sent.push(clock.now());
  }

  function recover(): void {
    while (slowdown > 1 && clock.now() - slowedAt >= RECOVERY) {
      slowdown /= 2;
      slowedAt += RECOVERY;
    }
  }

  return {
    perSecond,
    async acquire(signal) {
      const asked = clock.now();
      const turn = queue.then(() => {
        signal?.throwIfAborted();
        return waitForTurn(signal);
      });
      queue = turn.catch(() => undefined);
      await turn;
      return clock.now() - asked;
    },
    slowDown(retryAfter = DEFAULT_PAUSE) {
      slowdown = Math.min(MAX_SLOWDOWN, slowdown * 2);
      slowedAt = clock.now();
      pausedUntil = Math.max(pausedUntil, clock.now() + retryAfter);
    },
    throttled() {
      recover();
      return slowdown > 1 || clock.now() < pausedUntil;
    },
  };
}
