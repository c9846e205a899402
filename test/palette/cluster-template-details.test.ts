import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clusterTemplateDetails } from '../../exporter/palette/cluster-template-details.ts';
import { clusterTemplates } from '../../exporter/palette/cluster-templates.ts';
import { projects } from '../../exporter/palette/projects.ts';
import { ZERO_TIME } from '../../exporter/simulator/go-json.ts';
import { type Simulator, startSimulator } from '../../exporter/simulator/simulator.ts';
import { fakeClock } from '../kit/fake-clock.ts';
import { answersOf, testPalette } from '../kit/test-palette.ts';

describe('the details of cluster templates', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ clock: fakeClock(), palette: { rateLimit: false } });
  });
  afterAll(() => simulator.close());

  async function look() {
    const palette = testPalette(answersOf(simulator));
    await palette.run(projects);
    await palette.run(clusterTemplates);
    return palette.run(clusterTemplateDetails);
  }

  it('tell how far the clusters are, and the next maintenance window', async () => {
    const { text, requests } = await look();

    await expect(text).toMatchFileSnapshot('golden/cluster-template-details.prom');
    expect(requests).toBe(1);
  });

  it('tell the clusters that a template did not reach', async () => {
    simulator.play('template-failed');

    const { text } = await look();

    expect(text).toMatch(/^palette_cluster_template_clusters\{.*state="failed"\} 1$/m);
  });

  it('tell nothing of a tenant without templates', async () => {
    const palette = testPalette(() => ({ items: null }));

    const { text } = await palette.run(clusterTemplateDetails);

    expect(text).toBe('');
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

    expect(outcome.text).toBe('');
  });
});
