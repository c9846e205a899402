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

interface Told<Value> {
  readonly value: Value;
  readonly at: number;
  /** Milliseconds since it was told before. */
  readonly interval: number;
}

export function createRecent<Value>(clock: Pick<Clock, 'now'>): Recent<Value> {
  const told = new Map<string, Told<Value>>();
  return {
    set(name, value) {
      const at = clock.now();
      const before = told.get(name)?.at;
      told.set(name, { value, at, interval: before === undefined ? FIRST_INTERVAL : at - before });
    },
    get(name) {
      const last = told.get(name);
      if (last === undefined) return undefined;
      const maxAge = Math.max(SHORTEST, INTERVALS * last.interval);
      return clock.now() - last.at > maxAge ? undefined : last.value;
    },
  };
}
