import { afterEach, describe, expect, it } from 'vitest';
import type { Collector } from '../../exporter/collection/collector.ts';
import { paletteCollectors } from '../../exporter/palette/index.ts';
import { type Simulator, startSimulator } from '../../exporter/simulator/simulator.ts';
import { systemCollectors } from '../../exporter/system-console/index.ts';
import { parseDuration } from '../../exporter/time/duration.ts';
import { fakeClock } from '../kit/fake-clock.ts';
import { consoleAnswersOf, testConsole } from '../kit/test-console.ts';
import { answersOf, type Outcome, type TestPalette, testPalette } from '../kit/test-palette.ts';

describe('the requests that a round over a Palette takes', () => {
  let simulator: Simulator;
  afterEach(() => simulator.close());

  async function start(clusters: number, hosts: number): Promise<TestPalette> {
    simulator = await startSimulator({ clusters, hosts, clock: fakeClock(), palette: { rateLimit: false } });
    return testPalette(answersOf(simulator));
  }

  it('are at most 60 for all collectors with 3 clusters and 10 hosts', async () => {
    const palette = await start(3, 10);

    const cost = await roundOver(palette, paletteCollectors);

    expect(simulator.requests).toHaveLength(sumOf(cost));
    expect(sumOf(cost), JSON.stringify(cost)).toBeLessThanOrEqual(60);
  });

  it('are at most 81 together with the system console and its login', async () => {
    const palette = await start(3, 10);
    const system = testConsole(await consoleAnswersOf(simulator));

    const cost = {
      login: 1,
      ...(await roundOver(palette, paletteCollectors)),
      ...(await roundOver(system, systemCollectors)),
    };

    expect(simulator.requests).toHaveLength(sumOf(cost));
    expect(sumOf(cost), JSON.stringify(cost)).toBeLessThanOrEqual(81);
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
  });

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

interface Source<Api> {
  run(collector: Collector<Api>): Promise<Outcome>;
}

/** Requests of each collector that is on by default. */
async function roundOver<Api>(
  source: Source<Api>,
  collectors: readonly Collector<Api>[],
): Promise<Record<string, number>> {
  const cost: Record<string, number> = {};
  // Sweeps go first: they tell the others what to visit.
  for (const isSweep of [true, false]) {
    for (const collector of collectors) {
      if (collector.optional || (collector.items === undefined) !== isSweep) continue;
      cost[collector.name] = (await source.run(collector)).requests;
    }
  }
  return cost;
}

function sumOf(cost: Readonly<Record<string, number>>): number {
  return Object.values(cost).reduce((sum, requests) => sum + requests, 0);
}
