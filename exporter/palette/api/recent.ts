import type { Clock } from '../../time/clock.ts';

/** What collectors tell others, by name. It is forgotten as their series are, unless it is told again. */
export interface Recent<Value> {
  set(name: string, value: Value): void;
  get(name: string): Value | undefined;
}

/** As collectors have it that are not configured otherwise (`settings.ts`). */
const INTERVALS = 5;
const SHORTEST = 5 * 60_000;
/** What is told for the first time may come from a collector that runs hourly, and from none that runs more rarely. */
const FIRST_INTERVAL = 60 * 60_000;

/**
 * Milliseconds that holds what was told before, as the series of a collector do.
 *
 * @param interval between the last two times that it was told; undefined when it was told once
 */
export function holdsFor(interval: number | undefined): number {
  return Math.max(SHORTEST, INTERVALS * (interval ?? FIRST_INTERVAL));
}

interface Told<Value> {
  readonly value: Value;
  readonly at: number;
  /** Milliseconds since it was told before. */
  readonly interval: number | undefined;
}

export function createRecent<Value>(clock: Pick<Clock, 'now'>): Recent<Value> {
  const told = new Map<string, Told<Value>>();
  return {
    set(name, value) {
      const at = clock.now();
      const before = told.get(name)?.at;
      told.set(name, { value, at, interval: before === undefined ? undefined : at - before });
    },
    get(name) {
      const last = told.get(name);
      if (last === undefined) return undefined;
      return clock.now() - last.at > holdsFor(last.interval) ? undefined : last.value;
    },
  };
}
