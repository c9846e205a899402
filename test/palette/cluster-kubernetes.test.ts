import { expect, it } from 'vitest';
import { clusterKubernetes } from '../../exporter/palette/cluster-kubernetes.ts';
import { clusters } from '../../exporter/palette/clusters/index.ts';
import { startSimulator } from '../../exporter/simulator/simulator.ts';
import { fakeClock } from '../kit/fake-clock.ts';
import { answersOf, clusterRef, testPalette } from '../kit/test-palette.ts';

it('tells the Kubernetes version that a cluster runs', async () => {
  const simulator = await startSimulator({ clock: fakeClock(), palette: { rateLimit: false } });
  const palette = testPalette(answersOf(simulator));
  await palette.run(clusters);

  const { text, requests } = await palette.run(clusterKubernetes);
  await simulator.close();

  await expect(text).toMatchFileSnapshot('golden/cluster-kubernetes.prom');
  expect(requests).toBe(1);
});

it('writes the version as packs do, without a v', async () => {
  const { text } = await running({ status: { kubeMeta: { kubernetesVersion: 'v1.31.8' } } });

  expect(text).toContain('version="1.31.8"} 1');
});

it.each([{}, { status: null }, { status: { kubeMeta: null } }, { status: { kubeMeta: {} } }])(
  'tells nothing while no version is known: %j',
  async (overview) => {
    const { text } = await running(overview);

    expect(text).toBe('');
  },
);

function running(overview: unknown) {
  const palette = testPalette(() => overview);
  palette.fleet.clusters = [clusterRef('edge-1')];
  return palette.run(clusterKubernetes);
}
