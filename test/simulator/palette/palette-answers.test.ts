import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paletteRoutes } from '../../../exporter/simulator/palette/answers/index.ts';
import type { Route } from '../../../exporter/simulator/palette/palette-route.ts';
import { type ScenarioName, scenarios } from '../../../exporter/simulator/scenarios/index.ts';
import { type Simulator, startSimulator } from '../../../exporter/simulator/simulator.ts';
import { askEverything } from '../../kit/ask-every-route.ts';
import { type ApiDescription, readApiDescription } from '../../kit/published-api.ts';
import { type ScenarioStage, startScenarioStage } from '../../kit/scenario-stage.ts';

const description = readApiDescription('PALETTE_SPEC', 'palette-api/palette.json');

describe('what Palette answers', () => {
  if (typeof description === 'string') {
    it('fits the published description', ({ skip }) => skip(description));
    return;
  }

  it('has only paths that Palette publishes', () => {
    const unknown = paletteRoutes.filter(({ method, path }) => !description.has(method, path));

    expect(unknown.map(({ path }) => path)).toEqual([]);
  });

  let stage: ScenarioStage;
  beforeAll(async () => {
    stage = await startScenarioStage();
  });
  afterAll(() => stage.close());

  describe.each(Object.keys(scenarios) as ScenarioName[])('in scenario %s', (scenario) => {
    it('fits the published description, fields and Go serialisation alike', async () => {
      const problems = new Set<string>();

      const clock = stage.play(scenario);
      const moments = new Set(scenarios[scenario].steps.map(({ after }) => after));
      let passed = 0;
      for (const moment of [0, ...moments]) {
        await clock.advance(moment - passed);
        passed = moment;
        for (const problem of await check(stage.simulator, description)) problems.add(problem);
      }

      expect([...problems]).toEqual([]);
    });
  });

  it.each([{ clusters: 4, hosts: 14 }, { site: 'one-host-appliance' }] as const)(
    'fits in %j too',
    async (world) => {
      const simulator = await startSimulator({ ...world, palette: { rateLimit: false } });

      const problems = await check(simulator, description);
      await simulator.close();

      expect(problems).toEqual([]);
    },
  );
});

async function check(simulator: Simulator, description: ApiDescription): Promise<string[]> {
  const problems: string[] = [];
  for (const { route, url, status, body } of await askEverything(simulator)) {
    if (status >= 500) continue;
    const found =
      status === 200 ? judged(route, body, description) : [`answered ${status}: ${JSON.stringify(body)}`];
    problems.push(...found.map((problem) => `${route.method} ${url}: ${problem}`));
  }
  return problems;
}

/** Most answers are the same at all moments of all scenarios. */
const known = new Map<string, readonly string[]>();

function judged({ method, path }: Route, body: unknown, description: ApiDescription): readonly string[] {
  const answer = `${method} ${path} ${JSON.stringify(body)}`;
  const found = known.get(answer) ?? [
    ...description.problems(method, path, 200, body),
    ...description.deviationsFromGo(method, path, 200, body),
  ];
  known.set(answer, found);
  return found;
}
