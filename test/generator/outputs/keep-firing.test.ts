import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { docsFiles } from '../../../generator/outputs/docs/docs-files.ts';
import { grafanaRuleGroups } from '../../../generator/outputs/grafana/grafana-rules.ts';
import { ruleGroups } from '../../../generator/outputs/prometheus/alerting-rules.ts';
import { prometheusFiles } from '../../../generator/outputs/prometheus/prometheus-files.ts';
import { loadSite, siteFrom } from '../../../generator/site.ts';
import { readSettings, type Settings } from '../../../generator/site-settings.ts';

const NODE_DOWN = 'PaletteNodeNotReady';
const { plan, settings } = loadSite({});

describe('an alert that goes on after its condition', () => {
  test('does so in all of its rules, those that tell the backup too', () => {
    expect(rulesOf(NODE_DOWN, settings).map(({ keep_firing_for }) => keep_firing_for)).toEqual(['2m', '2m']);
    expect(rulesOf('PaletteClusterUnhealthy', settings)[0]).not.toHaveProperty('keep_firing_for');
  });

  test('does so in Grafana', () => {
    const rules = grafanaRuleGroups(siteFrom(plan, settings)).flatMap((group) => group.rules);

    expect(rules.find(({ title }) => title === NODE_DOWN)?.keepFiringFor).toBe('2m');
    expect(rules.find(({ title }) => title === 'PaletteClusterUnhealthy')).not.toHaveProperty(
      'keepFiringFor',
    );
  });

  test('is proved to end neither earlier nor later', () => {
    const cases = testCases('palette-node', settings);

    expect(cases.filter((name) => name.startsWith(NODE_DOWN) && !/ case \d+$/.test(name))).toEqual([
      `${NODE_DOWN} fires`,
      `${NODE_DOWN} goes on for a while`,
      `${NODE_DOWN} is resolved`,
    ]);
  });

  test('says so on its page and in the list', () => {
    const files = docsFiles(siteFrom(plan, settings));

    expect(files.get(`docs/runbooks/${NODE_DOWN}.md`)).toContain('The alert ends 2m after its condition');
    expect(files.get('docs/runbooks/PaletteClusterUnhealthy.md')).not.toContain('after its condition');
    expect(files.get('docs/alerts.md')).toContain(
      `| [${NODE_DOWN}](runbooks/${NODE_DOWN}.md) | critical | 10m | 2m |`,
    );
  });

  test.each([
    ['12m', '12m'],
    ['0s', undefined],
  ])('does so for as long as the settings say (%s)', (keepFiringFor, expected) => {
    const text = `alerts: { ${NODE_DOWN}: { keepFiringFor: ${keepFiringFor} } }`;
    const other = readSettings({ name: 'settings.yaml', text });

    expect(rulesOf(NODE_DOWN, other).map(({ keep_firing_for }) => keep_firing_for)).toEqual([
      expected,
      expected,
    ]);
    expect(testCases('palette-node', other).join()).not.toContain(NODE_DOWN);
  });
});

function rulesOf(name: string, site: Settings) {
  return ruleGroups(siteFrom(plan, site)).flatMap(({ rules }) => rules.filter(({ alert }) => alert === name));
}

function testCases(file: string, site: Settings): readonly string[] {
  const content = parse(prometheusFiles(siteFrom(plan, site)).get(`prometheus/tests/${file}.yaml`) ?? '');
  return content.tests.map(({ name }: { name: string }) => name);
}
