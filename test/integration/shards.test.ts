import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type ConfigInput, parseConfig } from '../../exporter/config/config.ts';
import { type Exporter, startExporter } from '../../exporter/exporter.ts';
import { createStore } from '../../exporter/exposition/store.ts';
import { tally } from '../../exporter/metric/tally.ts';
import { rateLimitOf } from '../../exporter/palette/api/rate-limits.ts';
import { type Simulator, startSimulator } from '../../exporter/simulator/simulator.ts';
import { bodyOf } from '../kit/exposition-text.ts';
import { recordLog } from '../kit/record-log.ts';
import { createVirtualTime, type VirtualTime } from '../kit/virtual-time.ts';

const START = Date.parse('2026-11-22T09:00:00Z');
/** The first round is over then. */
const SECONDS = 150;
/** Of what Palette allows, by default. */
const SHARE = 0.3;
const SHARDS = 3;

interface Site {
  readonly simulator: Simulator;
  readonly exporters: readonly Exporter[];
  readonly time: VirtualTime;
  readonly texts: readonly string[];
  /** Requests of each second to each prefix of Palette. */
  readonly rates: readonly (readonly [prefix: string, requests: number])[];
}

const sites: Site[] = [];

/** Time stands still in the world, so that whoever reads it later reads the same. */
async function watch(shards: number): Promise<Site> {
  const random = vi.spyOn(Math, 'random').mockReturnValue(0.5);
  const time = createVirtualTime(START);
  const { sleep } = time.clock;
  const simulator = await startSimulator({ clusters: 8, clock: { now: () => START, sleep } });
  simulator.world.platform.isRateLimited = false;
  const exporters = Array.from({ length: shards }, (_, index) =>
    startExporter(parseConfig({ ...configOf(simulator), shard: { index, of: shards } }, 'test'), {
      log: recordLog().log,
      clock: time.clock,
      store: time.watch(createStore()),
    }),
  );
  await time.advance(0);
  const rates: (readonly [string, number])[] = [];
  for (let second = 0; second < SECONDS; second += 1) {
    const before = simulator.requests.length;
    await time.advance(1000);
    const asked = simulator.requests.slice(before).filter(({ server }) => server === 'palette');
    for (const [[prefix], count] of tally(asked.map(({ prefix }) => [prefix] as const)))
      rates.push([prefix, count]);
  }
  random.mockRestore();
  const texts = exporters.map(({ store }) =>
    bodyOf(store.response({ format: 'text', gzip: false })).toString(),
  );
  return { simulator, exporters, time, texts, rates };
}

function configOf({ palette: { url, apiKey, system }, localUi }: Simulator): ConfigInput {
  const collectors = ['workspaces', 'workspace_backups', 'cluster_templates'];
  return {
    palette: [{ name: 'pma', url, apiKey, system }],
    localUi: localUi.map(({ pinSha256, ...host }) => ({ ...host, tls: { pinSha256 } })),
    collectors: {
      ...Object.fromEntries(collectors.map((name) => [name, { enabled: true }])),
      // It counts what others have found, and may come before them the first time.
      limits: { every: '1m' },
    },
  };
}

beforeAll(async () => {
  for (const shards of [1, SHARDS]) sites.push(await watch(shards));
});

afterAll(async () => {
  for (const { exporters, simulator, time } of sites) {
    await Promise.all(exporters.map(({ close }) => close()));
    await simulator.close();
    time.end();
  }
});

it('tells together what one exporter tells, and nothing twice', () => {
  const [alone = [], ...shards] = sites.flatMap(({ texts }) => texts).map(seriesOf);

  expect(shards.flat().sort()).toEqual([...alone].sort());
  for (const own of shards) expect(own.length).toBeGreaterThan(alone.length / SHARDS / 3);
});

it('asks Palette no more than one exporter may', () => {
  const [, shards] = sites;

  const most = new Map<string, number>();
  for (const [prefix, count] of shards?.rates ?? []) most.set(prefix, Math.max(count, most.get(prefix) ?? 0));
  const tooMany = [...most].filter(([prefix, count]) => count > rateLimitOf(prefix).perSecond * SHARE);
  expect(tooMany).toEqual([]);
});

function seriesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}
