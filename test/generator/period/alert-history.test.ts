import { expect, test } from 'vitest';
import { labelMatcher } from '../../../generator/alertmanager/parse-matchers.ts';
import { incidentsOf } from '../../../generator/period/alert-history.ts';
import { periodOf } from '../../../generator/period/period.ts';
import { loadSite } from '../../../generator/site.ts';
import { inputFolder } from '../../kit/run-bundle.ts';

const MINUTE = 60_000;
const period = periodOf('2026-11-16', '2026-11-17', new Date('2026-11-24T08:00:00Z'));
const { plan } = loadSite(
  inputFolder({
    contacts:
      '| Role | Contact |\n|---|---|\n| Crew | Juno (juno@example.com) |\n| Office | Mira (mira@example.com) |\n',
    routing:
      'fallback: Crew\nroutes:\n  - name: All\n    tell: Crew\n    escalate:\n      - after: 30m\n        to: Office\n',
  }),
);
const DOWN = {
  __name__: 'ALERTS',
  alertname: 'PaletteEdgeHostUnhealthy',
  alertstate: 'firing',
  component: 'edge-host',
  severity: 'critical',
  edge_host_name: 'h1',
};

test('an alert and its twin for the backup are one incident', () => {
  const twin = { ...DOWN, escalation: 'backup', escalation_after: '30m' };
  const incidents = incidentsOf([firing(DOWN, 60, 120), firing(twin, 90, 120)], period, {
    plan,
    silences: [],
  });

  expect(incidents).toHaveLength(1);
  expect(incidents[0]).toMatchObject({ alert: 'PaletteEdgeHostUnhealthy', silencedAt: undefined });
  expect(incidents[0]?.told).toEqual(['Juno', 'Mira']);
});

test('whoever is told later is not told once somebody has silenced it', () => {
  const matchers = [labelMatcher('alertname', '=~', 'Palette.*'), labelMatcher('edge_host_name', '=', 'h1')];
  const silence = { matchers, from: period.from + 70 * MINUTE, to: period.from + 100 * MINUTE };
  const [incident] = incidentsOf([firing(DOWN, 60, 120)], period, { plan, silences: [silence] });

  expect(incident?.silencedAt).toBe(period.from + 70 * MINUTE);
  expect(incident?.told).toEqual(['Juno']);
});

test('a silence of others, or from another time, is none', () => {
  const other = { matchers: [labelMatcher('edge_host_name', '=', 'h2')], from: 0, to: period.to };
  const earlier = { matchers: [labelMatcher('edge_host_name', '=', 'h1')], from: 0, to: period.from };
  const [incident] = incidentsOf([firing(DOWN, 60, 120)], period, { plan, silences: [other, earlier] });

  expect(incident?.silencedAt).toBeUndefined();
});

test('alerts of others count where they are relied on, and no more than that', () => {
  const known = { alertname: 'KubeNodeNotReady', severity: 'warning', node: 'n1' };
  const foreign = { alertname: 'CoffeeLow', severity: 'critical' };
  const strange = { alertname: 'CoffeeLow', severity: 'critical', component: 'kitchen' };
  const incidents = incidentsOf([firing(known, 0, 5), firing(foreign, 0, 5), firing(strange, 0, 5)], period, {
    plan,
    silences: undefined,
  });

  expect(incidents.map(({ alert, component }) => [alert, component])).toEqual([['KubeNodeNotReady', 'node']]);
});

function firing(labels: Readonly<Record<string, string>>, first: number, end: number) {
  const minutes = Array.from({ length: end - first }, (_, index) => first + index);
  return { labels, samples: minutes.map((minute) => [period.from + minute * MINUTE, 1] as const) };
}
