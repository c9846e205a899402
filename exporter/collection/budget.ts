import { SourceError } from '../sources/failures.ts';
import { abortable, NO_LONGER_NEEDED } from '../time/abortable.ts';
import type { Clock } from '../time/clock.ts';

/** A share of the requests that a server allows on one prefix; every request to it goes through `spend`. */
export interface Budget {
  /** Requests a second that may be sent when nothing slows the budget down. */
  readonly perSecond: number;
  /**
   * Sends a request when its turn has come, and gives its answer. Requests are served in the order of asking. Patient
   * ones give way to the others, and those who ask for many of them take turns with those who ask for few.
   *
   * @param send is told how long the request waited, in ms
   * @throws SourceError (rate_limited) at once where the server asked for a longer pause than the request may wait, and
   * when it has waited that long
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
  /** Goes before those with a higher number and those without one, who wait until it is served. */
  readonly sight?: number | undefined;
  /** Who asks; absent: somebody else than all others that say who they are. */
  readonly who?: string | undefined;
  /** Milliseconds; undefined: as long as it takes. */
  readonly longestWait?: number | undefined;
}

const SECOND = 1000;
/** Clocks count whole milliseconds. */
const ROUNDING = 1;
/** Palette documents no Retry-After; its own SDK waits this long (palette-sdk-go, retry policy). */
const DEFAULT_PAUSE = 2 * SECOND;
/**
 * A larger Retry-After is a mistake or malice: one request a minute hurts nobody, and what is well again shows within two
 * minutes.
 */
export const LONGEST_PAUSE = 60 * SECOND;
const MAX_SLOWDOWN = 16;
const RECOVERY = 30 * SECOND;
/** After so many others in a row a patient request is served, so that it is not forgotten. */
const OTHERS_IN_A_ROW = 3;

/**
 * A sliding window: never more than `perSecond` requests in any second, also after a pause, which a token bucket with
 * a burst would not promise. A place in the window is free again a second after its request was answered, less the time
 * that every answer takes: what all requests share moves the window of the server and does not narrow it. So the promise
 * holds where the server counts, however long a request was held up on its way; a server that is slow now and then is
 * asked less; and one that is far away is asked as often as one nearby. A fraction is rounded down; budgets below one a
 * second stretch the window instead.
 */
export function createBudget(perSecond: number, clock: Clock): Budget {
  const pace = createPace(clock);
  const places = createPlaces(perSecond, clock);
  const line = createLine();
  let serving = false;

  /** Lets the waiting requests go, one after the other, until none waits or all places are under way. */
  async function serve(): Promise<void> {
    if (serving) return;
    serving = true;
    while (line.isWaiting()) {
      const wait = untilNext();
      if (wait === undefined) break;
      if (wait > 0) await clock.sleep(wait);
      else if (line.letOneGo()) places.take();
    }
    serving = false;
  }

  /** Milliseconds; undefined when the next place depends on an answer. */
  function untilNext(): number | undefined {
    const free = places.untilFree(pace.slowdown());
    return free === undefined ? undefined : Math.max(free, pace.pause());
  }

  async function turn({
    signal,
    patient = false,
    who = '',
    sight,
    longestWait,
  }: SpendOptions): Promise<void> {
    signal?.throwIfAborted();
    if (longestWait !== undefined && pace.pause() > longestWait) throw waitsTooLong(pace.pause());
    const { come, hasCome, leave } = line.join(patient ? { patient: who } : { sight });
    void serve();
    if (hasCome()) return;
    try {
      await within(longestWait, abortable(come, signal), clock);
    } catch (error) {
      // Aborted in the same moment as its turn came: the place is given back.
      if (!leave()) giveBack();
      throw error;
    }
  }

  function giveBack(): void {
    places.giveBack();
    void serve();
  }

  return {
    perSecond,
    async spend(send, options = {}) {
      const asked = clock.now();
      await turn(options);
      try {
        const sent = clock.now();
        return await send(Math.max(0, sent - asked)).finally(() => places.answered(clock.now() - sent));
      } finally {
        giveBack();
      }
    },
    slowDown: pace.slowDown,
    throttled: () => pace.slowdown() > 1 || pace.pause() > 0,
  };
}

/** @throws SourceError (rate_limited) after that many milliseconds */
async function within(longest: number | undefined, turn: Promise<void>, clock: Clock): Promise<void> {
  if (longest === undefined) return turn;
  const over = new AbortController();
  const tooLong = clock.sleep(longest, over.signal).then(
    () => Promise.reject(waitsTooLong(longest)),
    () => undefined,
  );
  try {
    await Promise.race([turn, tooLong]);
  } finally {
    over.abort(NO_LONGER_NEEDED);
  }
}

function waitsTooLong(milliseconds: number): SourceError {
  const seconds = Math.ceil(milliseconds / SECOND);
  return new SourceError(
    'rate_limited',
    `the request budget leaves no room for ${seconds} s, which is longer than the interval; what else asks from this address?`,
  );
}

/** The places of the window: each is taken by a request, and free again a span after its answer. */
function createPlaces(perSecond: number, clock: Clock) {
  // 100 * 0.29 is a little less than 29.
  const size = Math.max(1, Math.floor(perSecond + 1e-9));
  const span = Math.max(1, 1 / perSecond) * SECOND + ROUNDING;
  let underWay = 0;
  let answered: number[] = [];
  const shared = createLeast();
  const isFull = () => answered.length + underWay >= size;

  return {
    take(): void {
      if (isFull()) answered.shift();
      underWay += 1;
    },
    giveBack(): void {
      underWay -= 1;
      answered.push(clock.now() - shared.least());
    },
    /** An answer took so many milliseconds. */
    answered: shared.add,
    /** Milliseconds; undefined when the next place depends on an answer. */
    untilFree(slowdown: number): number | undefined {
      const now = clock.now();
      // The clock may have been set back: no request was answered in the future.
      answered = answered.map((at) => Math.min(at, now));
      const [oldest] = answered;
      if (!isFull()) return 0;
      return oldest === undefined ? undefined : Math.max(0, oldest + span * slowdown - now);
    },
  };
}

/** What has to have been seen before the least of it is believed. */
const ENOUGH = 5;

/** The least of some numbers; 0 as long as they are too few. It never grows: a way that becomes longer is not believed. */
function createLeast() {
  let seen = 0;
  let least = Number.POSITIVE_INFINITY;
  return {
    least: () => (seen < ENOUGH ? 0 : least),
    add(number: number): void {
      seen += 1;
      least = Math.min(least, Math.max(0, number));
    },
  };
}

/** Those who wait, in the order of asking; patient ones give way and take turns, but are not forgotten. */
function createLine() {
  /** By their sight; most have none. */
  const others = new Map<number, Set<() => void>>([[Number.POSITIVE_INFINITY, new Set()]]);
  const patient = createTurns();
  let othersInARow = 0;

  function takeNext(): (() => void) | undefined {
    const [sight] = [...others].filter(([, { size }]) => size > 0).sort(([one], [two]) => one - two)[0] ?? [];
    const isFirstSight = sight !== undefined && sight < Number.POSITIVE_INFINITY;
    const patientFirst = sight === undefined || (!isFirstSight && othersInARow >= OTHERS_IN_A_ROW);
    const waiting = patientFirst ? patient.takeNext() : undefined;
    othersInARow = waiting === undefined ? othersInARow + 1 : 0;
    if (waiting !== undefined || sight === undefined) return waiting;
    const queue = others.get(sight);
    const [next] = queue ?? [];
    if (next !== undefined) queue?.delete(next);
    return next;
  }

  function queueOf(sight = Number.POSITIVE_INFINITY): Set<() => void> {
    const queue = others.get(sight) ?? new Set();
    others.set(sight, queue);
    return queue;
  }

  return {
    isWaiting: () => [...others.values()].some(({ size }) => size > 0) || patient.size() > 0,
    /** `come` resolves when the turn has come; `leave` gives it up, and is false where it had come already. */
    join(as: { patient: string } | { sight: number | undefined }): {
      come: Promise<void>;
      hasCome(): boolean;
      leave(): boolean;
    } {
      const queue = 'patient' in as ? patient.queueOf(as.patient) : queueOf(as.sight);
      let hasCome = false;
      let go = () => {};
      const come = new Promise<void>((resolve) => {
        go = () => {
          hasCome = true;
          resolve();
        };
        queue.add(go);
      });
      return { come, hasCome: () => hasCome, leave: () => queue.delete(go) };
    },
    letOneGo(): boolean {
      const next = takeNext();
      next?.();
      return next !== undefined;
    },
  };
}

/** A queue for everybody who waits; the first of each is served in turn. */
function createTurns() {
  const queues = new Map<string, Set<() => void>>();

  return {
    size: () => [...queues.values()].reduce((sum, { size }) => sum + size, 0),
    queueOf(who: string): Set<() => void> {
      const queue = queues.get(who) ?? new Set();
      queues.set(who, queue);
      return queue;
    },
    takeNext(): (() => void) | undefined {
      for (const [who, queue] of queues) {
        queues.delete(who);
        const [next] = queue;
        if (next === undefined) continue;
        queue.delete(next);
        // To the end of the line; one that is empty keeps its place there until it is passed over.
        queues.set(who, queue);
        return next;
      }
      return undefined;
    },
  };
}

/** How much slower than allowed the requests go, after the server said 429. */
function createPace(clock: Clock) {
  let factor = 1;
  let slowedAt = 0;
  let pausedUntil = 0;

  return {
    pause: () => Math.max(0, pausedUntil - clock.now()),
    slowdown(): number {
      while (factor > 1 && clock.now() - slowedAt >= RECOVERY) {
        factor /= 2;
        slowedAt += RECOVERY;
      }
      return factor;
    },
    slowDown(retryAfter = DEFAULT_PAUSE): void {
      const now = clock.now();
      // Requests that were under way together are refused together: that is one refusal.
      if (now >= pausedUntil) factor = Math.min(MAX_SLOWDOWN, factor * 2);
      slowedAt = now;
      pausedUntil = Math.max(pausedUntil, now + Math.min(retryAfter, LONGEST_PAUSE));
    },
  };
}
