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

/** Names of the collectors that are asked for every detail, and of those that are asked for none. */
export function detailsOf({ collectors }: Config): {
  readonly detailed: ReadonlySet<string>;
  readonly brief: ReadonlySet<string>;
} {
  const asked = (detail: boolean) =>
    new Set(Object.keys(collectors).filter((name) => collectors[name]?.detail === detail));
  return { detailed: asked(true), brief: asked(false) };
}
