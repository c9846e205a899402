import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clusterTemplates } from '../../exporter/palette/cluster-templates.ts';
import { projects } from '../../exporter/palette/projects.ts';
import { ZERO_TIME } from '../../exporter/simulator/go-json.ts';
import { type Simulator, startSimulator } from '../../exporter/simulator/simulator.ts';
import { fakeClock } from '../kit/fake-clock.ts';
import { answersOf, linesOf, listOf, testPalette } from '../kit/test-palette.ts';

describe('cluster templates', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ clock: fakeClock(), palette: { rateLimit: false } });
  });
  afterAll(() => simulator.close());

  async function look() {
    const palette = testPalette(answersOf(simulator));
    await palette.run(projects);
    return palette.run(clusterTemplates);
  }

  it('tells the templates and their policies', async () => {
    const { text, requests } = await look();

    await expect(text).toMatchFileSnapshot('golden/cluster-templates.prom');
    expect(requests).toBe(2);
  });

  it('tells the state of a template that did not reach its clusters', async () => {
    simulator.play('template-failed');

    expect(linesOf(await look(), 'palette_cluster_template_state')).toEqual([
      expect.stringMatching(/state="(Failed|PartiallyApplied)"\} 1$/),
    ]);
  });

  it('tells nothing of a tenant without templates', async () => {
    const palette = testPalette(() => ({ items: null }));

    const { text } = await palette.run(clusterTemplates);

    expect(text).toBe('');
  });

  it('takes rows as Go writes them, and drops bad ones alone', async () => {
    const palette = testPalette(({ path }) =>
      path.includes('spcPolicies')
        ? listOf(
            { metadata: { uid: 'missing-parts' } },
            { metadata: { uid: 'novel' }, spec: { kind: 'siesta' }, status: { inUseClusterTemplates: null } },
            { metadata: null },
          )
        : listOf(
            { metadata: { uid: 't1', name: 'missing-parts', lastModifiedTimestamp: ZERO_TIME } },
            { metadata: { uid: 't2', name: 'novel' }, spec: null, status: { state: 'HalfApplied' } },
            'not a template',
          ),
    );

    const { text, dropped } = await palette.run(clusterTemplates);

    await expect(text).toMatchFileSnapshot('golden/cluster-templates-odd.prom');
    expect(dropped).toBe(2);
  });
});
