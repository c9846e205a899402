import { abortable } from '../abortable.ts';
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
/** A larger Retry-After is a mistake or malice: one request every few minutes hurts nobody. */
const LONGEST_PAUSE = 300 * SECOND;
const MAX_SLOWDOWN = 16;
const RECOVERY = 30 * SECOND;

/**
 * A sliding window: never more than `perSecond` requests in any second, also after a pause, which a token bucket with
 * a burst would not promise. A fraction is rounded down; budgets below one a second stretch the window instead.
 */
export function createBudget(perSecond: number, clock: Clock): Budget {
  // 100 * 0.29 is a little less than 29.
  const size = Math.max(1, Math.floor(perSecond + 1e-9));
  const span = Math.max(1, 1 / perSecond) * SECOND + ARRIVAL_MARGIN;
  let sent: number[] = [];
  let slowdown = 1;
  let slowedAt = 0;
  let pausedUntil = 0;
  let queue: Promise<unknown> = Promise.resolve();

  async function waitForTurn(signal?: AbortSignal): Promise<void> {
    for (;;) {
      recover();
      const now = clock.now();
      const wait = Math.max(untilFree(now), pausedUntil - now);
      if (wait <= 0) break;
      await clock.sleep(wait, signal);
    }
    if (sent.length >= size) sent.shift();
    sent.push(clock.now());
  }

  function untilFree(now: number): number {
    // The clock may have been set back: no request was sent in the future.
    sent = sent.map((at) => Math.min(at, now));
    const [oldest] = sent;
    return oldest === undefined || sent.length < size ? 0 : oldest + span * slowdown - now;
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
      await abortable(turn, signal);
      return Math.max(0, clock.now() - asked);
    },
    slowDown(retryAfter = DEFAULT_PAUSE) {
      const now = clock.now();
      // Requests that were under way together are refused together: that is one refusal.
      if (now >= pausedUntil) slowdown = Math.min(MAX_SLOWDOWN, slowdown * 2);
      slowedAt = now;
      pausedUntil = Math.max(pausedUntil, now + Math.min(retryAfter, LONGEST_PAUSE));
    },
    throttled() {
      recover();
      return slowdown > 1 || clock.now() < pausedUntil;
    },
  };
}
