import { describe, expect, test } from 'vitest';
import { alerts } from '../../alerts/index.ts';
import type { MetricSource } from '../../alerts/kit/metric-source.ts';
import { recordingGroups } from '../../alerts/kit/recordings.ts';
import { readSettings } from '../../generator/site-settings.ts';
import { externalMetrics, targetLabels } from '../kit/external-metrics.ts';
import { knownLabels } from '../kit/known-labels.ts';
import { parseQuery } from '../kit/parse-query.ts';

const settings = readSettings();
const recordings = recordingGroups.flatMap((group) => group.recordings);

const known = knownLabels(settings);

const checked = [
  ...alerts.map((alert) => ({ name: alert.name, text: alert.expr(settings), identity: alert.identity })),
  ...recordings.map((one) => ({
    name: one.record,
    text: one.expr(settings),
    identity: [] as readonly string[],
  })),
];

describe.each(checked.map((one) => [one.name, one] as const))('%s', (_, { text, identity }) => {
  const query = parseQuery(text);

  test('reads only metrics that exist', () => {
    expect(query.selectors.length).toBeGreaterThan(0);
    for (const { metric } of query.selectors) expect([...known.keys()], metric).toContain(metric);
  });

  test('asks only for labels that these metrics have', () => {
    for (const { metric, matchers } of query.selectors)
      for (const { label } of matchers)
        expect([...(known.get(metric) ?? [])], `${metric}: ${label}`).toContain(label);
    const all = labelsOf(text);
    for (const label of [...query.grouping, ...identity]) expect([...all], label).toContain(label);
  });
});

test('each alert says truly where its metrics come from', () => {
  for (const alert of alerts) {
    const [first] = parseQuery(alert.expr(settings)).selectors;
    expect(sourcesOf(first?.metric ?? ''), `${alert.name}: ${first?.metric}`).toContain(alert.source);
  }
});

test('every command in a runbook that asks Prometheus asks for metrics that exist', () => {
  for (const { name, runbook } of alerts) {
    for (const [, metric = ''] of Object.values(runbook)
      .join(' ')
      .matchAll(/`[^`]*?\b(palette_[a-z_:]+)/g)) {
      expect([...known.keys()], name).toContain(metric);
    }
  }
});

/** Labels of everything that an expression reads or writes. */
function labelsOf(text: string): ReadonlySet<string> {
  const query = parseQuery(text);
  return new Set([
    ...targetLabels,
    ...query.written,
    ...query.selectors.flatMap(({ metric }) => [...(known.get(metric) ?? [])]),
  ]);
}

function sourcesOf(metric: string): MetricSource[] {
  const external = Object.entries(externalMetrics).flatMap(([source, metrics]) =>
    metric in metrics ? [source as MetricSource] : [],
  );
  if (external.length > 0) return external;
  if (metric.startsWith('palette_exporter_')) return ['exporter'];
  if (metric.startsWith('palette_localui_')) return ['localUi'];
  return metric === 'palette_up' ? ['palette', 'localUi'] : ['palette'];
}
