import { basename } from 'node:path';
import { expect, it } from 'vitest';
import { owns } from '../../exporter/collection/shard.ts';
import { ruleFiles } from '../../generator/outputs/prometheus/alerting-rules.ts';
import { type TestFile, testFiles } from '../../generator/outputs/prometheus/rule-tests.ts';
import { loadSite } from '../../generator/site.ts';
import { temporaryFolder } from '../kit/folder.ts';
import { testRules } from '../kit/prometheus-tools.ts';

const SHARDS = 3;

interface Content {
  readonly rule_files: readonly string[];
  readonly tests: readonly {
    readonly name: string;
    readonly input_series: readonly { readonly series: string; readonly values: string }[];
  }[];
}

it('the rules fire alike where the series of one come from several exporters, with labels of their Prometheus', async () => {
  const site = loadSite({});
  const rules = new Map(ruleFiles(site).map(([name, groups]) => [`${name}.yaml`, { groups }]));
  const tests = testFiles(site).map(shared);
  const folder = await temporaryFolder({
    ...Object.fromEntries(rules),
    ...Object.fromEntries(tests.map(({ name, content }) => [`test-${name}.yaml`, content])),
  });

  const said = await testRules('current', ...tests.map(({ name }) => `${folder.path}/test-${name}.yaml`));
  await folder.remove();

  const exporters = new Set(JSON.stringify(tests).match(/instance=\\"shard-\d/g));
  expect(exporters.size).toBe(SHARDS);
  expect(said.accepted, said.output).toBe(true);
});

/** The same test with each object of Palette told by the exporter that owns it, as a store of several Prometheus holds it. */
function shared({ name, content }: TestFile) {
  const { rule_files, tests, ...rest } = content as Content;
  return {
    name,
    content: {
      ...rest,
      rule_files: rule_files.map((file) => basename(file)),
      // Whether they wait and end does not depend on who tells.
      tests: tests
        .filter((test) => test.name.endsWith(' fires'))
        .map((test) => ({
          ...test,
          external_labels: { cluster: 'pair' },
          input_series: test.input_series.map(({ series, values }) => ({ series: told(series), values })),
        })),
    },
  };
}

function told(series: string): string {
  if (!series.startsWith('palette_') || /[{,]instance=/.test(series)) return series;
  const [, uid] = /(?:cluster_uid|edge_host_uid|edge_host)="([^"]*)"/.exec(series) ?? [];
  const index =
    [...Array(SHARDS).keys()].find((shard) => uid && owns({ index: shard, of: SHARDS }, uid)) ?? 0;
  const labels = `instance="shard-${index}",pod="palette-exporter-${index}",cluster="pair"`;
  return series.endsWith('}') ? series.replace(/\}$/, `,${labels}}`) : `${series}{${labels}}`;
}
