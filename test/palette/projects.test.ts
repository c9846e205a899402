import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projects } from '../../exporter/palette/projects.ts';
import { type Simulator, startSimulator } from '../../exporter/simulator/simulator.ts';
import { fakeClock } from '../kit/fake-clock.ts';
import { answersOf, listOf, testPalette } from '../kit/test-palette.ts';

describe('projects', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ clock: fakeClock(), palette: { rateLimit: false } });
  });
  afterAll(() => simulator.close());

  it('tells the projects of a tenant, their clusters and licensed cores', async () => {
    const palette = testPalette(answersOf(simulator));

    const { text, dropped } = await palette.run(projects);

    await expect(text).toMatchFileSnapshot('golden/projects.prom');
    expect(dropped).toBe(0);
  });

  it('keeps to the projects that the configuration selects, which it still asks the tenant for', async () => {
    const scopes: unknown[] = [];
    const answer = (_endpoint: unknown, { project }: { project?: string | undefined }) => {
      scopes.push(project);
      return listOf(projectOf('one'), projectOf('two'));
    };

    const palette = testPalette(answer, { projects: ['two'] });
    const { text } = await palette.run(projects);

    expect(scopes).toEqual([undefined]);
    expect(palette.fleet.projects.map(({ name }) => name)).toEqual(['two']);
    expect(text).not.toContain('project="one"');
  });

  it('tells nothing of a tenant without projects', async () => {
    const { text } = await testPalette(() => ({ items: null, listmeta: {} })).run(projects);

    expect(text).toBe('');
  });

  it('takes rows as Go writes them, and drops a bad one alone', async () => {
    const rows = [
      { metadata: { uid: 'p1', name: 'missing-parts' } },
      { metadata: { uid: 'p2', name: 'null-parts' }, status: { usage: { clusters: null }, status: null } },
      { metadata: { uid: 'p3', name: 'disabled' }, status: { status: { isDisabled: true } } },
      {
        metadata: { uid: 'p4', name: 'unknown-state' },
        status: { status: { cleanUpStatus: { state: 'Sweeping' } } },
      },
      {
        metadata: { uid: 'p5', name: 'one bad cluster "among" good ones' },
        status: {
          usage: {
            pureCpuCores: 8,
            alloyCpuCores: 2.5,
            clusters: [{ uid: 7 }, { uid: 'c1', name: 'good', cpuCores: 8, isAlloy: true }],
          },
        },
      },
      { metadata: { name: 'without a uid' } },
      'not a project',
    ];

    const { text, dropped } = await testPalette(() => listOf(...rows)).run(projects);

    await expect(text).toMatchFileSnapshot('golden/projects-odd.prom');
    expect(dropped).toBe(3);
  });
});

function projectOf(name: string) {
  return { metadata: { uid: `uid-of-${name}`, name } };
}
