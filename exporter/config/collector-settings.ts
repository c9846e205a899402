import type { CollectorInfo } from '../catalogue/catalogue.ts';
import { parseDuration } from '../time/duration.ts';
import type { Config } from './config.ts';

const MIN_MAX_AGE = 5 * 60_000;

/** Milliseconds between two runs, and how long a snapshot outlives the last success. */
interface CollectorSettings {
  readonly interval: number;
  readonly maxAge: number;
}

/** How a configuration wants a collector to run; undefined: not at all. */
export function settingsOf(
  config: Config,
  collector: Pick<CollectorInfo, 'name' | 'every' | 'optional'>,
): CollectorSettings | undefined {
  const { enabled = !collector.optional, every, maxAge } = config.collectors[collector.name] ?? {};
  if (!enabled) return undefined;
  const interval = every ?? parseDuration(collector.every);
  return { interval, maxAge: maxAge ?? Math.max(MIN_MAX_AGE, 5 * interval) };
}

/** Names of the collectors that are asked for every detail. */
export function detailedOf({ collectors }: Config): ReadonlySet<string> {
  return new Set(Object.keys(collectors).filter((name) => collectors[name]?.detail));
}
