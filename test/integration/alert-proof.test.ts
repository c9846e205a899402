import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alerts } from '../../alerts/index.ts';
import { recordingRuleGroups } from '../../generator/outputs/prometheus/alerting-rules.ts';
import { prometheusFiles } from '../../generator/outputs/prometheus/prometheus-files.ts';
import { loadSite, siteFrom } from '../../generator/site.ts';
import { readSettings } from '../../generator/site-settings.ts';
import { type AlertCase, caseFiles, firesOf, writeCases } from '../kit/alert-cases.ts';
import { binaries, FLAVOURS } from '../kit/binaries.ts';
import { type Folder, temporaryFolder } from '../kit/folder.ts';
import { checkRules, testRules } from '../kit/prometheus-tools.ts';

const site = loadSite({});
const { plan, settings } = site;
const files = prometheusFiles(site);
const paths = (folder: string) =>
  [...files.keys()].filter((path) => path.startsWith(`prometheus/${folder}/`));

/** A site that calls everything otherwise. */
const OTHER_SITE = `
selectors:
  exporter: job="p\\"x"
  kubeStateMetrics: job=~"ksm|kube-state-metrics", tier="infra"
  nodeExporter: ""
  etcd: job="etcd"
labels: { cluster: k8s_cluster, host: nodename }
keepLabels: [namespace, region]
appliances: { "north \\"1\\"": management, south: 'b\\c' }
thresholds: { certificateExpiry: 9d, sloTarget: 0.995 }
alerts: { PaletteNodeNotReady: { severity: warning, for: 1h }, EtcdNoBackup: { enabled: false } }
`;

const LINKS = `
links: { grafana: "https://grafana.example.com/" }
consoles: { palette: "https://palette.example.com/{palette}", edgeHost: "https://palette.example.com/{edge_host_uid}" }
`;

let folder: Folder;
beforeAll(async () => {
  for (const flavour of FLAVOURS) binaries(flavour);
  folder = await temporaryFolder(Object.fromEntries(files));
});
afterAll(() => folder?.remove());

describe.each(FLAVOURS)('promtool (%s)', (flavour) => {
  test('finds nothing to say about the rules', async () => {
    expect(
      await checkRules(flavour, ...paths('rules').map((path) => `${folder.path}/${path}`)),
    ).toMatchObject({
      accepted: true,
    });
  });

  test('finds nothing to say about the rules of a site that calls everything otherwise', async () => {
    const other = readSettings({ name: 'settings.yaml', text: OTHER_SITE });
    const rules = [...prometheusFiles(siteFrom(plan, other))].filter(([path]) =>
      path.startsWith('prometheus/rules/'),
    );
    const written = await temporaryFolder(Object.fromEntries(rules));

    const verdict = await checkRules(flavour, ...rules.map(([path]) => `${written.path}/${path}`));

    await written.remove();
    expect(verdict).toMatchObject({ accepted: true });
  });

  test('fills in the links to dashboards and consoles', async () => {
    const linked = siteFrom(plan, readSettings({ name: 'settings.yaml', text: LINKS }));
    const written = await temporaryFolder(Object.fromEntries(prometheusFiles(linked)));
    const withLinks = caseFiles(linked).filter(([name]) => ['palette', 'palette-edge-host'].includes(name));
    const firing = await Promise.all(
      withLinks.map(([name, content]) =>
        written.write(`prometheus/tests/${name}-fires.yaml`, firesOf(content)),
      ),
    );

    const { accepted, output } = await testRules(flavour, ...firing);

    await written.remove();
    expect(firing).toHaveLength(2);
    expect(accepted, output).toBe(true);
  });

  test('computes the objectives as they are meant', async () => {
    const host = (number: number, values: string) => [
      {
        series: `palette_edge_host_in_cluster{palette="pma",project="A",edge_host_uid="h${number}",cluster_uid="c"}`,
        values: '1x240',
      },
      { series: `palette_edge_host_healthy{palette="pma",project="A",edge_host_uid="h${number}"}`, values },
    ];
    const sample = (labels: string, value: number) => [{ labels, value }];
    const recordings = recordingRuleGroups(settings);
    const written = await temporaryFolder({
      'rules.yaml': { groups: recordings },
      'test.yaml': {
        rule_files: ['rules.yaml'],
        evaluation_interval: '1m',
        group_eval_order: recordings.map(({ name }) => name),
        tests: [
          {
            interval: '1m',
            // Away for 36 of 180 minutes; one of four hosts is ill all the time.
            input_series: [
              { series: 'palette_up{palette="pma"}', values: '1x99 0x35 1x120' },
              ...[1, 2, 3].flatMap((number) => host(number, '1x240')),
              ...host(4, '0x240'),
              // Two of four clusters are broken; one of these goes on working.
              ...['Running', 'Error', 'Running', 'Error'].map((state, index) => ({
                series: `palette_cluster_state{palette="pma",project="A",cluster_uid="c${index}",state="${state}"}`,
                values: '1x240',
              })),
              {
                series: 'palette_cluster_health{palette="pma",project="A",cluster_uid="c3",health="Healthy"}',
                values: '1x240',
              },
            ],
            promql_expr_test: [
              {
                expr: 'round(palette_slo:errors:ratio_avg6h{slo="platform"}, 0.01)',
                eval_time: '179m',
                exp_samples: sample('{palette="pma", slo="platform"}', 0.2),
              },
              {
                expr: 'palette_slo:errors:ratio_avg5m{slo="edge-hosts"}',
                eval_time: '60m',
                exp_samples: sample(
                  'palette_slo:errors:ratio_avg5m{palette="pma", project="A", slo="edge-hosts"}',
                  0.25,
                ),
              },
              {
                expr: 'palette_slo:errors:ratio{slo="clusters"}',
                eval_time: '60m',
                exp_samples: sample(
                  'palette_slo:errors:ratio{palette="pma", project="A", slo="clusters"}',
                  0.25,
                ),
              },
              {
                expr: 'round(palette_slo:budget_left:ratio{slo="edge-hosts"})',
                eval_time: '130m',
                exp_samples: sample('{palette="pma", project="A", slo="edge-hosts"}', -249),
              },
            ],
          },
        ],
      },
    });

    const verdict = await testRules(flavour, `${written.path}/test.yaml`);

    await written.remove();
    expect(verdict).toMatchObject({ accepted: true });
  });
});

test('the oldest release sees each alert fire, wait and end', async () => {
  const cases = await temporaryFolder();
  const files = await writeCases(cases, caseFiles(site), site, (test) => test);

  const { accepted, output } = await testRules('floor', ...files);

  await cases.remove();
  expect(accepted, output).toBe(true);
});

// A pair in one namespace, as while one is replaced by the next, and a third elsewhere that sees the same.
describe('with three exporters', () => {
  const EXPORTERS = [
    { namespace: 'here', pod: 'exporter-0', instance: '10.0.0.1' },
    { namespace: 'here', pod: 'exporter-1', instance: '10.0.0.2' },
    { namespace: 'there', pod: 'exporter-0', instance: '10.0.0.3' },
  ] as const;
  const NAMESPACES = [{ namespace: 'here' }, { namespace: 'there' }] as const;

  test('each alert fires once in each namespace', async () => {
    const cases = await temporaryFolder();
    const files = await writeCases(cases, caseFiles(site), site, inTriplicate);

    const { accepted, output } = await testRules('current', ...files);

    await cases.remove();
    expect(accepted, output).toBe(true);
  });

  function inTriplicate(one: AlertCase): AlertCase {
    return {
      ...one,
      input_series: one.input_series.flatMap(({ series, values }) =>
        [...copies(series)].map((series) => ({ series, values })),
      ),
      alert_rule_test: one.alert_rule_test.map((wanted) => ({
        ...wanted,
        exp_alerts: wanted.exp_alerts.flatMap((alert) =>
          'namespace' in alert.exp_labels || isAbsence(wanted.alertname)
            ? [alert]
            : NAMESPACES.map((also) => ({ ...alert, exp_labels: { ...alert.exp_labels, ...also } })),
        ),
      })),
    };
  }

  /** Nobody says in which namespace that would be which is absent. */
  function isAbsence(alertname: string): boolean {
    return alerts.some(({ name, expr }) => name === alertname && expr(settings).startsWith('absent('));
  }

  /** What comes from rules is there once in a namespace. */
  function copies(selector: string): ReadonlySet<string> {
    const [, metric = '', labels = ''] = /^([^{]+)(?:\{(.*)\})?$/.exec(selector) ?? [];
    const fromRules = metric === 'ALERTS' || metric.includes(':');
    return new Set(
      (fromRules ? NAMESPACES : EXPORTERS).map((exporter) => {
        const added = Object.entries(exporter)
          .filter(([label]) => !new RegExp(`(?:^|,)${label}=`).test(labels))
          .map(([label, value]) => `${label}="${value}"`);
        return `${metric}{${[labels, ...added].filter((each) => each !== '').join(',')}}`;
      }),
    );
  }
});

test('each alert has a case in which it fires, two in which it waits, and one in which it has ended', () => {
  const names = caseFiles(site).flatMap(([, { tests }]) => tests.map(({ name }) => name));

  for (const { name } of alerts) {
    const own = names.filter((each) => each.startsWith(`${name} `));
    expect(
      own.filter((each) => each.endsWith(' fires')),
      name,
    ).toHaveLength(1);
    expect(own.filter((each) => each.includes(' does not fire')).length, name).toBeGreaterThanOrEqual(2);
    expect(
      own.filter((each) => each.endsWith(' is resolved')),
      name,
    ).toHaveLength(1);
  }
});
