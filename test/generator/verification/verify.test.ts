import { expect, test } from 'vitest';
import { parseDuration } from '../../../exporter/time/duration.ts';
import { readConfiguration } from '../../../generator/alertmanager/read-configuration.ts';
import { toYaml } from '../../../generator/kit/serialise.ts';
import { alertmanagerConfig } from '../../../generator/outputs/alertmanager/alertmanager-yaml.ts';
import { ruleGroups } from '../../../generator/outputs/prometheus/alerting-rules.ts';
import type { Site } from '../../../generator/site.ts';
import type { LoadedRule, Running } from '../../../generator/verification/running.ts';
import { verified } from '../../../generator/verification/verify.ts';
import { SITES, siteOf } from '../../kit/proved-sites.ts';

const NOW = new Date('2026-11-23T09:00:00Z');

test.each(Object.keys(SITES))('what runs as planned is all well (%s site)', (name) => {
  expect(bad(siteOf(name), asPlanned(siteOf(name)))).toEqual([]);
});

const site = siteOf('default');

test('rules that cannot be evaluated are named with their error', () => {
  const running = asPlanned(site);
  const [first, ...rest] = running.prometheus.rules;
  const broken = { ...first, health: 'err', lastError: 'many-to-many' } as LoadedRule;

  const found = bad(site, { ...running, prometheus: { ...running.prometheus, rules: [broken, ...rest] } });

  expect(found).toEqual([`failed rules: 1 cannot be evaluated: ${first?.name} (many-to-many)`]);
});

test('an Alertmanager that holds none of what fires is another one', () => {
  const { alertmanager, prometheus } = asPlanned(site);
  const firing = [{ alertname: 'Watchdog' }];
  const elsewhere = { ...prometheus, alertmanagers: ['http://alertmanager.monitoring:9093'], firing };

  expect(bad(site, { alertmanager, prometheus: elsewhere })).toEqual([
    expect.stringMatching(/^failed delivery: .*holds none of the alerts that fire \(Watchdog\)/),
  ]);
  expect(bad(site, { alertmanager: { ...alertmanager, alerts: firing }, prometheus: elsewhere })).toEqual([]);
});

test('a metric that is described and has no series is not lost, unless series are taken away', () => {
  const { alertmanager, prometheus } = asPlanned(site);
  const metrics = new Set([...prometheus.metrics].filter((metric) => metric !== 'palette_edge_host_healthy'));
  const quiet = { ...prometheus, metrics, described: new Set(['palette_edge_host_healthy']) };

  expect(bad(site, { alertmanager, prometheus: quiet })).toEqual([]);
  expect(bad(site, { alertmanager, prometheus: { ...quiet, drops: true } })).toEqual([
    expect.stringMatching(/^warning metrics: palette_edge_host_healthy of Palette API is nowhere/),
  ]);
});

test('a source of which there is nothing is named once', () => {
  const { alertmanager, prometheus } = asPlanned(site);
  const metrics = new Set([...prometheus.metrics].filter((metric) => !metric.startsWith('px_')));

  expect(bad(site, { alertmanager, prometheus: { ...prometheus, metrics } })).toEqual([
    expect.stringMatching(/^warning metrics: there is nothing of Portworx: \d+ alerts can never fire/),
  ]);
});

test('a pager that hears nothing after the hours of its owner is named: what ends then would stay open', () => {
  const full = siteOf('full');
  const muted = JSON.parse(JSON.stringify(alertmanagerConfig(full)), (_, node) =>
    node?.receiver === 'Ada Example (critical) incidents'
      ? { ...node, mute_time_intervals: ['Ada Example off duty'] }
      : node,
  );

  expect(bad(full, asPlanned(full, muted))).toEqual([
    expect.stringMatching(
      /^failed routing: Ada Example \(critical\) incidents is not told about .* in \d+ of 168 hours/,
    ),
  ]);
});

function asPlanned(site: Site, config: object = alertmanagerConfig(site)): Running {
  return {
    alertmanager: {
      url: 'http://127.0.0.1:9093',
      configuration: readConfiguration('running', toYaml(config)),
      alerts: [],
    },
    prometheus: {
      rules: ruleGroups(site)
        .flatMap(({ rules }) => rules)
        .map(
          (rule): LoadedRule => ({
            name: rule.alert,
            query: rule.expr,
            duration: parseDuration(rule.for) / 1000,
            keepFiringFor: parseDuration(rule.keep_firing_for ?? '0s') / 1000,
            labels: rule.labels,
            health: 'ok',
            lastError: '',
          }),
        ),
      printed: new Map(),
      alertmanagers: ['http://127.0.0.1:9093/api/v2/alerts'],
      externalLabels: { site: 'here' },
      relabelling: [],
      firing: [],
      metrics: new Set(
        site.alerts.flatMap(({ alert }) =>
          Object.keys(alert.tests.firing.series).map((selector) => selector.replace(/\{.*/s, '')),
        ),
      ),
      described: new Set(),
      drops: false,
    },
  };
}

function bad(site: Site, running: Running): readonly string[] {
  return verified(site, running, NOW)
    .filter(({ outcome }) => outcome !== 'ok')
    .map(({ check, outcome, what }) => `${outcome} ${check}: ${what}`);
}
