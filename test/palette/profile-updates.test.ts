import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clusters } from '../../exporter/palette/clusters.ts';
import { profileUpdates } from '../../exporter/palette/profile-updates.ts';
import { type Simulator, startSimulator } from '../../exporter/simulator/simulator.ts';
import { fakeClock } from '../clock.ts';
import { answersOf, clusterRef, testPalette } from './palette.ts';

describe('profile updates', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ clock: fakeClock(), palette: { rateLimit: false } });
  });
  afterAll(() => simulator.close());

  it('tells which profile and pack versions wait to be applied', async () => {
    simulator.play('update-pending');
    const palette = testPalette(answersOf(simulator));
    await palette.run(clusters);

    const { text, requests } = await palette.run(profileUpdates);

    await expect(text).toMatchFileSnapshot('golden/profile-updates.prom');
    expect(requests).toBe(1);
  });

  it('asks for no cluster without an update', async () => {
    simulator.play('healthy');
    const palette = testPalette(answersOf(simulator));
    await palette.run(clusters);

    const { text, requests } = await palette.run(profileUpdates);

    expect(text).toBe('');
    expect(requests).toBe(0);
  });

  it('counts nothing while the list of profiles is empty', async () => {
    const { text } = await ofCluster({ profiles: null });

    expect(text).toContain('palette_cluster_pending_profile_updates{');
    expect(text).not.toContain('_info');
  });

  it('takes updates as Go writes them, and drops bad parts alone', async () => {
    const { text, dropped } = await ofCluster({
      profiles: [
        { uid: 'missing-parts' },
        { uid: 'v2', name: 'null-packs', profileVersion: '2.0.0', packs: null },
        {
          uid: 'v3',
          name: 'infra',
          profileVersion: '3.0.0',
          packs: [
            { name: 'k8s', version: '1.32.4' },
            { name: 'unchanged', version: '1.0.0' },
            { name: 'new', tag: '7.x' },
            { version: 'without a name' },
          ],
        },
        'not a profile',
      ],
    });

    await expect(text).toMatchFileSnapshot('golden/profile-updates-odd.prom');
    expect(dropped).toBe(2);
  });
});

function ofCluster(body: unknown) {
  const packs = [packOf('k8s', '1.31.8'), packOf('unchanged', '1.0.0')];
  const profiles = [{ uid: 'v1', name: 'infra', type: 'infra', scope: 'project', packs }];
  const palette = testPalette(() => body);
  palette.fleet.clusters = [clusterRef('edge-1', { updateAvailable: true, profiles })];
  return palette.run(profileUpdates);
}

function packOf(name: string, version: string) {
  return { name, version, layer: 'addon', isInvalid: false };
}
