import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../../exporter/catalogue/catalogue.ts';
import { defaultMetrics } from '../../exporter/exposition/live.ts';
import { generated, labelValues, queriesOf, variableQuery } from './generated.ts';
import { partsOf, selectors } from './promql.ts';

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
      for (const selector of selectors(expr)) check(selector, name);
    }
  });

  test('fills its variables from metrics and labels that there are', () => {
    for (const variable of dashboard.variables) {
      const query = variableQuery(variable);
      if (query === undefined) continue;
      const { selector, label } = labelValues(query);
      const { metric } = partsOf(selector);
      if (metric === '') continue;
      check(selector, query);
      expect([...(known.get(metric) ?? []), ...TARGET_LABELS], query).toContain(label);
    }
  });
});

function check(selector: string, where: string): void {
  const { metric, labels } = partsOf(selector);
  expect(known.has(metric), `${metric} of ${where}`).toBe(true);
  for (const label of labels)
    expect([...(known.get(metric) ?? []), ...TARGET_LABELS], `${metric} of ${where}`).toContain(label);
}

function recorded(exposition: string): readonly (readonly [string, readonly string[]])[] {
  return exposition
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { metric, labels } = partsOf(line.slice(0, line.lastIndexOf(' ')));
      return [metric, labels] as const;
    });
}

function processMetrics(): string[] {
  const registry = new Registry();
  defaultMetrics(registry);
  return registry.getMetricsAsArray().map(({ name }) => name);
}
