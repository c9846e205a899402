import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { toYaml } from '../../../generator/kit/serialise.ts';
import {
  alertmanagerConfig,
  alertmanagerFiles,
} from '../../../generator/outputs/alertmanager/alertmanager-yaml.ts';
import {
  alertmanagerConfigObject,
  alertmanagerSecret,
} from '../../../generator/outputs/kubernetes/operator-routing.ts';
import { prometheusRules } from '../../../generator/outputs/kubernetes/prometheus-rule.ts';
import { prometheusFiles } from '../../../generator/outputs/prometheus/prometheus-files.ts';
import { loadSite, type Site, type Sources } from '../../../generator/site.ts';
import { answering, startServer } from '../../kit/answering-server.ts';
import { FLAVOURS } from '../../kit/binaries.ts';
import { eventually } from '../../kit/eventually.ts';
import { converted } from '../../kit/operator-conversion.ts';
import { checkAlertmanagerConfig, receiversOf } from '../../kit/prometheus-tools.ts';
import { bundle, inputFolder, written } from '../../kit/run-bundle.ts';
import { options } from '../../kit/small-site.ts';
import { type Alertmanager, startAlertmanager } from '../../kit/start-alertmanager.ts';
import { type Prometheus, startPrometheus } from '../../kit/start-prometheus.ts';
import { temporaryFile } from '../../kit/temporary.ts';

const WITHOUT_HOURS = [
  { name: 'Ada', roles: ['Ops'], email: 'ada@example.com' },
  { name: 'Bea', roles: ['Ops'], rank: 'backup', email: 'bea@example.com' },
  { name: 'Cleo', roles: ['Storage'], email: 'cleo@example.com' },
];
const BEAT = { url: 'http://127.0.0.1:1/beat' };
const WITH_HOURS = WITHOUT_HOURS.map((contact) =>
  contact.name === 'Cleo' ? { ...contact, hours: 'Mon-Fri 08:00-18:00', timeZone: 'Europe/Berlin' } : contact,
);

let hours: Sample;
let plain: Sample;
beforeAll(() => {
  [hours, plain] = [sampleOf(WITH_HOURS, BEAT), sampleOf(WITHOUT_HOURS)];
});

describe.each(FLAVOURS)('verify on a live pair (%s)', (flavour) => {
  let prometheus: Prometheus;
  let alertmanager: Alertmanager;
  let metrics: Metrics;
  beforeAll(async () => {
    metrics = await serveMetrics(hours.site);
    alertmanager = await startAlertmanager({ flavour, config: whole(hours.site) });
    prometheus = await startPrometheus({ flavour, config: prometheusConfig(hours) });
  });
  afterAll(async () => {
    for (const each of [prometheus, alertmanager, metrics]) await each.close();
  });

  const prometheusConfig = (sample: Sample, changes: object = {}) => ({
    global: { scrape_interval: '1s', evaluation_interval: '1m' },
    rule_files: [join(sample.folder, 'prometheus/rules/*.yaml')],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager.address] }] }] },
    scrape_configs: [{ job_name: 'all', static_configs: [{ targets: [metrics.address] }] }],
    ...changes,
  });
  const verify = ({ sources }: Sample, ...more: readonly string[]) =>
    bundle([
      'verify',
      '--alertmanager',
      alertmanager.url,
      '--prometheus',
      prometheus.url,
      ...sources,
      ...more,
    ]);
  const reaches = (sample: Sample, outcome: RegExp) =>
    eventually(`verify to say ${outcome}`, async () => {
      const { code, out, err } = await verify(sample);
      expect(err).toBe('');
      expect(out, out).toMatch(outcome);
      return { code, out };
    });
  // Asked for before verify, which asks far more.
  const knowsItsOwn = () =>
    eventually(
      'Prometheus to know its Alertmanager and the metrics',
      async () =>
        (await prometheus.alertmanagers()).length === 1 && (await prometheus.query('up == 1')).length === 1,
    );
  const ALL_WELL = /^(ok .*\n)+\nWhat runs is what is planned\.\n$/;

  describe('says that all is well', () => {
    test('where the files of the bundle are loaded', async () => {
      await alertmanager.reload(whole(hours.site));
      await prometheus.reload(prometheusConfig(hours));
      await knowsItsOwn();

      const { code, out } = await reaches(hours, ALL_WELL);

      expect(code).toBe(0);
      for (const check of [
        'rules',
        'metrics',
        'delivery',
        'routing',
        'heartbeat',
        'templates',
        'inhibitions',
      ])
        expect(out).toContain(`ok    ${check}`);
    });

    test('where the operator mounts the Secret with the whole configuration', async () => {
      const { stringData } = alertmanagerSecret(hours.site) as { stringData: Record<string, string> };
      await alertmanager.reload(stringData['alertmanager.yaml']);
      await prometheus.reload(prometheusConfig(hours, OPERATOR_RULES), ruleTexts(hours.site));
      await knowsItsOwn();

      const { out } = await reaches(hours, ALL_WELL);

      expect(out).toContain('/etc/alertmanager/config/*.tmpl');
    });

    test('where the routing was merged into the configuration of others', async () => {
      const file = temporaryFile(toYaml(OTHERS), 'alertmanager.yml');
      expect(await bundle(['alertmanager', '--merge', file, ...hours.sources])).toMatchObject({
        code: 0,
        err: '',
      });
      const { accepted, output } = await checkAlertmanagerConfig(flavour, file);
      expect(accepted, output).toBe(true);
      await alertmanager.reload(readFileSync(file, 'utf8'));
      await prometheus.reload(prometheusConfig(hours));
      await knowsItsOwn();

      await reaches(hours, ALL_WELL);
      expect(await receiversOf(flavour, file, { alertname: 'Gearbox', severity: 'critical' })).toEqual([
        'team',
      ]);
    });

    test.each(['OnNamespace', 'None'] as const)(
      'where the operator converts the AlertmanagerConfig, strategy %s',
      async (strategy) => {
        await alertmanager.reload(convertedConfig(plain.site, strategy));
        await prometheus.reload(prometheusConfig(plain, OPERATOR_RULES), ruleTexts(plain.site));
        await knowsItsOwn();

        await reaches(plain, ALL_WELL);
      },
    );
  });

  describe('finds', () => {
    test.each(Object.entries(ALERTMANAGER_FAULTS))('%s', async (_, { change, found }) => {
      const config = parse(toYaml(whole(hours.site)));
      change(config);
      await alertmanager.reload(config);
      await prometheus.reload(prometheusConfig(hours));

      const { code, out } = await reaches(hours, found);

      expect(code).toBe(1);
      expect(out).toContain('What runs is not what is planned');
    });

    test.each(PROMETHEUS_FAULTS)('%s', async (_, changes, found) => {
      await alertmanager.reload(whole(hours.site));
      await prometheus.reload(prometheusConfig(hours, changes(hours)));

      expect((await reaches(hours, found)).code).toBe(1);
    });

    test('rules of yesterday', async () => {
      const groups = ruleGroupsOf(hours.site).flatMap(([, found]) => found);
      const old = groups.map((group) => ({
        ...group,
        rules: group.rules.map((rule) => ({ ...rule, ...('for' in rule && { for: '59m' }) })),
      }));
      await alertmanager.reload(whole(hours.site));
      const config = prometheusConfig(hours, { rule_files: ['old.yaml'] });
      await prometheus.reload(config, { 'old.yaml': { groups: old } });

      const { out } = await reaches(hours, /FAIL {2}rules .*are not those of the plan/);

      expect(out).toContain('for 3540 s instead of');
    });

    test('a metric that is nowhere, and says that it is a warning', async () => {
      metrics.leaveOut.add('palette_edge_host_healthy');
      await alertmanager.reload(whole(hours.site));
      await prometheus.reload(prometheusConfig(hours));
      await knowsItsOwn();
      await eventually(
        'the metric to be gone',
        async () => (await prometheus.query('palette_edge_host_healthy')).length === 0,
      );

      const { code, out } = await reaches(
        hours,
        /WARN {2}metrics .*palette_edge_host_healthy[\s\S]*see the lines marked WARN/,
      );
      metrics.leaveOut.clear();

      expect(out).toMatch(
        /palette_edge_host_healthy of Palette API is nowhere: PaletteEdgeHostUnhealthy, .*can never fire/,
      );
      expect(code).toBe(0);
    });
  });

  test('answers as JSON', async () => {
    const { out } = await verify(hours, '--json');

    const { findings } = JSON.parse(out);
    expect(findings[0]).toEqual({
      check: expect.any(String),
      outcome: expect.stringMatching(/^(ok|warning|failed)$/),
      what: expect.any(String),
      remedy: expect.any(String),
    });
  });
});

describe('verify ends with exit code 2', () => {
  const running = 'route: { receiver: a }\nreceivers: [{ name: a }]\n';
  const sources = options(sourcesOf(WITHOUT_HOURS));
  const verify = (alertmanager: string, prometheus: string) =>
    bundle(['verify', '--alertmanager', alertmanager, '--prometheus', prometheus, ...sources]);

  test.each([
    ['protected', 401, {}, '/api/v2/status answered 401'],
    ['foreign', 200, '<html>', '/api/v2/status answered something else than it should'],
    [
      'newer',
      200,
      original(`${running}hush: []`),
      'has hush, which this version of palette-bundle does not know',
    ],
  ])('where the Alertmanager is %s', async (_, status, body, said) => {
    const { url } = await startServer(answering(status, body));

    const { code, out, err } = await verify(String(url), 'http://127.0.0.1:1');

    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(`palette-bundle: --alertmanager ${String(url).replace(/\/$/, '')}: ${said}`);
  });

  test.each([
    ['protected', 403, {}, 'answered 403; reach it behind its login'],
    ['foreign', 404, 'not here', 'answered 404: not here; check that this is a Prometheus'],
  ])('where the Prometheus is %s', async (_, status, body, said) => {
    const alertmanager = await startServer(({ url }, response) =>
      response.end(JSON.stringify(url.includes('status') ? original(running) : [])),
    );
    const prometheus = await startServer(answering(status, body));

    const { code, err } = await verify(String(alertmanager.url), String(prometheus.url));

    expect(code).toBe(2);
    expect(err).toContain(said);
  });

  test('where nobody answers, or it is no URL', async () => {
    const nobody = await verify('http://127.0.0.1:1', 'http://127.0.0.1:1');
    const odd = await verify('localhost:9093', 'http://127.0.0.1:1');

    expect([nobody.code, odd.code]).toEqual([2, 2]);
    expect(nobody.err).toContain('--alertmanager http://127.0.0.1:1: does not answer');
    expect(odd.err).toContain('--alertmanager localhost:9093: is not a URL');
  });
});

/** What a team has before us. */
const OTHERS = {
  global: { smtp_smarthost: '127.0.0.1:1', smtp_from: 'team@example.com' },
  route: {
    receiver: 'nobody',
    routes: [
      { receiver: 'heart', matchers: ['alertname="Watchdog"'] },
      { receiver: 'team', matchers: ['severity="critical"'] },
    ],
  },
  inhibit_rules: [
    {
      source_matchers: ['severity="critical"'],
      target_matchers: ['severity=~"warning|info"'],
      equal: ['namespace', 'alertname'],
    },
  ],
  receivers: [
    { name: 'nobody' },
    { name: 'heart', webhook_configs: [{ url: 'http://127.0.0.1:1/' }] },
    { name: 'team', email_configs: [{ to: 'team@example.com' }] },
  ],
};

interface Config {
  templates: string[];
  route: ConfigRoute;
  inhibit_rules: object[];
  receivers: { name: string }[];
  time_intervals: { name: string; time_intervals: { location: string }[] }[];
}

interface ConfigRoute {
  receiver: string;
  matchers?: string[];
  mute_time_intervals?: string[];
  continue?: boolean;
  routes?: ConfigRoute[];
}

interface Fault {
  readonly change: (config: Config) => void;
  readonly found: RegExp;
}

const ALERTMANAGER_FAULTS: Readonly<Record<string, Fault>> = {
  'a receiver that was renamed': {
    change: (config) => {
      for (const each of [...config.receivers, ...everyRoute(config.route)].filter(named('Ada'))) {
        if ('name' in each) each.name = 'Somebody';
        else each.receiver = 'Somebody';
      }
    },
    found: /FAIL {2}routing .*Ada is not told about .* to "Somebody" takes them/,
  },
  'a route behind one that catches all': {
    change: ({ route }) => {
      route.routes?.unshift({ receiver: 'nobody' });
    },
    found:
      /FAIL {2}routing .*Ada is not told about \S+, \S+, \S+ and \d+ more; the route \{\} to "nobody" takes them/,
  },
  'hours in the wrong time zone': {
    change: ({ time_intervals }) => {
      for (const each of time_intervals.flatMap((named) => named.time_intervals)) each.location = 'UTC';
    },
    found: /FAIL {2}routing .*Cleo is not told about .* in 5 of 168 hours, first on .*the hours of its route/,
  },
  'texts that are not loaded': {
    change: (config) => {
      config.templates = [];
    },
    found:
      /FAIL {2}templates .*templates name no palette\.tmpl: the mails to (?:Ada|Bea|Cleo|, )+ arrive empty/,
  },
  'texts where the operator puts none': {
    change: (config) => {
      config.templates = ['/etc/alertmanager/config_out/palette.tmpl'];
    },
    found: /FAIL {2}templates .*config_out\/palette\.tmpl is where the operator puts no files/,
  },
  'a matcher on the namespace': {
    change: ({ route }) => {
      for (const child of route.routes ?? []) child.matchers?.push('namespace="palette-monitoring"');
    },
    found: /FAIL {2}routing .*Ada is not told about/,
  },
  'a heartbeat that is muted': {
    change: (config) => {
      config.time_intervals.push({ name: 'always', time_intervals: [{ location: 'UTC' }] });
      const [first] = config.route.routes ?? [];
      if (first) first.mute_time_intervals = ['always'];
    },
    found: /FAIL {2}heartbeat .*the Watchdog alert reaches no checker outside: "heartbeat" takes it/,
  },
  'an inhibition that is gone': {
    change: ({ inhibit_rules }) => {
      inhibit_rules.shift();
    },
    found: /FAIL {2}inhibitions .*1 of \d+ are not there: Palette is down/,
  },
  'an inhibition of others that mutes unrelated alerts': {
    change: ({ inhibit_rules }) => {
      inhibit_rules.push({
        source_matchers: ['severity="critical"'],
        target_matchers: ['severity="warning"'],
        equal: ['namespace'],
      });
    },
    found: /FAIL {2}inhibitions .*alerts about something else mute/,
  },
  'a route of others that swallows': {
    change: (config) => {
      config.receivers.push({ name: 'team' });
      config.route.routes?.unshift({ receiver: 'team', matchers: ['severity=~"critical|page"'] });
    },
    found: /FAIL {2}routing .*Ada is not told about .*\{severity=~"critical\|page"\} to "team" takes them/,
  },
};

const PROMETHEUS_FAULTS: readonly [string, (sample: Sample) => object, RegExp][] = [
  [
    'a file of rules that is not loaded',
    ({ folder }) => ({ rule_files: [join(folder, 'prometheus/rules/palette-[a-m]*.yaml')] }),
    /FAIL {2}rules .*\d+ of \d+ are not loaded: \w+/,
  ],
  [
    'a Prometheus without Alertmanager',
    () => ({ alerting: {} }),
    /FAIL {2}delivery .*Prometheus sends its alerts to no Alertmanager/,
  ],
  [
    'severities that are changed on the way',
    () => ({
      alerting: relabelling({
        source_labels: ['severity'],
        regex: 'crit(.*)',
        replacement: 'p$1',
        target_label: 'severity',
      }),
    }),
    /FAIL {2}labels .*arrive with severity "pical" instead of "critical"/,
  ],
  [
    'alerts that are dropped on the way',
    () => ({ alerting: relabelling({ source_labels: ['component'], regex: 'storage', action: 'drop' }) }),
    /FAIL {2}labels .*alert_relabel_configs of Prometheus drop Portworx/,
  ],
];

function relabelling(step: object): object {
  return { alert_relabel_configs: [step] };
}

function everyRoute(route: ConfigRoute): readonly ConfigRoute[] {
  return [route, ...(route.routes ?? []).flatMap(everyRoute)];
}

function named(name: string) {
  return (each: { name?: string; receiver?: string }) => each.name === name || each.receiver === name;
}

/** A site, its options, and its bundle. */
interface Sample {
  readonly site: Site;
  readonly sources: readonly string[];
  readonly folder: string;
}

/** Nothing listens where mails and heartbeats go. */
function sourcesOf(contacts: readonly object[], heartbeat?: object): Sources {
  return inputFolder({
    contacts: toYaml({ contacts }),
    routing: toYaml({
      fallback: 'Ops',
      routes: [
        { components: ['storage'], tell: 'Storage' },
        { tell: 'Ops', escalate: [{ after: '30m', to: 'backup' }] },
      ],
    }),
    settings: toYaml({
      alertmanager: {
        version: '0.28',
        smtp: { smarthost: '127.0.0.1:1', requireTls: false },
        ...(heartbeat && { heartbeat }),
      },
    }),
  });
}

function sampleOf(contacts: readonly object[], heartbeat?: object): Sample {
  const sources = sourcesOf(contacts, heartbeat);
  const site = loadSite(sources);
  return { site, sources: options(sources), folder: written(site, alertmanagerFiles, prometheusFiles) };
}

function whole(site: Site): Config {
  return alertmanagerConfig(site, ['/etc/palette/palette.tmpl']) as Config;
}

function convertedConfig(site: Site, strategy: 'OnNamespace' | 'None'): object {
  const { receivers } = parse(toYaml(alertmanagerConfig(site))) as { receivers: { name: string }[] };
  const contents = new Map(receivers.map(({ name, ...content }) => [name, content]));
  const object = parse(toYaml(alertmanagerConfigObject(site)));
  const config = converted(object, { strategy, receiver: (name) => contents.get(name) ?? {} });
  return {
    global: { smtp_smarthost: '127.0.0.1:1', smtp_from: 'a@example.com' },
    templates: ['/x/*.tmpl'],
    ...config,
  };
}

function ruleGroupsOf(site: Site) {
  return prometheusRules(site).map(({ metadata, spec }) => [metadata.name, spec.groups] as const);
}

const OPERATOR_RULES = { rule_files: ['operator/*.yaml'] };

/** The files that the operator writes into the pod of Prometheus. */
function ruleTexts(site: Site): Readonly<Record<string, object>> {
  return Object.fromEntries(
    ruleGroupsOf(site).map(([name, groups]) => [`operator/${name}.yaml`, { groups }]),
  );
}

function original(text: string): object {
  return { config: { original: text } };
}

interface Metrics {
  readonly address: string;
  /** Names that it does not serve. */
  readonly leaveOut: Set<string>;
  close(): Promise<void>;
}

/** A target with every metric that an alert reads in its own test; the value lets none of them fire. */
async function serveMetrics(site: Site): Promise<Metrics> {
  const series = site.alerts.flatMap(({ alert }) => Object.keys(alert.tests.firing.series));
  const names = [...new Set(series.map((selector) => selector.replace(/\{.*/s, '')))];
  const leaveOut = new Set<string>();
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    const lines = names.filter((name) => !leaveOut.has(name)).map((name) => `${name} NaN\n`);
    response.end(lines.join(''));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const at = server.address();
  if (at === null || typeof at === 'string') throw new Error('no port');
  return {
    address: `127.0.0.1:${at.port}`,
    leaveOut,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
