import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseConfig } from '../../exporter/config/config.ts';
import { type Exporter, startExporter } from '../../exporter/exporter.ts';
import { configuredSources } from '../../exporter/simulator/configured-sources.ts';
import { type Simulator, startSimulator } from '../../exporter/simulator/simulator.ts';
import { systemClock } from '../../exporter/time/clock.ts';
import { createApp, listen } from '../../exporter/web/server.ts';
import { run } from '../../generator/cli.ts';
import { FLAVOURS } from '../kit/binaries.ts';
import { eventually } from '../kit/eventually.ts';
import { type Folder, temporaryFolder } from '../kit/folder.ts';
import { checkPrometheusConfig } from '../kit/prometheus-tools.ts';
import { recordLog } from '../kit/record-log.ts';
import { startPrometheus } from '../kit/start-prometheus.ts';

/** How the source of the cluster that the appliance's hosts form begins. */
const LOCAL_CLUSTER = 'palette-management/';

let simulator: Simulator;
let exporter: Exporter;
let server: Awaited<ReturnType<typeof listen>>;
let bundle: Folder;

beforeAll(async () => {
  simulator = await startSimulator();
  const config = parseConfig(configuredSources(simulator, 'pma'), 'test');
  exporter = startExporter(config, { log: recordLog().log });
  // Prometheus asks for the targets once a minute: all of them must be there when it does.
  await eventually('the local cluster to be found', () =>
    exporter.status().some(({ source }) => source.startsWith(LOCAL_CLUSTER)),
  );
  const app = createApp({
    exporter,
    clock: systemClock,
    reload: () => Promise.reject(new Error('not here')),
  });
  server = await listen(app, { host: '127.0.0.1', port: 0 });
  bundle = await temporaryFolder({
    'settings.yaml': { prometheus: { scrapeTarget: new URL(server.url).host, alertmanager: '127.0.0.1:9' } },
  });
  const said: string[] = [];
  const code = await run(
    ['generate', '--out', bundle.path, '--settings', join(bundle.path, 'settings.yaml')],
    {
      out: (text) => said.push(text),
      err: (text) => said.push(text),
      now: () => new Date(),
    },
  );
  expect(code, said.join('')).toBe(0);
});

afterAll(async () => {
  await new Promise((resolve) => server.server.close(resolve).closeAllConnections());
  await exporter.close();
  await simulator.close();
  await bundle.remove();
});

describe.each(FLAVOURS)('Prometheus (%s) with the generated configuration', (flavour) => {
  it('accepts it', async () => {
    const verdict = await checkPrometheusConfig(flavour, join(bundle.path, 'prometheus/prometheus.yaml'));

    expect(verdict, verdict.output).toMatchObject({ accepted: true });
  });

  it('shows each Palette, host and local cluster as a target that is up, and stores no series twice', async () => {
    const config = parse(readFileSync(join(bundle.path, 'prometheus/prometheus.yaml'), 'utf8'));
    const prometheus = await startPrometheus({
      flavour,
      config: { ...config, global: { scrape_interval: '1s' }, rule_files: [], alerting: {} },
    });

    const stored = async (metric: string) => {
      const samples = await prometheus.query(metric);
      return samples.length > 0 && samples;
    };
    const sources = await eventually('every source to be up', async () => {
      const targets = (await prometheus.targets()).filter(({ labels }) => labels.job === 'palette-sources');
      const up = targets.filter(({ health }) => health === 'up').map(({ labels }) => labels.instance);
      const isWhole = up.length === targets.length && up.some((source) => source?.startsWith(LOCAL_CLUSTER));
      return isWhole && up.sort();
    });
    const clusters = await eventually('the clusters to be stored', () => stored('palette_cluster_info'));
    const own = await eventually('the exporter itself to be stored', () =>
      stored('palette_exporter_build_info'),
    );
    const twice = await prometheus.query(
      'count by (__name__, source, collector) (palette_exporter_collector_interval_seconds) > 1',
    );
    await prometheus.close();

    expect(sources).toEqual([
      expect.stringMatching(LOCAL_CLUSTER),
      ...['pma', 'pma-1', 'pma-2', 'pma-3', 'pma/system'],
    ]);
    expect(clusters.map(({ labels }) => [labels.job, labels.instance])).toEqual([['palette-sources', 'pma']]);
    expect(own.map(({ labels }) => labels.job)).toEqual(['palette-exporter']);
    expect(twice).toEqual([]);
  });
});
