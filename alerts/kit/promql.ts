import { parseDuration } from '../../exporter/time/duration.ts';
import type { AlertSettings } from './alert-settings.ts';

/** A selector of one of our metrics with the site's own matchers: `palette_up{job="palette-exporter"}`. */
export function ours(settings: AlertSettings, metric: string, ...matchers: readonly string[]): string {
  return theirs(settings, 'exporter', metric, ...matchers);
}

/** A selector of a metric of another exporter, with the site's matchers for that exporter. */
export function theirs(
  { selectors }: AlertSettings,
  exporter: keyof AlertSettings['selectors'],
  metric: string,
  ...matchers: readonly string[]
): string {
  const all = [selectors[exporter], ...matchers].filter((matcher) => matcher !== '');
  return all.length === 0 ? metric : `${metric}{${all.join(', ')}}`;
}

/**
 * The worst or best of what several exporters say about one object. Aggregating drops `instance` and `pod`: a
 * restarted exporter continues the alert instead of resolving it and firing a new one.
 */
export function maxBy(settings: AlertSettings, labels: readonly string[], expression: string): string {
  return by('max', settings, labels, expression);
}

/** Like `maxBy`, for values of which the smallest counts, such as an expiry. */
export function minBy(settings: AlertSettings, labels: readonly string[], expression: string): string {
  return by('min', settings, labels, expression);
}

/** Like `maxBy`, for numbers that add up. */
export function sumBy(settings: AlertSettings, labels: readonly string[], expression: string): string {
  return by('sum', settings, labels, expression);
}

/** How many series there are of each. */
export function countBy(settings: AlertSettings, labels: readonly string[], expression: string): string {
  return by('count', settings, labels, expression);
}

/**
 * How two sides of an expression belong together that are both about these labels: what one exporter says is held
 * against what the same exporter says, or its twin in the same namespace. Only with `and` and `unless` may several
 * series of a side match; for the others one side has to be aggregated to these labels.
 */
export function onSame({ keepLabels }: AlertSettings, labels: readonly string[]): string {
  return `on (${[...new Set([...labels, ...keepLabels])].join(', ')})`;
}

/**
 * Of what is there, that which is the only one with these labels: for the side of a join of which at most one series
 * may match. A host that two clusters name for a while is in neither.
 */
export function onlyOne(settings: AlertSettings, labels: readonly string[], expression: string): string {
  return `(${expression} unless ${onSame(settings, labels)} ${countBy(settings, labels, expression)} > 1)`;
}

/** True while a timestamp is nearer than that, or past. The value is the time that is left. */
export function endsWithin(
  settings: AlertSettings,
  labels: readonly string[],
  timestamp: string,
  duration: string,
): string {
  return `${minBy(settings, labels, timestamp)} - time() < ${seconds(duration)}`;
}

/** True while a timestamp lies further back than that. The value is its age. */
export function olderThan(
  settings: AlertSettings,
  labels: readonly string[],
  timestamp: string,
  duration: string,
): string {
  return `time() - ${maxBy(settings, labels, timestamp)} > ${seconds(duration)}`;
}

const UNITS = [
  [86_400, '86400'],
  [3600, '3600'],
  [60, '60'],
] as const;

/** A duration as a number of seconds that still shows what it is: `20 * 86400`. */
export function seconds(duration: string): string {
  const total = parseDuration(duration) / 1000;
  const unit = UNITS.find(([size]) => total % size === 0);
  return unit === undefined ? String(total) : `${total / unit[0]} * ${unit[1]}`;
}

/**
 * Metrics of other exporters come with the label names of the site. Alerts always carry `cluster` and `host`, so that
 * routing and inhibition need not know how the site calls them.
 */
function by(
  operation: 'max' | 'min' | 'sum' | 'count',
  { keepLabels, labels: names }: AlertSettings,
  labels: readonly string[],
  expression: string,
): string {
  let renamed = expression;
  for (const label of ['cluster', 'host'] as const) {
    const theirName = names[label];
    if (labels.includes(label) && theirName !== label) {
      renamed = `label_replace(${renamed}, "${label}", "$1", "${theirName}", "(.+)")`;
    }
  }
  return `${operation} by (${[...new Set([...labels, ...keepLabels])].join(', ')}) (${renamed})`;
}
