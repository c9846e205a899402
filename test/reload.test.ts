import { writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { loadConfig } from '../exporter/config/config.ts';
import { type Exporter, startExporter } from '../exporter/exporter.ts';
import { renderLive } from '../exporter/exposition/live.ts';
import { createReload } from '../exporter/reload.ts';
import { type Simulator, startSimulator } from '../exporter/simulator/simulator.ts';
import { systemClock } from '../exporter/time/clock.ts';
import { bodyOf } from './kit/exposition-text.ts';
import { recordLog } from './kit/record-log.ts';
import { temporaryFile } from './kit/temporary.ts';

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Written {
  readonly palette: readonly string[];
  readonly collectors?: Readonly<Record<string, object>>;
  readonly listen?: string;
  readonly shard?: { readonly index: number; readonly of: number };
}

/** An exporter that runs on a file, with one simulated Palette under several names. */
async function setUp(written: Written) {
  const simulator = await startSimulator({ palette: { rateLimit: false } });
  const { log, lines } = recordLog();
  const file = temporaryFile(text(simulator, written), 'palette-exporter.yaml');
  const read = () => loadConfig(file);
  const exporter = startExporter(read(), { log });
  const reload = createReload({ read, exporter, log, clock: systemClock });
  closing.push(simulator.close, exporter.close);
  return {
    simulator,
    exporter,
    reload,
    lines,
    file,
    write: (next: Written) => writeFileSync(file, text(simulator, next)),
    ups: () => linesOf(exporter, 'palette_up{'),
    clusters: () => linesOf(exporter, 'palette_cluster_info{'),
  };
}

function text(
  { palette: { url, apiKey } }: Simulator,
  { palette, collectors = {}, listen = ':0', shard = { index: 0, of: 1 } }: Written,
): string {
  return JSON.stringify({
    palette: palette.map((name) => ({ name, url, apiKey, budgetShare: 1 })),
    collectors,
    web: { listen },
    shard,
  });
}

function linesOf({ store }: Exporter, start: string): string[] {
  const body = bodyOf(store.response({ format: 'text', gzip: false })).toString('utf8');
  return body.split('\n').filter((line) => line.startsWith(start));
}

function until(condition: () => void): Promise<void> {
  return vi.waitFor(condition, { timeout: 60_000, interval: 20 });
}

async function reloadMetrics({ telemetry }: Exporter): Promise<string[]> {
  const metrics = await telemetry.registry.metrics();
  return metrics
    .split('\n')
    .filter((line) => line.startsWith('palette_exporter_config_last_reload_successful'));
}

describe('a reload', () => {
  it('changes nothing when the configuration has not', async () => {
    const { simulator, exporter, reload, ups } = await setUp({ palette: ['one'] });
    await until(() => expect(ups()).toEqual(['palette_up{palette="one"} 1']));
    const before = exporter.config;
    const asked = simulator.requests.filter(({ path }) => path === '/v1/users/info').length;

    const { result } = await reload();

    expect(result).toBe('unchanged');
    expect(exporter.config.palette).toEqual(before.palette);
    expect(simulator.requests.filter(({ path }) => path === '/v1/users/info')).toHaveLength(asked);
  });

  it('adds and removes sources, without a gap for those that stay', async () => {
    const { reload, write, ups, clusters, lines } = await setUp({ palette: ['one', 'two'] });
    await until(() => expect(clusters().filter((line) => line.includes('"one"')).length).toBeGreaterThan(0));
    const kept = clusters().filter((line) => line.includes('"one"'));
    let gaps = 0;
    const watch = setInterval(() => {
      if (kept.some((line) => !clusters().includes(line))) gaps += 1;
    }, 1);

    write({ palette: ['one', 'three'] });
    const { result, message } = await reload();
    await until(() => expect(ups()).toContain('palette_up{palette="three"} 1'));
    clearInterval(watch);

    expect([result, message, gaps]).toEqual([
      'applied',
      'configuration applied; sources: added 1, changed 0, removed 1',
      0,
    ]);
    expect(ups().sort()).toEqual(['palette_up{palette="one"} 1', 'palette_up{palette="three"} 1']);
    expect(clusters().join()).not.toContain('"two"');
    expect(lines).toMatchObject([
      { msg: 'configuration applied', added: ['three'], removed: ['two'], changed: [] },
    ]);
  });

  it('connects a source anew whose settings changed, and only that one', async () => {
    const { simulator, file, reload, lines, ups } = await setUp({ palette: ['one', 'two'] });
    const { url, apiKey, projectApiKey } = simulator.palette;
    await until(() => expect(ups()).toHaveLength(2));

    const palette = [
      { name: 'one', url, apiKey, budgetShare: 1 },
      { name: 'two', url, apiKey: projectApiKey, budgetShare: 1 },
    ];
    writeFileSync(file, JSON.stringify({ palette, web: { listen: ':0' } }));
    await reload();

    expect(lines).toMatchObject([{ added: [], removed: [], changed: ['two'] }]);
    await until(() => expect(ups()).toHaveLength(2));
  });

  it('gives collectors other settings without a gap, and ends those that are switched off', async () => {
    const { exporter, reload, write, clusters, ups } = await setUp({ palette: ['one'] });
    await until(() => expect(clusters().length).toBeGreaterThan(0));
    await until(() => expect(ups()).toHaveLength(1));

    write({ palette: ['one'], collectors: { clusters: { every: '7m' }, api: { enabled: false } } });
    await reload();

    const intervals = await exporter.telemetry.registry.metrics();
    expect(clusters().length).toBeGreaterThan(0);
    expect(ups()).toEqual([]);
    expect(exporter.status().map(({ collector }) => collector)).not.toContain('api');
    expect(intervals).not.toContain('collector="api"');
  });

  it('tells all about the exporter under its new shard only', async () => {
    const shards = [{ index: 0, of: 2 }, { index: 1, of: 3 }, undefined];
    const { exporter, reload, write, ups } = await setUp({ palette: ['one'] });
    await until(() => expect(ups()).toHaveLength(1));

    const told: (readonly string[])[] = [];
    for (const shard of shards) {
      write({ palette: ['one'], ...(shard && { shard }) });
      await reload();
      const { registry, labels } = exporter.telemetry;
      const { text } = await renderLive(registry, 'text', labels());
      const samples = text
        .split('\n')
        .filter((line) => /^palette_exporter_(?:build_info|requests_total)\{/.test(line));
      expect(samples.length).toBeGreaterThan(2);
      told.push([...new Set(samples.map((line) => /shard="\d"/.exec(line)?.[0] ?? 'none'))]);
    }

    expect(told).toEqual([['shard="0"'], ['shard="1"'], ['none']]);
  });

  it('refuses a wrong configuration and keeps the old one, which a metric and the log tell', async () => {
    const { exporter, reload, file, write, lines } = await setUp({ palette: ['one'] });
    const first = await reloadMetrics(exporter);
    writeFileSync(file, 'palette:\n  - name: one\n    apiKey: s3cret\n');

    const { result, message } = await reload();
    const refused = await reloadMetrics(exporter);
    write({ palette: ['one'] });
    await reload();

    expect([result, message]).toEqual(['refused', `${file}:2: palette[0].url: is missing (string)`]);
    expect(lines.map(({ msg }) => msg)).toEqual([`configuration refused: ${message}`]);
    expect(exporter.config.palette).toHaveLength(1);
    expect([first, refused, await reloadMetrics(exporter)].flat()).toEqual([
      'palette_exporter_config_last_reload_successful 1',
      'palette_exporter_config_last_reload_successful 0',
      'palette_exporter_config_last_reload_successful 1',
    ]);
  });

  it('says what takes effect at the next start only', async () => {
    const { reload, write, lines } = await setUp({ palette: ['one'] });

    write({ palette: ['one'], listen: ':1' });
    await reload();

    expect(lines.map(({ msg }) => msg)).toContain(
      'web.listen and web.configFile take effect at the next start',
    );
  });

  it('comes one after the other', async () => {
    const { exporter, reload, write } = await setUp({ palette: ['one'] });

    write({ palette: ['one', 'two'] });
    const outcomes = await Promise.all([reload(), reload(), reload()]);

    expect(outcomes.map(({ result }) => result)).toEqual(['applied', 'unchanged', 'unchanged']);
    expect(new Set(exporter.status().map(({ source }) => source))).toEqual(new Set(['one', 'two']));
  });
});
