import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clusters } from '../../exporter/palette/clusters/index.ts';
import { ZERO_TIME } from '../../exporter/simulator/go-json.ts';
import { type Simulator, startSimulator } from '../../exporter/simulator/simulator.ts';
import { fakeClock } from '../kit/fake-clock.ts';
import { answersOf, linesOf, listOf, NOW, type TestPalette, testPalette } from '../kit/test-palette.ts';

describe('clusters', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ clock: fakeClock(), palette: { rateLimit: false } });
  });
  afterAll(() => simulator.close());

  it('tells state, health, utilisation, nodes and selected tags of a healthy cluster', async () => {
    const palette = testPalette(answersOf(simulator), { clusterTags: ['site', 'absent'] });

    const { text, dropped } = await palette.run(clusters);

    await expect(text).toMatchFileSnapshot('golden/clusters.prom');
    expect(dropped).toBe(0);
  });

  it('tells nothing when there is no cluster', async () => {
    const { text } = await testPalette(() => ({ items: null })).run(clusters);

    expect(text).toBe('');
  });

  it('takes rows as Go writes them, and drops a bad one alone', async () => {
    const { text, dropped } = await ofClusters(
      { metadata: { uid: 'c1', name: 'missing-parts' } },
      {
        metadata: {
          uid: 'c2',
          name: 'zero-times-and-nulls',
          labels: null,
          annotations: null,
          creationTimestamp: ZERO_TIME,
          lastModifiedTimestamp: ZERO_TIME,
          deletionTimestamp: ZERO_TIME,
        },
        specSummary: {
          projectMeta: null,
          archTypes: null,
          cloudConfig: { machinePools: null },
          clusterProfileTemplates: null,
        },
        status: {
          health: { conditions: null, lastHeartBeatTimestamp: ZERO_TIME },
          metrics: { cpu: measured('', ZERO_TIME), memory: null },
          repave: null,
        },
      },
      {
        metadata: { uid: 'c3', name: 'unknown-members', deletionTimestamp: '2026-11-22T08:59:59Z' },
        specSummary: { archTypes: ['riscv64', 'amd64'], cloudConfig: { cloudType: 'moon-base' } },
        status: {
          state: 'Levitating',
          health: { state: 'Dizzy', conditions: [{ type: 'Nausea', relatedObject: { kind: 'stomach' } }] },
          repave: { state: 'Postponed' },
          clusterImport: { state: 'Halfway' },
          fips: { mode: 'sometimes' },
        },
      },
      {
        metadata: { uid: 'c4', name: 'bad-parts', labels: { site: 7, 'spectro/env': 'lab' } },
        specSummary: {
          cloudConfig: { machinePools: ['pool', { isControlPlane: true, size: 3, healthy: 2 }] },
          clusterProfileTemplates: [{ name: 'infra', packs: [{ version: '1' }, k8sPack('1.31.8')] }, null],
        },
        status: { cost: { total: 12.5 }, hourlyRate: { total: 0.25 } },
      },
      { metadata: { name: 'without a uid' } },
    );

    await expect(text).toMatchFileSnapshot('golden/clusters-odd.prom');
    // Of bad-parts: a tag, a pool, a pack and a profile; and the row without a uid.
    expect(dropped).toBe(5);
  });

  it('tells no sentences as types of problems, and no more types than there can be', async () => {
    const types = [
      'secret message with spaces',
      ...Array.from({ length: 30 }, (_, index) => `Problem${index}`),
    ];
    const conditions = types.map((type) => ({ type, relatedObject: { kind: 'a secret place' } }));

    const { text } = await ofClusters({
      metadata: { uid: 'c1', name: 'troubled' },
      status: { health: { state: 'UnHealthy', conditions } },
    });

    await expect(text).toMatchFileSnapshot('golden/clusters-problems.prom');
    expect(text).not.toContain('secret');
  });

  it('gives the utilisation in base units', async () => {
    const { text } = await ofClusters({
      metadata: { uid: 'c1', name: 'units' },
      status: { metrics: { cpu: measured('m', time(-60)), memory: measured('Mi', time(-60)) } },
    });

    expect(sampleOf(text, 'palette_cluster_cpu_usage_cores')).toBe('0.002');
    expect(sampleOf(text, 'palette_cluster_memory_total_bytes')).toBe(String(8 * 2 ** 20));
  });

  it('is silent about a utilisation that was measured too long ago', async () => {
    const { text } = await ofClusters({
      metadata: { uid: 'c1', name: 'stale' },
      status: { metrics: { cpu: measured('core', time(-3601)), memory: measured('Gi', time(-3600)) } },
    });

    expect(text).not.toContain('palette_cluster_cpu_');
    expect(text).toContain('palette_cluster_memory_usage_bytes{');
    expect(text).toContain('palette_cluster_utilisation_timestamp_seconds{');
  });

  it('drops a utilisation in a unit that it does not know, and counts that', async () => {
    const { text, dropped } = await ofClusters({
      metadata: { uid: 'c1', name: 'odd-units' },
      status: { metrics: { cpu: measured('horses', time(0)), memory: measured('constructor', time(0)) } },
    });

    expect(text).not.toMatch(/_cores|_bytes/);
    expect(dropped).toBe(2);
  });

  it('makes series of those tags only that the configuration selects', async () => {
    const palette = testPalette(answerWith(tagged({ site: 'north', owner: 'jane', bare: 'spectro__tag' })), {
      clusterTags: ['site', 'bare'],
    });

    const { text } = await palette.run(clusters);

    expect(text.split('\n').filter((line) => line.startsWith('palette_cluster_tag{'))).toEqual([
      'palette_cluster_tag{palette="pma",cluster_uid="c1",cluster_name="tagged",tag="site",value="north"} 1',
      'palette_cluster_tag{palette="pma",cluster_uid="c1",cluster_name="tagged",tag="bare"} 1',
    ]);
  });

  it('calls a cluster changed when something changed, not when its heart beats', async () => {
    let beat = 0;
    let state = 'Running';
    const palette = testPalette(() =>
      listOf({
        metadata: { uid: 'c1', name: 'beating' },
        status: { state, health: { state: 'Healthy', lastHeartBeatTimestamp: time(beat) } },
      }),
    );

    const first = await versionOf(palette);
    beat += 30;
    const second = await versionOf(palette);
    state = 'Error';
    const third = await versionOf(palette);

    expect(second).toBe(first);
    expect(third).not.toBe(second);
  });

  it('forgets a cluster that is gone, with all its series', async () => {
    const clock = fakeClock();
    const world = await startSimulator({ clock, scenario: 'cluster-deleted', palette: { rateLimit: false } });
    const palette = testPalette(answersOf(world), { clock });

    const before = await palette.run(clusters);
    await clock.advance(6 * 60_000);
    const after = await palette.run(clusters);
    await world.close();

    expect(linesOf(before, 'palette_cluster_state')).toEqual([expect.stringContaining('state="Deleting"')]);
    expect(after.text).toBe('');
    expect(palette.fleet.clusters).toEqual([]);
  });

  it('asks for a page of 50 at a time and for the small rows once', async () => {
    const fleet = await startSimulator({ clusters: 101, hosts: 101, palette: { rateLimit: false } });

    const palette = testPalette(answersOf(fleet));
    const { requests } = await palette.run(clusters);
    await fleet.close();

    expect(requests).toBe(4);
    expect(palette.fleet.clusters).toHaveLength(101);
  });
});

function answerWith(...rows: readonly unknown[]) {
  return ({ path }: { path: string }) => (path.includes('metadata') ? listOf() : listOf(...rows));
}

function ofClusters(...rows: readonly unknown[]) {
  return testPalette(answerWith(...rows), { clusterTags: ['spectro/env', 'site'] }).run(clusters);
}

async function versionOf(palette: TestPalette): Promise<string | undefined> {
  await palette.run(clusters);
  return palette.fleet.clusters[0]?.version;
}

function tagged(labels: Record<string, string>) {
  return { metadata: { uid: 'c1', name: 'tagged', labels } };
}

function k8sPack(version: string) {
  return { name: 'edge-k8s', layer: 'k8s', tag: version };
}

function measured(unit: string, lastUpdatedTime: string) {
  return { unit, lastUpdatedTime, usage: 2, request: 4, limit: 6, total: 8 };
}

/** So many seconds from now, as Palette writes it. */
function time(seconds: number): string {
  return new Date(NOW + seconds * 1000).toISOString();
}

function sampleOf(text: string, name: string): string | undefined {
  return new RegExp(`^${name}\\{.*\\} (\\S+)$`, 'm').exec(text)?.[1];
}
