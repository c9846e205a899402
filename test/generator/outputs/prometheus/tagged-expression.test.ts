import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toYaml } from '../../../../generator/kit/serialise.ts';
import { ruleGroups } from '../../../../generator/outputs/prometheus/alerting-rules.ts';
import { loadSite, siteFrom } from '../../../../generator/site.ts';
import { binaries, FLAVOURS } from '../../../kit/binaries.ts';
import { inputFolder, output } from '../../../kit/run-bundle.ts';

const contacts = '| Role | Contact | Availability |\n|---|---|---|\n| Ops | Ada (ada@example.com) | |\n';
const routing = 'fallback: Ops\nroutes: [{ tags: ["team:a", critical], tell: Ops }, { tell: Ops }]\n';

test.each(FLAVOURS)('alerts carry the tag of their cluster that the routing names first (%s)', (flavour) => {
  const { plan, settings } = loadSite(inputFolder({ contacts, routing }));
  const folder = mkdtempSync(join(tmpdir(), 'tags-'));
  const groups = ruleGroups(siteFrom(plan, settings)).filter(({ name }) => name === 'palette-cluster');
  writeFileSync(join(folder, 'rules.yaml'), toYaml({ groups }));
  writeFileSync(join(folder, 'tests.yaml'), toYaml(promtoolTest()));

  expect(output(binaries(flavour).promtool, ['test', 'rules', 'tests.yaml'], folder)).toContain('SUCCESS');
});

test('without tags in the routing nothing is added', () => {
  const { plan, settings } = loadSite({});
  const expressions = ruleGroups(siteFrom(plan, settings)).flatMap(({ rules }) =>
    rules.map(({ expr }) => expr),
  );

  expect(expressions.filter((expr) => expr.includes('palette_cluster_tag'))).toEqual([]);
});

function promtoolTest(): object {
  const tags: Readonly<Record<string, readonly [string, string][]>> = {
    none: [],
    other: [['team', 'b']],
    first: [['team', 'a']],
    bare: [['critical', '']],
    both: [
      ['critical', ''],
      ['team', 'a'],
    ],
  };
  const of = (name: string) => `palette="pma",cluster_uid="${name}",cluster_name="${name}",project="p"`;
  const names = Object.keys(tags);
  const expected = { none: '', other: '', first: 'team:a', bare: 'critical', both: 'team:a' };
  return {
    rule_files: ['rules.yaml'],
    evaluation_interval: '1m',
    tests: [
      {
        interval: '1m',
        input_series: names.flatMap((name) => [
          { series: `palette_cluster_state{${of(name)},state="Error"}`, values: '1x60' },
          ...(tags[name] ?? []).map(([tag, value]) => ({
            series: `palette_cluster_tag{${of(name)},tag="${tag}",value="${value}"}`,
            values: '1x60',
          })),
        ]),
        promql_expr_test: [
          {
            expr: 'count by (cluster_name, tag) (ALERTS{alertname="PaletteClusterError", alertstate="firing"})',
            eval_time: '50m',
            exp_samples: Object.entries(expected).map(([name, tag]) => ({
              labels: `{cluster_name="${name}"${tag === '' ? '' : `, tag="${tag}"`}}`,
              value: 1,
            })),
          },
        ],
      },
    ],
  };
}
