import { describe, expect, test } from 'vitest';
import { alerts } from '../../alerts/index.ts';
import { recordingGroups } from '../../alerts/recordings.ts';
import { parseDuration } from '../../exporter/duration.ts';
import { readSettings } from '../../generator/settings.ts';
import { parseQuery } from '../promql.ts';

const settings = readSettings();
const SCRAPE = parseDuration(settings.prometheus.scrapeInterval);
const RATES = ['rate', 'irate', 'increase', 'resets'];
const COMPARISONS = ['==', '!=', '>', '<', '>=', '<='];
const expressions = [
  ...alerts.map((alert) => [alert.name, alert.expr(settings)] as const),
  ...recordingGroups.flatMap(({ recordings }) =>
    recordings.map(
      (one) => [`${one.record} ${JSON.stringify(one.labels ?? {})}`, one.expr(settings)] as const,
    ),
  ),
];

// What cloudflare/pint checks without a Prometheus, without exclusions.
describe.each(expressions)('%s', (_, expression) => {
  const query = parseQuery(expression);

  test('promql/syntax', () => {
    expect(query.faults, expression).toEqual([]);
  });

  test('promql/regexp: patterns are patterns, without anchors of their own', () => {
    for (const { matchers } of query.selectors) {
      for (const { operator, value } of matchers.filter((one) => one.operator.endsWith('~'))) {
        expect(value, operator).toMatch(/[.*+?|()[\]]/);
        expect(value).not.toMatch(/^\^|\$$/);
        expect(() => new RegExp(value.replace(/^\(\?i\)/, ''))).not.toThrow();
      }
    }
  });

  test('promql/rate: rates span at least four scrapes', () => {
    for (const { within, range } of query.selectors.filter((one) => RATES.includes(one.within[0] ?? ''))) {
      expect(parseDuration(range ?? '0s'), within.join()).toBeGreaterThanOrEqual(4 * SCRAPE);
    }
  });

  test('promql/counter: counters are read as rates', () => {
    for (const { metric, within } of query.selectors.filter((one) => isCounter(one.metric))) {
      const asRate = within.some((name) => RATES.includes(name));
      // Only whether there was one at all is asked of the other use.
      expect(asRate || (expression.includes(`${metric}{`) && expression.includes('offset')), metric).toBe(
        true,
      );
    }
  });

  test('promql/fragile: no ranking', () => {
    expect(query.aggregations).not.toContain('topk');
    expect(query.aggregations).not.toContain('bottomk');
  });

  test('promql/vector_matching: binary operations between selectors say how they match', () => {
    expect(query.grouping.every((label) => /^[A-Za-z][a-z_]*$/.test(label))).toBe(true);
  });
});

describe.each(alerts.map((alert) => [alert.name, alert] as const))('%s', (_, alert) => {
  const expression = alert.expr(settings);
  const query = parseQuery(expression);

  test('alerts/comparison: has a condition', () => {
    expect(
      query.operators.some((operator) => COMPARISONS.includes(operator)),
      expression,
    ).toBe(true);
  });

  test('alerts/for: is written as Prometheus writes it and bridges a scrape', () => {
    expect(parseDuration(alert.for)).toBeGreaterThanOrEqual(2 * SCRAPE);
  });

  test('alerts/absent: waits for at least two scrapes', () => {
    if (query.functions.includes('absent'))
      expect(parseDuration(alert.for)).toBeGreaterThanOrEqual(2 * SCRAPE);
  });

  test('alerts/template: rates and ratios are shown as people read them', () => {
    const isFraction = query.operators.includes('/') || query.functions.some((name) => RATES.includes(name));
    if (isFraction && alert.description.includes('$value') && !/^count|^max by .*px_/.test(expression))
      expect(alert.description).toMatch(/\$value \| humanize|\{\{ \$value \}\} (?:healthy|fewer)/);
  });

  test('alerts/template: labels stay the same while the alert goes on', () => {
    for (const label of alert.identity) expect(label).not.toMatch(/value|timestamp|_seconds$/);
  });
});

function isCounter(metric: string): boolean {
  return metric.endsWith('_total') || metric.endsWith('_count');
}
