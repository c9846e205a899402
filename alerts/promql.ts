import type { AlertSettings } from './settings.ts';

/** A selector of one of our metrics with the site's own matchers: `palette_up{job="palette-exporter"}`. */
export function ours(settings: AlertSettings, metric: string, ...matchers: readonly string[]): string {
  const all = [settings.selectors.exporter, ...matchers].filter((matcher) => matcher !== '');
  return all.length === 0 ? metric : `${metric}{${all.join(', ')}}`;
}

/**
 * The worst or best of what several exporters say about one object. Aggregating drops `instance` and `pod`: a
 * restarted exporter continues the alert instead of resolving it and firing a new one.
 */
export function maxBy(settings: AlertSettings, labels: readonly string[], expression: string): string {
  return `max by (${[...new Set([...labels, ...settings.keepLabels])].join(', ')}) (${expression})`;
}
