import { describe, expect, test } from 'vitest';
import { alerts } from '../../alerts/index.ts';
import type { Alert } from '../../alerts/kit/alert.ts';
import type { AlertSettings, Threshold } from '../../alerts/kit/alert-settings.ts';
import { inhibitions, mutedBy } from '../../alerts/kit/inhibition.ts';
import { SOURCES } from '../../alerts/kit/metric-source.ts';
import { recordingGroups } from '../../alerts/kit/recordings.ts';
import { reliedOn } from '../../alerts/kit/relied-on.ts';
import { UNITS } from '../../alerts/kit/runbook-tools.ts';
import { dashboards } from '../../dashboards/index.ts';
import { parseDuration } from '../../exporter/time/duration.ts';
import { ruleGroups } from '../../generator/outputs/prometheus/alerting-rules.ts';
import { alertAnnotations } from '../../generator/outputs/prometheus/annotations.ts';
import { loadSite, siteFrom } from '../../generator/site.ts';
import { siteAlerts } from '../../generator/site-alerts.ts';
import { readSettings, type Settings } from '../../generator/site-settings.ts';
import { ruleMetrics } from '../kit/external-metrics.ts';
import { parseQuery } from '../kit/parse-query.ts';

const MINUTE = 60_000;
const settings = readSettings();
/** In expressions that leave out what another alert has told. */
const TOLD = /unless on \(([^)]*)\) max_over_time\(ALERTS\{alertname=~?"([^"]*)"/g;
/** For so long a failure that is over still counts as one that goes on. */
const SHORT_WINDOW = 5 * MINUTE;
const each = alerts.map((alert) => [alert.name, alert] as const);
/** A site that has a Grafana. */
const linked: Settings = {
  ...settings,
  links: { ...settings.links, grafana: 'https://grafana.example.com/' },
};
const withGrafana = siteAlerts(linked);
/** What each dashboard shows, by its uid. */
const shown = new Map(
  dashboards.map(({ uid, rows }) => [uid, new Set(JSON.stringify(rows).match(/[a-z_:0-9]+/g))]),
);

describe('the catalogue', () => {
  test('is large enough to be of use', () => {
    expect(alerts.length).toBeGreaterThanOrEqual(70);
  });

  test('has no two alerts of a name, not even with kube-prometheus-stack', () => {
    const names = [...alerts.map(({ name }) => name), ...Object.values(reliedOn).flat()];

    expect(new Set(names).size).toBe(names.length);
  });

  test('has no two groups of a name, and none that takes long to evaluate', () => {
    const groups = ruleGroups(siteFrom(loadSite({}).plan, settings));

    expect(new Set(groups.map(({ name }) => name)).size).toBe(groups.length);
    for (const { name, rules } of groups) expect(rules.length, name).toBeLessThanOrEqual(20);
  });

  test('uses every threshold of the settings', () => {
    const used = new Set(alerts.flatMap(({ thresholds }) => thresholds));

    expect(Object.keys(settings.thresholds).filter((name) => !used.has(name as Threshold))).toEqual([]);
  });

  test('gives each severity and each component some alerts', () => {
    expect(new Set(alerts.map(({ severity }) => severity))).toEqual(new Set(['critical', 'warning', 'info']));
    expect(new Set(alerts.map(({ component }) => component)).size).toBe(17);
  });
});

describe.each(each)('%s', (_, alert) => {
  const expression = alert.expr(settings);

  test('has a name that mixtool accepts', () => {
    expect(alert.name).toMatch(/^(?:[A-Z]+[a-z0-9]+)+$/);
    expect(alert.name).toMatch(/^(?:Palette|Portworx|Etcd|Kairos|Cilium|MetalLB|Ingress)/);
    expect(alert.name.length).toBeLessThanOrEqual(40);
  });

  test('has a static summary of one sentence and a description of the case at hand', () => {
    expect(alert.summary).toMatch(/^[A-Z][^{}]*\.$/);
    expect(alert.description).toMatch(/\{\{ .+ \}\}/);
    expect(alert.description).toMatch(/[.]$/);
  });

  test('describes only labels that tell its incidents apart', () => {
    // `absent` has the labels of its matchers, which are the site's.
    const carried = expression.startsWith('absent(') ? ['job'] : alert.identity;

    for (const [, label = ''] of alert.description.matchAll(/\$labels\.(\w+)/g))
      expect(carried).toContain(label);
  });

  test('has an expression that parses and keeps the labels that identify it', () => {
    expect(parseQuery(expression).faults, expression).toEqual([]);
    // One exporter alone has no shard.
    const always = alert.identity.filter((label) => label !== 'shard');
    expect(Object.keys(alert.tests.firing.labels)).toEqual(always);
  });

  test('has no label about a person or an address of one', () => {
    for (const label of alert.identity) expect(label).not.toMatch(/user|mail|person|actor|message/);
  });

  test('names the thresholds that it depends on, and no other', () => {
    const depends = (Object.keys(settings.thresholds) as Threshold[]).filter(
      (name) => alert.expr(withOther(name)) !== expression,
    );

    expect(depends.sort()).toEqual([...alert.thresholds].sort());
  });

  test('is narrowed by the selectors of the site, every metric of it', () => {
    const selectors = Object.fromEntries(
      Object.keys(settings.selectors).map((name) => [name, 'site="mine"']),
    );
    const { selectors: found } = parseQuery(
      alert.expr({ ...settings, selectors: selectors as AlertSettings['selectors'] }),
    );

    for (const { metric, matchers } of found.filter(({ metric }) => isScraped(metric)))
      expect(matchers, metric).toContainEqual({ label: 'site', operator: '=', value: 'mine' });
  });

  test('carries the labels cluster and host, however the site calls them', () => {
    const named = alert.expr({ ...settings, labels: { cluster: 'k8s', host: 'nodename' } });
    const foreign = !['palette', 'localUi', 'exporter', 'portworx'].includes(alert.source);

    expect(parseQuery(named).faults).toEqual([]);
    if (foreign && alert.identity.includes('cluster'))
      expect(named).toContain('"cluster", "$1", "k8s", "(.+)"');
    if (alert.identity.includes('host')) expect(named).toContain('"host", "$1", "nodename", "(.+)"');
  });

  test('opens a dashboard that shows its metrics, or the cluster that it names', () => {
    const own = parseQuery(expression).selectors.map(({ metric }) => metric);
    const somewhere = own.some((metric) => [...shown.values()].some((each) => each.has(metric)));

    const there = shown.get(alert.dashboard) ?? expect.fail(`there is no dashboard ${alert.dashboard}`);
    const isAboutCluster = alert.dashboard === 'palette-cluster' && alert.identity.includes('cluster_name');
    expect(!somewhere || isAboutCluster || own.some((metric) => there.has(metric)), own.join()).toBe(true);
  });

  test('sets what the dashboard lets choose by its own labels, and nothing else', () => {
    const url = new URL(annotationsOf(alert.name).dashboard_url ?? '');
    const { variables = [] } = dashboards.find(({ uid }) => uid === alert.dashboard) ?? {};

    expect(url.pathname).toBe(`/d/${alert.dashboard}`);
    for (const [parameter, value] of url.searchParams) {
      const variable = variables.find(({ name }) => parameter === `var-${name}`);
      expect(value, parameter).toBe(`{{ $labels.${variable?.from} | urlquery }}`);
      expect(alert.identity, parameter).toContain(variable?.from);
    }
    for (const { name, from, single } of variables) {
      expect(url.searchParams.has(`var-${name}`), name).toBe(alert.identity.includes(from));
      if (single) expect(alert.identity, alert.dashboard).toContain(from);
    }
  });

  test('proves that it goes on if it does', () => {
    expect(alert.tests.lasting !== undefined).toBe(alert.keepFiringFor !== undefined);
  });

  test('has a runbook that says what to look at, in full sentences', () => {
    for (const text of Object.values(alert.runbook)) expect(text.trim()).toMatch(/^[\S][\s\S]{8,}[.?`)]$/);
    expect(alert.runbook.diagnosis).toMatch(/^1\. /m);
    expect(alert.runbook.diagnosis).toMatch(/`|\*\*/);
    expect(alert.runbook.diagnosis.length).toBeGreaterThan(40);
  });

  test('says how units are called on other hosts where it names them', () => {
    const text = Object.values(alert.runbook).join(' ');

    if (/(?:journalctl -u|systemctl (?:status|restart))(?: [\w-]+)* ?(?:stylus|containerd)/.test(text))
      expect(alert.runbook.diagnosis.startsWith(UNITS)).toBe(true);
  });

  test('refers only to alerts that exist', () => {
    const known = new Set(alerts.map(({ name }) => name));
    const text = Object.values(alert.runbook).join(' ');

    for (const [name] of text.matchAll(
      /\b(?:Palette|Portworx|Etcd|Kairos|Cilium|MetalLB|Ingress)(?:[A-Z][a-z]+){2,}\b/g,
    ))
      expect(known, name).toContain(name);
  });

  test('says where its metrics come from', () => {
    expect(Object.keys(SOURCES)).toContain(alert.source);
  });
});

describe.each(inhibitions.map((one) => [`${one.source}: ${one.why}`, one] as const))(
  '%s',
  (_, inhibition) => {
    const { source, equal } = inhibition;
    const from = alerts.find(({ name }) => name === source);
    const names = mutedBy(inhibition, alerts);
    const to = alerts.filter(({ name }) => names.includes(name));

    test('names alerts that exist and carry the labels that must be equal', () => {
      const others = names.filter((name) => Object.values(reliedOn).flat().includes(name));
      expect([...to.map(({ name }) => name), ...others].sort()).toEqual([...names].sort());
      expect(names.length).toBeGreaterThan(0);
      expect(equal.length).toBeGreaterThan(0);
      for (const alert of [from, ...to]) expect(alert?.identity).toEqual(expect.arrayContaining([...equal]));
    });

    test('goes on for two minutes longer than what it mutes', () => {
      const lasting = to.filter(({ keepFiringFor }) => keepFiringFor !== undefined);
      for (const alert of [...lasting, ...(from?.keepFiringFor === undefined ? [] : to)])
        expect(keeps(from), alert.name).toBeGreaterThanOrEqual(keeps(alert) + 2 * MINUTE);
    });

    test('starts before what it mutes, and does not mute itself', () => {
      expect(names).not.toContain(source);
      for (const alert of to)
        expect(parseDuration(from?.for ?? '9d'), alert.name).toBeLessThanOrEqual(parseDuration(alert.for));
    });
  },
);

test.each([
  'PaletteNodeNotReady',
  'PaletteEdgeHostUnhealthy',
  'PaletteClusterHeartbeatLost',
  'PaletteNodeInMaintenance',
  'PaletteClusterDeleting',
  'PalettePlatformUnreachable',
  'PaletteApplianceUpgrading',
])('%s goes on until what it mutes has ended too', (name) => {
  expect(keeps(alerts.find((alert) => alert.name === name))).toBeGreaterThan(0);
});

describe.each(
  alerts.flatMap((alert) =>
    [...alert.expr(settings).matchAll(TOLD)].map(
      ([, labels = '', names = '']) => [`${alert.name}, after ${names}`, alert, labels, names] as const,
    ),
  ),
)('%s', (_, alert, labels, names) => {
  const told = alerts.filter(({ name }) => names.split('|').includes(name));

  test('is silent about what carries the same labels', () => {
    expect(told.map(({ name }) => name).sort()).toEqual(names.split('|').sort());
    for (const { name, identity } of [alert, ...told])
      expect(identity, name).toEqual(expect.arrayContaining(labels.split(', ')));
  });

  test('waits until that has been told, or is forgotten', () => {
    for (const one of told)
      expect(parseDuration(one.for) + SHORT_WINDOW, one.name).toBeLessThanOrEqual(parseDuration(alert.for));
  });
});

test('no two alerts mute each other', () => {
  const pairs = inhibitions.flatMap((one) => mutedBy(one, alerts).map((target) => `${one.source} ${target}`));

  for (const pair of pairs) expect(pairs).not.toContain(pair.split(' ').reverse().join(' '));
});

test('no two inhibitions say the same', () => {
  const said = inhibitions.flatMap((one) =>
    mutedBy(one, alerts).map((target) => `${one.source} mutes ${target} by ${[...one.equal].sort().join()}`),
  );

  expect(said.filter((each, index) => said.indexOf(each) !== index)).toEqual([]);
});

describe.each(
  recordingGroups.flatMap(({ recordings }) => recordings).map((one) => [one.record, one] as const),
)('the recording %s', (_, { record, expr, what }) => {
  test('is named level:metric or level:metric:operation, and parses', () => {
    expect(record).toMatch(/^palette(_[a-z]+)?(:[a-z_]+){1,2}(?:[a-z0-9_]+)?$/);
    expect(parseQuery(expr(settings)).faults).toEqual([]);
    expect(what).toMatch(/\.$/);
  });

  test('is read by an alert, a runbook or another recording', () => {
    const readers = [
      ...alerts.flatMap((alert) => [alert.expr(settings), alert.runbook.diagnosis]),
      ...recordingGroups.flatMap(({ recordings }) => recordings.map((one) => one.expr(settings))),
    ];

    expect(readers.some((text) => new RegExp(`${record}(?!\\w)`).test(text))).toBe(true);
  });
});

function annotationsOf(name: string): Readonly<Record<string, string>> {
  const alert = withGrafana.find((each) => each.name === name);
  return alert === undefined ? {} : alertAnnotations(alert, linked);
}

/** Neither recorded nor written by Prometheus itself. */
function isScraped(metric: string): boolean {
  return !metric.includes(':') && !(metric in ruleMetrics);
}

function keeps(alert: Alert | undefined): number {
  return parseDuration(alert?.keepFiringFor ?? '0s');
}

/** The settings with another value of one threshold. */
function withOther(name: Threshold): AlertSettings {
  const value = settings.thresholds[name];
  const other = typeof value === 'number' ? value * 0.97 : `${value}17m`.replace(/m17m$/, 'm17s');
  return { ...settings, thresholds: { ...settings.thresholds, [name]: other } };
}
