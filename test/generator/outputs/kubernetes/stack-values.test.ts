import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { isOpen, routesFor } from '../../../../generator/alertmanager/evaluate.ts';
import { readConfiguration } from '../../../../generator/alertmanager/read-configuration.ts';
import { toYaml } from '../../../../generator/kit/serialise.ts';
import { alertmanagerConfig } from '../../../../generator/outputs/alertmanager/alertmanager-yaml.ts';
import { dashboardConfigMaps } from '../../../../generator/outputs/kubernetes/dashboard-config-maps.ts';
import {
  alertmanagerConfigObject,
  alertmanagerSecret,
} from '../../../../generator/outputs/kubernetes/operator-routing.ts';
import { prometheusRules } from '../../../../generator/outputs/kubernetes/prometheus-rule.ts';
import { serviceMonitor } from '../../../../generator/outputs/kubernetes/service-monitor.ts';
import { stackValues } from '../../../../generator/outputs/kubernetes/stack-values.ts';
import { loadSite, type Site, siteFrom } from '../../../../generator/site.ts';
import { readSettings } from '../../../../generator/site-settings.ts';
import { type ConfigObject, converted } from '../../../kit/operator-conversion.ts';
import { sharedBundleOf, siteOf } from '../../../kit/proved-sites.ts';
import { inputFolder } from '../../../kit/run-bundle.ts';
import { chartValues, prometheusSelector, type Selector, selects } from '../../../kit/stack-chart.ts';

/** What a site called its installation of the chart; Palette chooses another name than people do. */
const RELEASE = 'observability';
const site = siteOf('default');
const files = sharedBundleOf(site);

test('the values are files of the bundle, for the chart and for the pack, and nothing that kubectl applies', () => {
  const [chart, pack, kustomization] = [
    'kube-prometheus-stack-values',
    'prometheus-operator-pack-values',
    'kustomization',
  ].map((name) => parse(files.get(`kubernetes/${name}.yaml`) ?? ''));

  expect(chart).toEqual(stackValues(site));
  expect(pack).toEqual({ charts: { 'kube-prometheus-stack': chart } });
  expect(kustomization.resources.join()).not.toContain('values');
});

describe.each(['rule', 'serviceMonitor'] as const)('the %ss', (kind) => {
  const objects = kind === 'rule' ? prometheusRules(site) : [serviceMonitor(site.settings)];
  const taken = (selector: Selector) =>
    objects.filter((object) => selects(selector, object as Parameters<typeof selects>[1]));

  test('are taken in with the values, whatever the installation is called, and not without', () => {
    const without = prometheusSelector(chartValues(), kind, RELEASE);
    const with_ = prometheusSelector(chartValues(stackValues(site)), kind, RELEASE);

    expect(taken(without)).toEqual([]);
    expect(taken(with_)).toEqual(objects);
  });
});

describe('where the routing is an AlertmanagerConfig', () => {
  const SETTINGS = `
kubernetes:
  alertmanager: { labels: { team: platform }, externalUrl: https://alertmanager.example.com }
`;
  const labelled = siteFrom(site.plan, readSettings({ name: 'settings.yaml', text: SETTINGS }));
  const theirs = {
    alertmanager: { alertmanagerSpec: { alertmanagerConfigSelector: { matchLabels: { team: 'platform' } } } },
  };

  test('an Alertmanager that selects by labels takes in one that carries them, and no other', () => {
    const { alertmanagerSpec } = chartValues(theirs, stackValues(labelled)).alertmanager;
    const selector = alertmanagerSpec.alertmanagerConfigSelector ?? {};

    expect(selects(selector, alertmanagerConfigObject(labelled) as ConfigObject)).toBe(true);
    expect(selects(selector, alertmanagerConfigObject(site) as ConfigObject)).toBe(false);
  });

  test('the link to a silence leads where people reach Alertmanager', () => {
    expect(stackValues(labelled).alertmanager.alertmanagerSpec.externalUrl).toBe(
      'https://alertmanager.example.com',
    );
    expect(stackValues(site).alertmanager.alertmanagerSpec).not.toHaveProperty('externalUrl');
  });

  test.each(['OnNamespace', 'OnNamespaceExceptForAlertmanagerNamespace', 'None'])(
    'with the strategy %s all alerts of the rules reach those whom the plan names',
    (matcherStrategy) => {
      const text = toYaml({ kubernetes: { alertmanager: { matcherStrategy } } });
      const strict = siteFrom(site.plan, readSettings({ name: 'settings.yaml', text }));
      const { alertmanagerSpec } = chartValues(stackValues(strict)).alertmanager;
      const strategy = alertmanagerSpec.alertmanagerConfigMatcherStrategy?.type;

      expect(strategy).toBe(matcherStrategy);
      const running = configurationOf(
        converted(parse(toYaml(alertmanagerConfigObject(strict))), {
          strategy: strategy === 'None' ? 'None' : 'OnNamespace',
        }),
      );
      const planned = configurationOf(alertmanagerConfig(strict));
      const rules = alertsOf(strict);
      expect(rules.length).toBeGreaterThan(100);
      for (const labels of rules)
        expect(told(running, labels), labels.alertname).toEqual(
          told(planned, labels).map((name) => `palette-monitoring/palette/${name}`),
        );
    },
  );
});

test.each(['OnNamespace', 'None'] as const)(
  'hours of an AlertmanagerConfig hold as the operator converts them (%s)',
  (strategy) => {
    const hours = ['Mon-Fri 08:00-18:00', 'Sat 22:00-06:00', '00:00-24:00'];
    const contacts = hours.map((written, index) => ({
      name: `P${index}`,
      roles: ['Ops'],
      hours: written,
      timeZone: 'UTC',
      holidays: ['12-25'],
      email: `p${index}@example.com`,
    }));
    const sources = {
      contacts: toYaml({ contacts }),
      routing: toYaml({ fallback: 'Ops', routes: [{ tell: 'Ops' }] }),
    };
    const timed = loadSite(inputFolder(sources));
    const labels = {
      alertname: 'PaletteClusterUnhealthy',
      component: 'cluster',
      severity: 'warning',
      namespace: 'palette-monitoring',
    };
    const running = configurationOf(converted(parse(toYaml(alertmanagerConfigObject(timed))), { strategy }));
    const planned = configurationOf(alertmanagerConfig(timed));
    const openAt = (of: typeof running, at: Date) =>
      routesFor(of.route, labels)
        .filter((route) => isOpen(of, route, at))
        .map(({ receiver }) => receiver.replace('palette-monitoring/palette/', ''));

    expect(running.intervals.size).toBeGreaterThan(1);
    for (let hour = 0; hour < 14 * 24; hour += 1) {
      const at = new Date(Date.UTC(2026, 11, 18, hour, 30));
      expect(openAt(running, at), at.toISOString()).toEqual(openAt(planned, at));
    }
  },
);

describe('where the routing is the whole configuration', () => {
  const channels = [
    { type: 'slack', channel: '#ops', urlFile: '/etc/alertmanager/secrets/chats/slack-url' },
    { type: 'opsgenie', apiKeyFile: '/etc/alertmanager/secrets/pagers/opsgenie-key' },
    { type: 'webhook', urlFile: '/run/hook' },
  ];
  const contact = { name: 'Ada', roles: ['Ops'], hours: '08:00-18:00', timeZone: 'Europe/Berlin', channels };
  const zoned = loadSite(
    inputFolder({
      contacts: toYaml({ contacts: [contact, { name: 'Bea', roles: ['Ops'], email: 'bea@example.com' }] }),
      routing: toYaml({ fallback: 'Ops', routes: [{ tell: 'Ops' }] }),
      settings: toYaml({
        alertmanager: { version: '0.28' },
        kubernetes: { alertmanager: { namespace: 'stack' } },
      }),
    }),
  );

  test('the chart makes no Secret of its own, and Alertmanager reads ours, in its namespace', () => {
    const { useExistingSecret, configSecret } = chartValues(stackValues(zoned)).alertmanager.alertmanagerSpec;

    expect(useExistingSecret).toBe(true);
    expect(alertmanagerSecret(zoned)).toMatchObject({ metadata: { name: configSecret, namespace: 'stack' } });
  });

  test('the Secrets that it reads files of are mounted, and the page names what none brings', () => {
    const { secrets } = stackValues(zoned).alertmanager.alertmanagerSpec;
    const page = sharedBundleOf(zoned).get('docs/install-paths.md');

    expect(secrets).toEqual(['chats', 'pagers']);
    expect(page).toMatch(/no Secret that the object lists brings them[\s\S]*- `\/run\/hook`\n/);
    expect(page).not.toContain('- `/etc/alertmanager/secrets');
  });
});

test('the page says which keys the Secret of an AlertmanagerConfig needs', () => {
  const page = sharedBundleOf(siteOf('example')).get('docs/install-paths.md');
  const object = JSON.stringify(alertmanagerConfigObject(siteOf('example')));
  const keys = [...object.matchAll(/"name":"palette-contacts","key":"([^"]+)"/g)].map(([, key]) => key);

  expect(keys.length).toBeGreaterThan(0);
  for (const key of keys) expect(page).toContain(`--from-file=${key}`);
});

test('the sidecar of Grafana finds every dashboard, and the folder that it belongs into', () => {
  const { dashboards } = chartValues(stackValues(site)).grafana.sidecar;
  const selector = { matchLabels: { [String(dashboards.label)]: String(dashboards.labelValue) } };

  expect(dashboards).toMatchObject({ searchNamespace: 'ALL', provider: { foldersFromFilesStructure: true } });
  for (const object of dashboardConfigMaps(site)) {
    expect(selects(selector, object)).toBe(true);
    expect(object.metadata.annotations).toEqual({ [String(dashboards.folderAnnotation)]: 'Palette' });
  }
});

function configurationOf(config: object) {
  return readConfiguration('a test', toYaml(config));
}

function told({ route }: ReturnType<typeof configurationOf>, labels: Readonly<Record<string, string>>) {
  return routesFor(route, labels).map(({ receiver }) => receiver);
}

/** The alerts of each rule, from series that the exporter of another namespace has. */
function alertsOf(of: Site) {
  return prometheusRules(of)
    .flatMap(({ spec }) => spec.groups.flatMap(({ rules }) => rules))
    .flatMap((rule) =>
      'alert' in rule ? [{ namespace: 'palette-monitoring', alertname: rule.alert, ...rule.labels }] : [],
    );
}
