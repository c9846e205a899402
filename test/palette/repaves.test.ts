import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clusters } from '../../exporter/palette/clusters/index.ts';
import { repaves } from '../../exporter/palette/repaves.ts';
import { ZERO_TIME } from '../../exporter/simulator/go-json.ts';
import { type Simulator, startSimulator } from '../../exporter/simulator/simulator.ts';
import { fakeClock } from '../kit/fake-clock.ts';
import { answersOf, clusterRef, testPalette } from '../kit/test-palette.ts';

describe('repaves', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ clock: fakeClock(), palette: { rateLimit: false } });
  });
  afterAll(() => simulator.close());

  it('tells why a cluster asks for a repave', async () => {
    simulator.play('repave-pending');
    const palette = testPalette(answersOf(simulator));
    await palette.run(clusters);

    const { text, requests } = await palette.run(repaves);

    await expect(text).toMatchFileSnapshot('golden/repaves.prom');
    expect(requests).toBe(1);
  });

  it('asks only for clusters whose repave is pending or approved', async () => {
    const asked: unknown[] = [];
    const palette = testPalette((_endpoint, { path }) => {
      asked.push(path?.uid);
      return {};
    });
    palette.fleet.clusters = ['', 'Pending', 'Approved', 'Reverted', 'Novel'].map((repave) =>
      clusterRef(`c-${repave}`, { repave }),
    );

    const { text } = await palette.run(repaves);

    expect(asked).toEqual(['c-Pending', 'c-Approved']);
    expect(text).toBe('');
  });

  it('takes a repave as Go writes it, and drops bad parts alone', async () => {
    const { text, dropped } = await ofCluster({
      spec: {
        source: 'gremlin',
        reasons: [
          { code: 'Novel' },
          { code: 'PackValues', pack: { target: { name: 'os' }, diffConfigKeys: ['a.b', 'c'] } },
          {
            code: 'PackValues',
            pack: { current: { name: 'os', version: '1' }, target: null, diffConfigKeys: null },
          },
          {
            code: 'PackValues',
            pack: { current: { name: 'k8s', version: '1', layer: 'k8s' }, target: { version: '2' } },
          },
          {
            code: 'PackValues',
            pack: { current: { name: 'cni', version: '1' }, target: { name: 'cni', version: '1' } },
          },
          { code: 7 },
        ],
      },
      status: { state: 'Pending', repaveTransitionTime: ZERO_TIME },
    });

    await expect(text).toMatchFileSnapshot('golden/repaves-odd.prom');
    expect(dropped).toBe(1);
  });

  it('remembers since when a repave is approved, and no longer than that', async () => {
    let state = 'Approved';
    const palette = testPalette(() => ({ status: { state, repaveTransitionTime: '2026-11-22T08:00:00Z' } }));
    palette.fleet.clusters = [clusterRef('edge-1', { repave: 'Approved' })];

    await palette.run(repaves);
    const approved = palette.fleet.repavesApproved.get('edge-1');
    state = 'Reverted';
    await palette.run(repaves);

    expect(approved).toBe(Date.parse('2026-11-22T08:00:00Z') / 1000);
    expect(palette.fleet.repavesApproved.has('edge-1')).toBe(false);
  });
});

function ofCluster(body: unknown) {
  const palette = testPalette(() => body);
  palette.fleet.clusters = [clusterRef('edge-1', { repave: 'Pending' })];
  return palette.run(repaves);
}
