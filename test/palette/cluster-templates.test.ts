import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clusterTemplateDetails } from '../../exporter/palette/cluster-template-details.ts';
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
    const list = await palette.run(clusterTemplates);
    const details = await palette.run(clusterTemplateDetails);
    return { list, details };
  }

  it('tells the templates, their policies, their clusters and the next maintenance window', async () => {
    const { list, details } = await look();

    await expect(list.text).toMatchFileSnapshot('golden/cluster-templates.prom');
    await expect(details.text).toMatchFileSnapshot('golden/cluster-template-details.prom');
    expect(list.requests + details.requests).toBe(3);
  });

  it('tells a template that did not reach its clusters', async () => {
    simulator.play('template-failed');

    const { list, details } = await look();

    expect(linesOf(list, 'palette_cluster_template_state')).toEqual([
      expect.stringMatching(/state="(Failed|PartiallyApplied)"\} 1$/),
    ]);
    expect(details.text).toMatch(/^palette_cluster_template_clusters\{.*state="failed"\} 1$/m);
  });

  it('tells nothing of a tenant without templates', async () => {
    const palette = testPalette(() => ({ items: null }));

    const list = await palette.run(clusterTemplates);
    const details = await palette.run(clusterTemplateDetails);

    expect(list.text + details.text).toBe('');
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

  it.each([
    ['missing parts', {}],
    ['nulls', { status: { clusterStatusCounts: null, clusterVariables: null, maintenance: null } }],
    ['zero times', { status: { maintenance: { nextWindowStartTime: ZERO_TIME } } }],
  ])('knows no window of a template with %s', async (_what, body) => {
    const palette = testPalette(() => body);
    palette.fleet.clusterTemplates = [
      { key: 't1', version: '', uid: 't1', name: 'plant', project: undefined, projectUid: undefined },
    ];

    const outcome = await palette.run(clusterTemplateDetails);

    expect(outcome.text).not.toContain('_timestamp_seconds');
    expect(linesOf(outcome, 'palette_cluster_template_clusters')).toHaveLength(3);
  });
});
