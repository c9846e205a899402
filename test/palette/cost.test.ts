import { afterEach, describe, expect, it } from 'vitest';
import { parseDuration } from '../../exporter/duration.ts';
import { paletteCollectors } from '../../exporter/palette/collectors.ts';
import { type Simulator, startSimulator } from '../../exporter/simulator/simulator.ts';
import { fakeClock } from '../clock.ts';
import { answersOf, type TestPalette, testPalette } from './palette.ts';

describe('the requests that a round over a Palette takes', () => {
  let simulator: Simulator;
  afterEach(() => simulator.close());

  async function start(clusters: number, hosts: number): Promise<TestPalette> {
    simulator = await startSimulator({ clusters, hosts, clock: fakeClock(), palette: { rateLimit: false } });
    return testPalette(answersOf(simulator));
  }

  it('are at most 60 for all collectors with 3 clusters and 10 hosts', async () => {
    const palette = await start(3, 10);

    const cost: Record<string, number> = {};
    // Sweeps go first: they tell the others what to visit.
    for (const isSweep of [true, false]) {
      for (const collector of paletteCollectors) {
        if (collector.optional || (collector.items === undefined) !== isSweep) continue;
        cost[collector.name] = (await palette.run(collector)).requests;
      }
    }

    const total = Object.values(cost).reduce((sum, requests) => sum + requests, 0);
    expect(simulator.requests).toHaveLength(total);
    expect(total, JSON.stringify(cost)).toBeLessThanOrEqual(60);
  });

  it('are at most 90 for what is looked at every minute with 1,000 clusters and 3,000 hosts', async () => {
    const palette = await start(1000, 3000);
    const tier = paletteCollectors.filter(
      ({ items, every }) => items === undefined && parseDuration(every) <= 60_000,
    );

    for (const collector of tier) await palette.run(collector);

    expect(tier.map(({ name }) => name)).toEqual(expect.arrayContaining(['api', 'clusters', 'edge_hosts']));
    expect(palette.fleet.clusters).toHaveLength(1000);
    expect(simulator.requests.length).toBeLessThanOrEqual(90);
  }, 60_000);

  it('are those that the plan promises', async () => {
    const palette = await start(3, 10);
    const names = ['clusters', 'projects', 'nodes', 'cluster_details', 'alert_channels', 'agent_upgrades'];

    for (const collector of paletteCollectors.filter(
      ({ name }) => name === 'clusters' || name === 'projects',
    )) {
      await palette.run(collector);
    }
    for (const collector of paletteCollectors.filter(({ name }) => names.includes(name))) {
      const { requests } = await palette.run(collector);

      expect([collector.name, palette.planned(collector)]).toEqual([collector.name, requests]);
    }
  });
});
