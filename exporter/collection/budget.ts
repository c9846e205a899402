import { abortable } from '../time/abortable.ts';
import type { Clock } from '../time/clock.ts';

/** A share of the requests that a server allows on one prefix; every request to it goes through `spend`. */
export interface Budget {
  /** Requests a second that may be sent when nothing slows the budget down. */
  readonly perSecond: number;
  /**
   * Sends a request when its turn has come, and gives its answer. Requests are served in the order of asking, but
   * patient ones give way to the others.
   *
   * @param send is told how long the request waited, in ms
   */
  spend<Answer>(send: (waited: number) => Promise<Answer>, options?: SpendOptions): Promise<Answer>;
  /** The server said 429: everybody waits (`Retry-After`, else 2 s) and the pace is halved, for a while. */
  slowDown(retryAfter?: number): void;
  /** Whether a recent 429 still slows the pace. */
  throttled(): boolean;
}

interface SpendOptions {
  readonly signal?: AbortSignal;
  /** A visit to one of many objects: the sweeps that tell what changed must not wait for a round of them. */
  readonly patient?: boolean | undefined;
}

const SECOND = 1000;
/** Clocks count whole milliseconds. */
const ROUNDING = 1;
/** Palette documents no Retry-After; its own SDK waits this long (palette-sdk-go, retry policy). */
const DEFAULT_PAUSE = 2 * SECOND;
/** A larger Retry-After is a mistake or malice: one request every few minutes hurts nobody. */
const LONGEST_PAUSE = 300 * SECOND;
const MAX_SLOWDOWN = 16;
const RECOVERY = 30 * SECOND;
/** After so many others in a row a patient request is served, so that it is not forgotten. */
const OTHERS_IN_A_ROW = 3;

/**
 * A sliding window: never more than `perSecond` requests in any second, also after a pause, which a token bucket with
 * a burst would not promise. A place in the window is free again a second after its request was answered, not sent: so
 * the promise holds where the server counts, however long a request was on its way, and a server that is slow already
 * is asked less. A fraction is rounded down; budgets below one a second stretch the window instead.
 */
export function createBudget(perSecond: number, clock: Clock): Budget {
  // 100 * 0.29 is a little less than 29.
  const size = Math.max(1, Math.floor(perSecond + 1e-9));
  const span = Math.max(1, 1 / perSecond) * SECOND + ROUNDING;
  const queues = { patient: new Set<() => void>(), others: new Set<() => void>() };
  let underWay = 0;
  let answered: number[] = [];
  let othersInARow = 0;
  let serving = false;
  let slowdown = 1;
  let slowedAt = 0;
  let pausedUntil = 0;

  /** Lets the waiting requests go, one after the other, until none waits or all places are under way. */
  async function serve(): Promise<void> {
    if (serving) return;
    serving = true;
    while (queues.others.size + queues.patient.size > 0) {
      const wait = untilFree();
      if (wait === undefined) break;
      if (wait > 0) await clock.sleep(wait);
      else letOneGo();
    }
    serving = false;
  }

  function letOneGo(): void {
    const patientFirst = queues.others.size === 0 || othersInARow >= OTHERS_IN_A_ROW;
    const queue = patientFirst && queues.patient.size > 0 ? queues.patient : queues.others;
    othersInARow = queue === queues.others ? othersInARow + 1 : 0;
    const [next] = queue;
    if (next === undefined) return;
    queue.delete(next);
    if (answered.length + underWay >= size) answered.shift();
    underWay += 1;
    next();
  }

  /** Milliseconds; undefined when the next place depends on an answer. */
  function untilFree(): number | undefined {
    recover();
    const now = clock.now();
    // The clock may have been set back: no request was answered in the future.
    answered = answered.map((at) => Math.min(at, now));
    const [oldest] = answered;
    const full = answered.length + underWay >= size;
    if (full && oldest === undefined) return undefined;
    const free = full && oldest !== undefined ? oldest + span * slowdown : 0;
    return Math.max(0, free - now, pausedUntil - now);
  }

  function recover(): void {
    while (slowdown > 1 && clock.now() - slowedAt >= RECOVERY) {
      slowdown /= 2;
      slowedAt += RECOVERY;
    }
  }

  async function turn({ signal, patient = false }: SpendOptions): Promise<void> {
    signal?.throwIfAborted();
    const queue = patient ? queues.patient : queues.others;
    let go: (() => void) | undefined;
    const mine = new Promise<void>((resolve) => {
      go = resolve;
      queue.add(resolve);
    });
    void serve();
    try {
      await abortable(mine, signal);
    } catch (error) {
      // Aborted in the same moment as its turn came: the place is given back.
      if (go !== undefined && !queue.delete(go)) giveBack();
      throw error;
    }
  }

  function giveBack(): void {
    underWay -= 1;
    answered.push(clock.now());
    void serve();
  }

  return {
    perSecond,
    async spend(send, options = {}) {
      const asked = clock.now();
      await turn(options);
      try {
        return await send(Math.max(0, clock.now() - asked));
      } finally {
        giveBack();
      }
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
