import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { SnapshotStore } from '../../exporter/metric/snapshot.ts';
import type { Clock } from '../../exporter/time/clock.ts';

/**
 * A time that advances by itself, event by event: nothing sleeps. When no request is in flight, nothing is being
 * published and nothing else is ready, the time jumps to the next timer. So days take as long as their work, however
 * fast or busy the machine is, and the same happens at the same time in every run.
 *
 * Exporter and simulator share its clock; real HTTP goes on between them.
 */
export interface VirtualTime {
  readonly clock: Clock;
  /** Plays the events of so many milliseconds. Resolves when the last of them has come to rest. */
  advance(milliseconds: number): Promise<void>;
  /** Lets time pass in which nobody wakes, as on a machine that was suspended: whoever is due wakes late. */
  leap(milliseconds: number): void;
  /** A store like the given one; the time stands still until what is published can be seen. */
  watch<Store extends SnapshotStore>(store: Store): Store;
  /** Ends it; sleepers are left asleep. */
  end(): void;
}

interface Sleeper {
  readonly due: number;
  wake(): void;
}

/** Turns of the event loop without any sign of work after which there is none: a chain of callbacks takes two or three. */
const QUIET_TURNS = 6;

/**
 * Turns without any sign of work after which a request in flight waits for the time itself, such as a login that the
 * simulated host answers late. Client and server share the event loop, so that an answer takes a few turns only.
 */
const STUCK_TURNS = 1000;

/** Turns of the microtask queue in which whoever only looks has looked. */
const GLANCE = 20;

/** Channels of undici, by what they say of a request. */
const BEGIN = ['undici:request:create'];
const END = ['undici:request:trailers', 'undici:request:error'];

/**
 * @param start milliseconds since the epoch
 * @param hangs where many requests are never answered: one that waits for the time itself is waited for again only when
 * somebody wakes who may answer it, and not by each who only looks
 */
export function createVirtualTime(start: number, { hangs = false } = {}): VirtualTime {
  const work = createWorkMeter(hangs);
  const sleepers = new Set<Sleeper>();
  let now = start;

  /** The earliest, and of several the one that fell asleep first. */
  function nextDue(limit: number): Sleeper | undefined {
    let first: Sleeper | undefined;
    for (const sleeper of sleepers) {
      if (sleeper.due <= limit && (first === undefined || sleeper.due < first.due)) first = sleeper;
    }
    return first;
  }

  async function wakeUntil(limit: number): Promise<void> {
    for (let next = nextDue(limit); next !== undefined; next = nextDue(limit)) {
      sleepers.delete(next);
      next.wake();
      await dealtWith();
    }
  }

  /** Most who wake only look whether there is something to do, and sleep again at once. */
  async function dealtWith(): Promise<void> {
    const others = sleepers.size;
    for (let turn = 0; turn < GLANCE; turn += 1) await undefined;
    const hasAwoken = sleepers.size <= others;
    if (hasAwoken) work.expectAll();
    if (hasAwoken || work.isGoingOn()) await work.rest();
  }

  return {
    clock: {
      now: () => now,
      sleep: (milliseconds, signal) =>
        new Promise((resolve, reject) => {
          if (signal?.aborted) return reject(signal.reason);
          work.sign();
          const abort = () => {
            work.sign();
            sleepers.delete(sleeper);
            reject(signal?.reason);
          };
          const sleeper = {
            due: now + Math.max(0, milliseconds),
            wake() {
              signal?.removeEventListener('abort', abort);
              resolve();
            },
          };
          sleepers.add(sleeper);
          signal?.addEventListener('abort', abort, { once: true });
        }),
    },
    async advance(milliseconds) {
      const end = now + milliseconds;
      await work.rest();
      for (let next = nextDue(end); next !== undefined; next = nextDue(end)) {
        now = Math.max(now, next.due);
        await wakeUntil(now);
      }
      now = end;
    },
    leap(milliseconds) {
      now += milliseconds;
    },
    watch: (store) => ({
      ...store,
      publish: (key, rows) => work.during(store.publish(key, rows)),
      drop: (scope) => work.during(store.drop(scope)),
    }),
    end: work.end,
  };
}

/** Knows whether anything is going on in this process: requests in flight, publications, or signs of anything else. */
function createWorkMeter(hangs: boolean) {
  const inFlight = new Set<unknown>();
  /** In flight too, but nothing has come of them for long. */
  const stuck = new Set<unknown>();
  let publishing = 0;
  let signs = 0;

  const begin = (message: unknown) => {
    signs += 1;
    inFlight.add((message as { request: unknown }).request);
  };
  const finish = (message: unknown) => {
    signs += 1;
    inFlight.delete((message as { request: unknown }).request);
    stuck.delete((message as { request: unknown }).request);
  };
  for (const channel of BEGIN) subscribe(channel, begin);
  for (const channel of END) subscribe(channel, finish);

  return {
    isGoingOn: () => inFlight.size + publishing > 0,
    sign(): void {
      signs += 1;
    },
    /** Whatever is in flight may be answered now. */
    expectAll: () => move(stuck, inFlight),
    async during<Result>(work: Promise<Result>): Promise<Result> {
      publishing += 1;
      try {
        return await work;
      } finally {
        publishing -= 1;
        signs += 1;
      }
    },
    async rest(): Promise<void> {
      let seen = signs;
      for (let quiet = 0; quiet < (inFlight.size > 0 ? STUCK_TURNS : QUIET_TURNS); quiet += 1) {
        await new Promise((resolve) => setImmediate(resolve));
        // Compression goes on in other threads, however many turns that takes.
        if (publishing > 0 || signs !== seen) quiet = -1;
        seen = signs;
      }
      if (hangs) move(inFlight, stuck);
    },
    end(): void {
      for (const channel of BEGIN) unsubscribe(channel, begin);
      for (const channel of END) unsubscribe(channel, finish);
    },
  };
}

function move(from: Set<unknown>, to: Set<unknown>): void {
  for (const one of from) to.add(one);
  from.clear();
}
