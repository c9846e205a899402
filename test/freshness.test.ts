import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../exporter/config/config.ts';
import { type Exporter, startExporter } from '../exporter/exporter.ts';
import { createStore } from '../exporter/exposition/store.ts';
import { rateLimitOf } from '../exporter/palette/api/rate-limits.ts';
import { type Simulator, startSimulator } from '../exporter/simulator/simulator.ts';
import { failPack } from '../exporter/simulator/world/changes/cluster-faults.ts';
import { bodyOf } from './kit/exposition-text.ts';
import { recordLog } from './kit/record-log.ts';
import { createVirtualTime } from './kit/virtual-time.ts';

/** Not all of what Palette allows, so that the budget is felt: 8 requests a second on the dashboard prefix. */
const SHARE = 0.8;
const FLEET_INTERVAL = 6_000;

describe('a fleet of 1,000 clusters and 3,000 hosts', () => {
  const time = createVirtualTime(Date.parse('2026-11-22T09:00:00Z'));
  let simulator: Simulator;
  let exporter: Exporter;

  beforeAll(async () => {
    simulator = await startSimulator({ clock: time.clock, clusters: 1000, hosts: 3000 });
    const { url, apiKey } = simulator.palette;
    const config = parseConfig(
      {
        palette: [{ name: 'fleet', url, apiKey, budgetShare: SHARE }],
        collectors: { clusters: { every: `${FLEET_INTERVAL / 1000}s` } },
      },
      'test',
    );
    const parts = { log: recordLog().log, clock: time.clock, store: time.watch(createStore()) };
    exporter = startExporter(config, parts);
    // Before that no list is read again.
    while (listed() < 1000 || !areListsRead()) await time.advance(FLEET_INTERVAL);
  });
  afterAll(async () => {
    await exporter.close();
    await simulator.close();
    time.end();
  });

  const text = () => bodyOf(exporter.store.response({ format: 'text', gzip: false })).toString();

  it('shows a change in the depth of one cluster within two fleet intervals, long before a round is over', async () => {
    expect(visited()).toBeLessThan(900);
    const cluster = simulator.world.clusters[950];
    const pack = cluster?.deployed[0];
    if (cluster === undefined || pack === undefined) throw new Error('the fleet has no such cluster');

    failPack(simulator.world, cluster, pack, time.clock.now());
    await time.advance(2 * FLEET_INTERVAL);

    const failed = new RegExp(
      `^palette_cluster_pack_ready\\{[^}]*"${cluster.uid}"[^}]*pack="${pack.pack.name}"\\} 0$`,
      'm',
    );
    expect(text()).toMatch(failed);
    expect(visited()).toBeLessThan(1000);
  });

  it('never asks for more than its share of a prefix in any second', () => {
    const served = simulator.requests.filter(({ server }) => server === 'palette');
    const prefixes = [...new Set(served.map(({ prefix }) => prefix))];

    const busiest = prefixes.map((prefix) => {
      const times = served.filter((request) => request.prefix === prefix).map(({ at }) => at);
      const most = Math.max(
        ...times.map((start) => times.filter((at) => at >= start && at < start + 1000).length),
      );
      return { prefix, most, allowed: rateLimitOf(prefix).perSecond * SHARE };
    });

    expect(busiest.length).toBeGreaterThan(3);
    expect(busiest.filter(({ most, allowed }) => most > allowed)).toEqual([]);
    expect(served.filter(({ status }) => status === 429)).toEqual([]);
  });

  function areListsRead(): boolean {
    return exporter.status().every(({ lostItems, hasSeenAll }) => lostItems !== undefined || hasSeenAll);
  }

  function listed(): number {
    return text().match(/^palette_cluster_info\{/gm)?.length ?? 0;
  }

  /** Clusters whose depth has been read. */
  function visited(): number {
    return new Set(text().match(/(?<=^palette_cluster_pack_ready\{palette="fleet",cluster_uid=")[^"]+/gm))
      .size;
  }
});
