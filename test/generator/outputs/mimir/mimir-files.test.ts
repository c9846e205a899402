import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { mimirFiles } from '../../../../generator/outputs/mimir/mimir-files.ts';
import { ruleFiles } from '../../../../generator/outputs/prometheus/alerting-rules.ts';
import { loadSite } from '../../../../generator/site.ts';
import { temporaryFolder } from '../../../kit/folder.ts';
import { checkPrometheusConfig, checkRules } from '../../../kit/prometheus-tools.ts';

const site = loadSite({});
const files = mimirFiles(site);
const { namespace, groups } = parse(files.get('mimir/rules.yaml') ?? '');

test('the rules are those for Prometheus in one namespace, as mimirtool reads them', () => {
  expect(namespace).toBe('palette-monitoring');
  expect(groups).toEqual(ruleFiles(site).flatMap(([, own]) => own));
  // mimirtool refuses fields that it does not know, and names that come twice.
  expect(new Set(groups.flatMap(Object.keys))).toEqual(new Set(['name', 'rules']));
  expect(new Set(groups.map(({ name }: { name: string }) => name)).size).toBe(groups.length);
});

test('the groups stay below the limits that Mimir has by default', () => {
  const largest = Math.max(...groups.map(({ rules }: { rules: readonly object[] }) => rules.length));

  expect(largest).toBeLessThanOrEqual(20);
  expect(groups.length).toBeLessThanOrEqual(70);
});

test('promtool accepts the rules without the namespace, and the Prometheus that sends', async () => {
  const folder = await temporaryFolder({
    'rules.yaml': { groups },
    'prometheus.yaml': files.get('mimir/prometheus.yaml'),
  });
  const path = (name: string) => join(folder.path, name);

  const said = await Promise.all([
    checkRules('current', path('rules.yaml')),
    checkPrometheusConfig('current', path('prometheus.yaml')),
  ]);
  await folder.remove();

  expect(
    said.map(({ accepted }) => accepted),
    said.map(({ output }) => output).join(),
  ).toEqual([true, true]);
});
