import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../../exporter/catalogue/catalogue.ts';
import { defaultMetrics } from '../../exporter/exposition/live.ts';
import { generated, labelValues, queriesOf, variableQuery } from '../kit/generated-dashboards.ts';
import { withoutGrafanaDurations } from '../kit/grafana-durations.ts';
import type { Selector } from '../kit/parse-query.ts';
import { parseQuery } from '../kit/parse-query.ts';
import { parseSamples } from '../kit/parse-samples.ts';

const TARGET_LABELS = ['job', 'instance'];
const RECORDED = join(import.meta.dirname, '../fixtures/exposition');

/** Label names by metric: of the exporter, of its process, and of other exporters as they were recorded. */
const known: ReadonlyMap<string, readonly string[]> = new Map([
  ...readdirSync(RECORDED).flatMap((file) => recorded(readFileSync(join(RECORDED, file), 'utf8'))),
  ...processMetrics().map((name) => [name, []] as const),
  ...catalogue.map(({ name, labels, sourceLabels }) => [name, [...labels, ...sourceLabels]] as const),
]);

describe.each(generated.map((dashboard) => [dashboard.title, dashboard] as const))('%s', (_, dashboard) => {
  test('asks for metrics and labels that there are', () => {
    for (const { name, expr } of queriesOf(dashboard)) {
      for (const selector of parseQuery(withoutGrafanaDurations(expr)).selectors) check(selector, name);
    }
  });

  test('fills its variables from metrics and labels that there are', () => {
    for (const variable of dashboard.variables) {
      const query = variableQuery(variable);
      if (query === undefined) continue;
      const { selector, label } = labelValues(query);
      // The variable `job` chooses its targets by a pattern of names.
      const named = parseQuery(selector).selectors.filter(({ metric }) => metric !== '');
      for (const each of named) {
        check(each, query);
        expect([...(known.get(each.metric) ?? []), ...TARGET_LABELS], query).toContain(label);
      }
    }
  });
});

function check({ metric, matchers }: Selector, where: string): void {
  expect(known.has(metric), `${metric} of ${where}`).toBe(true);
  for (const { label } of matchers)
    expect([...(known.get(metric) ?? []), ...TARGET_LABELS], `${metric} of ${where}`).toContain(label);
}

function recorded(exposition: string): readonly (readonly [string, readonly string[]])[] {
  return parseSamples(exposition).map(({ name, labels }) => [name, Object.keys(labels)] as const);
}

function processMetrics(): string[] {
  const registry = new Registry();
  defaultMetrics(registry);
  return registry.getMetricsAsArray().map(({ name }) => name);
}
