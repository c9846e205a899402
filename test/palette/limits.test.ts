import { describe, expect, it } from 'vitest';
import { endpoints } from '../../exporter/palette/api/endpoints.ts';
import { clusters } from '../../exporter/palette/clusters/index.ts';
import { edgeHosts } from '../../exporter/palette/edge-hosts.ts';
import { limits } from '../../exporter/palette/limits.ts';
import { projects } from '../../exporter/palette/projects.ts';
import { fakeClock } from '../kit/fake-clock.ts';
import { type Answer, asUser, linesOf, listOf, type Outcome, testPalette } from '../kit/test-palette.ts';

describe('limits', () => {
  it('stand beside what is used, where that is known', async () => {
    const resources = [
      { kind: 'edgehost', label: 'Edge hosts', limit: 200, maxLimit: 400 },
      { kind: 'unicorn', limit: 0, maxLimit: 0 },
      { kind: 'project', limit: 50 },
      { limit: 7 },
    ];
    const palette = testPalette(asUser({ resources }));
    palette.fleet.counted.set('edgehost', 150);
    palette.fleet.counted.set('project', 1);

    const { text, dropped } = await palette.run(limits);

    await expect(text).toMatchFileSnapshot('golden/limits.prom');
    expect(dropped).toBe(1);
  });

  it('have no series when there are none', async () => {
    const { text } = await testPalette(asUser({ resources: null })).run(limits);

    expect(text).toBe('');
  });
});

describe('what is used', () => {
  const metadata = { uid: 'u1', name: 'one' };
  const resources = ['spectrocluster', 'project', 'edgehost'].map((kind) => ({ kind, limit: 10 }));
  const answers: Answer = (endpoint) =>
    endpoint === endpoints.resourceLimits ? { resources } : { ...listOf({ metadata }), tenantUid: 't1' };
  const used = (outcome: Outcome) => linesOf(outcome, 'palette_resource_used');

  it('is left out as soon as the collector that counts it has no series any more', async () => {
    const clock = fakeClock();
    const palette = testPalette(answers, { clock });
    for (const wait of [60_000, 0]) {
      for (const collector of [clusters, projects, edgeHosts]) await palette.run(collector);
      await clock.advance(wait);
    }
    await clock.advance(5 * 60_000);
    await palette.run(projects);
    const last = await palette.run(limits);

    await clock.advance(1);
    const late = await palette.run(limits);

    expect(used(last)).toHaveLength(3);
    expect(used(late)).toEqual(['palette_resource_used{palette="pma",kind="project"} 1']);
  });

  it('is not known of a tenant of which only some projects are read', async () => {
    const palette = testPalette(answers, { projects: ['one'] });
    for (const collector of [clusters, projects, edgeHosts]) await palette.run(collector);

    expect(used(await palette.run(limits))).toEqual([]);
  });

  it('is none where there is none', async () => {
    const palette = testPalette((endpoint) =>
      endpoint === endpoints.clustersSearch ? listOf() : answers(endpoint, {}),
    );
    await palette.run(clusters);

    expect(used(await palette.run(limits))).toEqual([
      'palette_resource_used{palette="pma",kind="spectrocluster"} 0',
    ]);
  });
});
