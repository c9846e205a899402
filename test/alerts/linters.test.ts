import { describe, expect, test } from 'vitest';
import { alerts } from '../../alerts/index.ts';
import { recordingGroups } from '../../alerts/kit/recordings.ts';
import { dashboards } from '../../dashboards/index.ts';
import { parseDuration } from '../../exporter/time/duration.ts';
import { grafanaRuleGroups } from '../../generator/outputs/grafana/grafana-rules.ts';
import { ruleFiles } from '../../generator/outputs/prometheus/alerting-rules.ts';
import { loadSite, siteFrom } from '../../generator/site.ts';
import { readSettings } from '../../generator/site-settings.ts';
import { knownLabels } from '../kit/known-labels.ts';
import { parseQuery } from '../kit/parse-query.ts';
import { type Flaw, shapeOf } from '../kit/query-shape.ts';

/** What of a rule group is checked here. */
interface Group {
  readonly interval?: string;
  readonly rules: readonly {
    readonly alert?: string;
    readonly record?: string;
    readonly labels?: Readonly<Record<string, string>>;
  }[];
}

const settings = readSettings();
const SCRAPE = parseDuration(settings.prometheus.scrapeInterval);
const RATES = ['rate', 'irate', 'increase', 'resets'];
const COMPARISONS = ['==', '!=', '>', '<', '>=', '<='];
const recorded = new Set(recordingGroups.flatMap(({ recordings }) => recordings.map(({ record }) => record)));
/** A site that tells its exporters apart by their jobs. */
const NAMED = { ...settings.selectors, exporter: 'job="palette-exporter"' };
const expressions = [
  ...alerts.map((alert) => [alert.name, alert.expr(settings)] as const),
  ...recordingGroups.flatMap(({ recordings }) =>
    recordings.map(
      (one) => [`${one.record} ${JSON.stringify(one.labels ?? {})}`, one.expr(settings)] as const,
    ),
  ),
];

const known = knownLabels(settings);
const shapeIn = (expression: string) => shapeOf(expression, (metric) => known.get(metric) ?? []);

// What cloudflare/pint checks without a Prometheus, without exclusions.
describe.each(expressions)('%s', (_, expression) => {
  const query = parseQuery(expression);
  const { flaws } = shapeIn(expression);
  const flawsOf = (check: Flaw['check']) => flaws.filter((flaw) => flaw.check === check);

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
    for (const { metric, within } of query.selectors.filter((one) => isCounter(one.metric)))
      expect(within.filter((name) => RATES.includes(name)).length, metric).toBeGreaterThan(0);
  });

  test('promql/fragile: no ranking, and nothing that a new label would break', () => {
    expect(query.aggregations).not.toContain('topk');
    expect(query.aggregations).not.toContain('bottomk');
    expect(flawsOf('promql/fragile')).toEqual([]);
  });

  test('promql/vector_matching: what belongs together has the same labels, and one partner', () => {
    expect(flawsOf('promql/vector_matching')).toEqual([]);
  });

  test('promql/impossible: every part can yield something', () => {
    expect(flawsOf('promql/impossible')).toEqual([]);
  });

  test('promql/nan: nothing is aggregated that may have been divided by zero', () => {
    expect(flawsOf('promql/nan')).toEqual([]);
  });

  test('rule/dependency: every recording that is read is made', () => {
    for (const { metric } of query.selectors.filter(({ metric }) => metric.includes(':')))
      expect(recorded, metric).toContain(metric);
  });
});

describe.each(alerts.map((alert) => [alert.name, alert] as const))('%s', (_, alert) => {
  const expression = alert.expr(settings);
  const query = parseQuery(expression);
  // Of what is absent only the labels are known that the site asks for.
  const { shape } = shapeIn(alert.expr({ ...settings, selectors: NAMED }));

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

  test('promql/fragile: a ratio of aggregates lasts before it counts', () => {
    if (query.operators.includes('/')) expect(parseDuration(alert.for)).toBeGreaterThanOrEqual(5 * 60_000);
  });

  test('alerts/template: rates and ratios are shown as people read them', () => {
    if (shape.isFraction && alert.description.includes('$value'))
      expect(alert.description).toMatch(/\$value \| humanize/);
  });

  test('alerts/template: shows only labels that the expression keeps', () => {
    const shown = [...alert.description.matchAll(/\$labels\.(\w+)/g)].map(([, label = '']) => label);

    for (const label of [...shown, ...alert.identity]) expect([...shape.labels]).toContain(label);
  });

  test('alerts/template: labels stay the same while the alert goes on', () => {
    for (const label of alert.identity) expect(label).not.toMatch(/value|timestamp|_seconds$/);
  });
});

describe('the rule files', () => {
  const { plan } = loadSite({});
  const groups = ruleFiles(siteFrom(plan, settings)).flatMap(([, groups]) => groups as readonly Group[]);
  const rules = groups.flatMap((group) => group.rules);

  test('alerts/template: no label changes with the value', () => {
    for (const { labels = {} } of rules)
      for (const value of Object.values(labels)) expect(value).not.toContain('{{');
  });

  test('group/interval: a result is not stale before the next one', () => {
    const STALE = 5 * 60_000;

    expect(SCRAPE).toBeLessThanOrEqual(STALE);
    for (const { interval } of [...groups, ...grafanaRuleGroups(siteFrom(plan, settings))])
      if (interval !== undefined) expect(parseDuration(interval)).toBeLessThanOrEqual(STALE);
  });

  test('rule/duplicate: no rule is there twice', () => {
    const keys = rules.map(({ alert, record, labels = {} }) => JSON.stringify([alert, record, labels]));

    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  test('rule/dependency: dashboards and runbooks name only recordings that are made', () => {
    const shown = JSON.stringify([dashboards, alerts]).match(/\bpalette_\w+:\w+:\w+/g) ?? [];

    expect(shown.length).toBeGreaterThan(0);
    for (const metric of shown) expect(recorded).toContain(metric);
  });
});

// A check that finds nothing has to show that it would.
test.each([
  ['promql/vector_matching', 'max by (a) (m) * on (a) group_left (b) max by (a, b) (m)'],
  ['promql/vector_matching', 'max by (a) (m) == on (b) max by (b) (m)'],
  ['promql/vector_matching', 'max by (a) (m) / max by (b) (m)'],
  ['promql/vector_matching', 'm / on (a) m'],
  ['promql/vector_matching', 'm and ignoring (a) m'],
  ['promql/vector_matching', 'max by (a) (m) unless on (b) m'],
  ['promql/impossible', 'max by (a) (max by (b) (m))'],
  ['promql/impossible', 'max by (x) (m)'],
  ['promql/impossible', 'm > 3 < 2'],
  ['promql/impossible', 'm == 1 == 2'],
  ['promql/impossible', 'vector(1) or m'],
  ['promql/impossible', 'm{a="1"} and on (a) m{a="2"}'],
  ['promql/impossible', 'm{a="1", a="2"}'],
  ['promql/nan', 'avg by (a) (m / on (a, b) max by (a, b) (m))'],
  ['promql/fragile', 'sum without (a) (m) and on (b) m'],
] as const)('%s finds what is wrong with %s', (check, expression) => {
  const { flaws } = shapeOf(expression, () => ['a', 'b']);

  expect(flaws.map((flaw) => flaw.check)).toContain(check);
});

test.each([
  'm * on (a) group_left (b) (max by (a, b) (m) unless on (a) count by (a) (max by (a, b) (m)) > 1)',
  'max by (a) (m) == 1 and on (a) m{b="1"}',
  'm != 1 != 2 or m == 3',
  'sum by (a) (max by (a, b) (m) / (max by (a, b) (m) > 0))',
  'label_replace(max by (a) (m), "c", "$1", "a", "(.+)") and on (c) label_replace(m, "c", "$1", "b", "(.+)")',
])('nothing is wrong with %s', (expression) => {
  expect(shapeOf(expression, () => ['a', 'b']).flaws).toEqual([]);
});

/** MetalLB calls gauges so: how many addresses there are, and how many are taken. */
const GAUGES = /^metallb_allocator_addresses(?:_in_use)?_total$/;

function isCounter(metric: string): boolean {
  return (metric.endsWith('_total') || metric.endsWith('_count')) && !GAUGES.test(metric);
}
