import { parser } from '@prometheus-io/lezer-promql';
import { describe, expect, test } from 'vitest';
import { alerts } from '../../alerts/index.ts';
import { inhibitions } from '../../alerts/inhibition.ts';
import { reliedOn } from '../../alerts/relied-on.ts';
import { dashboards } from '../../dashboards/index.ts';
import { parseDuration } from '../../exporter/duration.ts';
import { readSettings } from '../../generator/settings.ts';

const settings = readSettings();

test('no two alerts share a name, not even with kube-prometheus-stack', () => {
  const names = [...alerts.map(({ name }) => name), ...Object.values(reliedOn).flat()];

  expect(new Set(names).size).toBe(names.length);
});

describe.each(alerts.map((alert) => [alert.name, alert] as const))('%s', (_, alert) => {
  test('has a name that mixtool accepts', () => {
    expect(alert.name).toMatch(/^(?:[A-Z]+[a-z0-9]+)+$/);
    expect(alert.name).toMatch(/^(?:Palette|Portworx|Etcd|Kairos)/);
    expect(alert.name.length).toBeLessThanOrEqual(40);
  });

  test('has a static summary of one sentence and a description of the case at hand', () => {
    expect(alert.summary).toMatch(/^[A-Z][^{}]*\.$/);
    expect(alert.description).toMatch(/\{\{ \$labels\./);
    expect(alert.description).toMatch(/\.$/);
  });

  test('describes only labels that tell its incidents apart', () => {
    for (const [, label = ''] of alert.description.matchAll(/\$labels\.(\w+)/g))
      expect(alert.identity).toContain(label);
  });

  test('has an expression that parses, compares, and keeps the labels that identify it', () => {
    const expression = alert.expr(settings);
    const faults: string[] = [];
    parser
      .parse(expression)
      .iterate({ enter: ({ type, from }) => void (type.isError && faults.push(`${from}`)) });

    expect(faults, expression).toEqual([]);
    expect(expression).toMatch(/==|!=|>|</);
    expect(Object.keys(alert.tests.firing.labels)).toEqual(alert.identity);
  });

  test('narrows every metric of ours by the selector of the site', () => {
    const expression = alert.expr({ ...settings, selectors: { exporter: 'job="mine"' } });

    for (const [metric] of expression.matchAll(/\bpalette_\w+\b(?!")(?!.{0,2}\{job="mine")/g)) {
      expect.fail(`${metric} in ${expression}`);
    }
  });

  test('opens a dashboard that exists', () => {
    expect(dashboards.map(({ uid }) => uid)).toContain(alert.dashboard);
  });

  test('has a runbook of full sentences', () => {
    for (const text of Object.values(alert.runbook)) expect(text.trim()).toMatch(/^\S[\s\S]{40,}[.?`)]$/);
  });
});

describe.each(inhibitions)('the inhibition by $source', ({ source, targets, equal }) => {
  const from = alerts.find(({ name }) => name === source);
  const to = alerts.filter(({ name, component }) =>
    'alerts' in targets ? targets.alerts.includes(name) : targets.components.includes(component),
  );

  test('names alerts that exist and carry the labels that must be equal', () => {
    expect(to.length).toBeGreaterThan(0);
    expect(equal.length).toBeGreaterThan(0);
    for (const alert of [from, ...to]) expect(alert?.identity).toEqual(expect.arrayContaining([...equal]));
  });

  test('starts before what it mutes', () => {
    for (const alert of to)
      expect(parseDuration(from?.for ?? '9d')).toBeLessThanOrEqual(parseDuration(alert.for));
  });
});
