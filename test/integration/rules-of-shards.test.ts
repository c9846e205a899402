import { expect, it } from 'vitest';
import { owns } from '../../exporter/collection/shard.ts';
import { loadSite } from '../../generator/site.ts';
import { caseFiles, firesOf, writeCases } from '../kit/alert-cases.ts';
import { temporaryFolder } from '../kit/folder.ts';
import { testRules } from '../kit/prometheus-tools.ts';

const SHARDS = 3;

it('the rules fire alike where the series of one come from several exporters, with labels of their Prometheus', async () => {
  const site = loadSite({});
  // Whether they wait and end does not depend on who tells.
  const files = caseFiles(site).map(([name, content]) => [name, firesOf(content)] as const);
  const exporters = new Set<string>();
  const folder = await temporaryFolder();
  const written = await writeCases(folder, files, site, (test) => {
    const series = test.input_series.map(({ series, values }) => ({ series: told(series), values }));
    for (const [shard] of JSON.stringify(series).matchAll(/instance=\\"shard-\d/g)) exporters.add(shard);
    return { ...test, external_labels: { cluster: 'pair' }, input_series: series };
  });

  const said = await testRules('current', ...written);
  await folder.remove();

  expect(exporters.size).toBe(SHARDS);
  expect(said.accepted, said.output).toBe(true);
});

/** A series as it is told by the exporter that owns its object, as a store of several Prometheus holds it. */
function told(series: string): string {
  if (!series.startsWith('palette_') || /[{,]instance=/.test(series)) return series;
  const [, uid] = /(?:cluster_uid|edge_host_uid|edge_host)="([^"]*)"/.exec(series) ?? [];
  const index =
    [...Array(SHARDS).keys()].find((shard) => uid && owns({ index: shard, of: SHARDS }, uid)) ?? 0;
  const labels = `instance="shard-${index}",pod="palette-exporter-${index}",cluster="pair"`;
  return series.endsWith('}') ? series.replace(/\}$/, `,${labels}}`) : `${series}{${labels}}`;
}
