import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { reliedOn } from '../../../../alerts/kit/relied-on.ts';
import { toYaml } from '../../../../generator/kit/serialise.ts';
import { alertmanagerConfig } from '../../../../generator/outputs/alertmanager/alertmanager-yaml.ts';
import { docsFiles } from '../../../../generator/outputs/docs/docs-files.ts';
import { alertmanagerConfigObject } from '../../../../generator/outputs/kubernetes/operator-routing.ts';
import { prometheusRules } from '../../../../generator/outputs/kubernetes/prometheus-rule.ts';
import { testFiles } from '../../../../generator/outputs/prometheus/rule-tests.ts';
import { type Site, siteFrom } from '../../../../generator/site.ts';
import { readSettings } from '../../../../generator/site-settings.ts';
import { FLAVOURS } from '../../../kit/binaries.ts';
import { temporaryFolder } from '../../../kit/folder.ts';
import { type ConfigObject, converted } from '../../../kit/operator-conversion.ts';
import { testRules } from '../../../kit/prometheus-tools.ts';
import { siteOf } from '../../../kit/proved-sites.ts';
import { bundle } from '../../../kit/run-bundle.ts';
import { startAlertmanager } from '../../../kit/start-alertmanager.ts';

const NAMESPACE = 'palette-monitoring';
/** Where the exporters of others are. */
const ELSEWHERE = 'portworx';
const site = siteOf('default');

describe.each(['OnNamespace', 'None'] as const)('with the strategy %s of the operator', (strategy) => {
  test('every kind of alert of ours reaches those whom the plan names', async () => {
    const object: ConfigObject = parse(toYaml(alertmanagerConfigObject(site)));
    const rules = kindsOf(alertsOf(site));
    const wanted = await receiversOf(alertmanagerConfig(site, []), rules);
    const told = await receiversOf(converted(object, { strategy }), rules);

    // No route of ours asks for the name of an alert of ours.
    expect(rules.length).toBeGreaterThan(20);
    for (const [index, labels] of rules.entries())
      expect(told[index], JSON.stringify(labels)).toEqual(
        wanted[index]?.map((name) => `${NAMESPACE}/palette/${name}`),
      );
  });
});

describe('an alert about an object in another namespace', () => {
  test.each(FLAVOURS)('keeps that namespace under another name, and its text (%s)', async (flavour) => {
    const [file, folder] = await testsInNamespace(site, 'palette-storage');

    const verdict = await testRules(flavour, file);

    expect(verdict.accepted, verdict.output).toBe(true);
    await folder.remove();
  });

  test('is left as it is where the operator does not look at the namespace', () => {
    const text = 'kubernetes: { alertmanager: { matcherStrategy: None } }';
    const open = siteFrom(site.plan, readSettings({ name: 'settings.yaml', text }));
    const labelled = alertsOf(open).filter(({ namespace }) => namespace !== ELSEWHERE);

    expect(labelled.map(({ alertname }) => alertname)).toEqual(['PaletteExporterAbsent']);
    expect(open.notes).toEqual([]);
  });
});

describe('alerts of kube-prometheus-stack, which an AlertmanagerConfig does not see,', () => {
  const SAID = /own namespace only.*OnNamespace\).*kube-prometheus-stack.* do not.*matcherStrategy: None/;
  const [name = ''] = Object.values(reliedOn).flat();

  test('are named by coverage, by who, and on the page about contacts', async () => {
    const covered = await bundle(['coverage', '--json']);
    const who = await bundle(['who', '--alert', name]);

    const { notes, alerts } = JSON.parse(covered.out);
    expect(notes.join()).toMatch(SAID);
    for (const { alert, own, unseenByAlertmanagerConfig } of alerts)
      expect(unseenByAlertmanagerConfig, alert).toBe(!own);
    expect(who.out).toContain('An AlertmanagerConfig does not see it');
    expect(docsFiles(site).get('docs/contacts.md')).toMatch(SAID);
  });

  test('are named together with a heartbeat, which is not called either', () => {
    const beat = {
      name: 'settings.yaml',
      text: 'alertmanager: { heartbeat: { url: "http://127.0.0.1:9/" } }',
    };

    expect(site.notes.join()).not.toContain('Watchdog');
    expect(siteFrom(site.plan, readSettings(beat)).notes.join()).toContain('nor does the Watchdog alert');
  });

  test('are seen where both lie in the same namespace and the strategy makes an exception for it', () => {
    const strategy = 'OnNamespaceExceptForAlertmanagerNamespace';
    const notesWith = (namespace: string) => {
      const text = `kubernetes: { namespace: ${namespace}, alertmanager: { matcherStrategy: ${strategy} } }`;
      return siteFrom(site.plan, readSettings({ name: 'settings.yaml', text })).notes;
    };

    expect(notesWith('monitoring')).toEqual([]);
    expect(notesWith('elsewhere')).toHaveLength(1);
  });
});

type Labels = Readonly<Record<string, string>>;

/** One alert of those whose labels differ in the name alone. */
function kindsOf(alerts: readonly Labels[]): readonly Labels[] {
  const kinds = alerts.map((labels) => [JSON.stringify({ ...labels, alertname: '' }), labels] as const);
  return [...new Map(kinds).values()];
}

/** The labels of each rule as its alerts carry them, from series in another namespace. */
function alertsOf(of: Site): readonly Labels[] {
  const rules = prometheusRules(of).flatMap(({ spec }) => spec.groups.flatMap((group) => group.rules));
  return rules.flatMap((rule) =>
    'alert' in rule ? [{ namespace: ELSEWHERE, alertname: rule.alert, ...rule.labels }] : [],
  );
}

/** The receivers of each alert according to Alertmanager, which tells nobody. */
async function receiversOf(config: object, alerts: readonly Labels[]) {
  const { receivers } = config as { receivers: readonly { name: string }[] };
  const alertmanager = await startAlertmanager({
    flavour: 'current',
    config: { ...config, receivers: receivers.map(({ name }) => ({ name })) },
  });
  await alertmanager.post(...alerts.map((labels) => ({ labels })));
  const held = await alertmanager.alerts();
  await alertmanager.close();
  expect(held).toHaveLength(alerts.length);
  return alerts.map((labels) => {
    const found = held.find((alert) => keyOf(alert.labels) === keyOf(labels));
    return found?.receivers.map(({ name }) => name) ?? expect.fail(JSON.stringify(labels));
  });
}

function keyOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort());
}

/** The tests of a component, expecting of the operator's rules what they add. */
async function testsInNamespace(of: Site, component: string) {
  const rules = prometheusRules(of).find(({ metadata }) => metadata.name === component)?.spec;
  const tests = testFiles(of).find(({ name }) => name === component)?.content;
  const content = JSON.parse(JSON.stringify(tests), (key, value) => {
    // Where nothing fires, there are no labels either.
    if (key === 'tests') return value.filter((each: object) => JSON.stringify(each).includes('exp_labels'));
    if (key === 'rule_files') return ['rules.yaml'];
    if (key !== 'exp_labels') return value;
    const { namespace: original, ...labels } = value;
    return { ...labels, namespace: NAMESPACE, ...(original && { original_namespace: original }) };
  });
  expect(JSON.stringify(content)).toContain('original_namespace');
  const folder = await temporaryFolder({ 'rules.yaml': rules, 'tests.yaml': content });
  return [join(folder.path, 'tests.yaml'), folder] as const;
}
