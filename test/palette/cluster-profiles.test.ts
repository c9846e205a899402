import { expect, it } from 'vitest';
import { clusterProfiles } from '../../exporter/palette/cluster-profiles.ts';
import { projects } from '../../exporter/palette/projects.ts';
import { startSimulator } from '../../exporter/simulator/simulator.ts';
import { fakeClock } from '../kit/fake-clock.ts';
import { answersOf, listOf, testPalette } from '../kit/test-palette.ts';

it('tells the cluster profiles with their versions, packs and users', async () => {
  const simulator = await startSimulator({ clock: fakeClock(), palette: { rateLimit: false } });
  const palette = testPalette(answersOf(simulator));
  await palette.run(projects);

  const { text, dropped, requests } = await palette.run(clusterProfiles);
  await simulator.close();

  await expect(text).toMatchFileSnapshot('golden/cluster-profiles.prom');
  expect(dropped).toBe(0);
  expect(requests).toBe(1);
});

it('tells nothing of a tenant without profiles', async () => {
  const { text } = await testPalette(() => ({ items: null })).run(clusterProfiles);

  expect(text).toBe('');
});

it('takes rows as Go writes them, and drops bad ones alone', async () => {
  const palette = testPalette(() =>
    listOf(
      { metadata: { uid: 'f1', name: 'missing-parts' } },
      {
        metadata: { uid: 'f2', name: 'nulls', annotations: null },
        specSummary: { versions: null, published: null, draft: null },
        status: { inUseClusters: null, pack: null, fips: null },
      },
      {
        metadata: {
          uid: 'f3',
          name: 'draft-of-unknown-type',
          annotations: { scope: 'project', projectUid: 'p1' },
        },
        specSummary: { draft: { type: 'novel', cloudType: 'moon-base', packs: [{ name: 'in-draft' }] } },
        status: { fips: { mode: 'sometimes' }, pack: { deleted: 2 } },
      },
      {
        metadata: { uid: 'f4', name: 'bad-parts', annotations: { scope: 'tenant', projectUid: 'p1' } },
        specSummary: {
          versions: [{ version: 'without a uid' }, { uid: 'v1', version: '1.0.0' }],
          published: { packs: [{ name: 'good', version: '1' }, { name: 7 }] },
        },
        status: { isPublished: true, inUseClusters: [{}, {}] },
      },
      { metadata: { uid: 5 } },
    ),
  );
  palette.fleet.projects = [{ key: 'p1', version: '', uid: 'p1', name: 'Default' }];

  const { text, dropped } = await palette.run(clusterProfiles);

  await expect(text).toMatchFileSnapshot('golden/cluster-profiles-odd.prom');
  expect(dropped).toBe(3);
});
