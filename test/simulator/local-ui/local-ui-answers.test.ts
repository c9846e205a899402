import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localUiRoutes } from '../../../exporter/simulator/local-ui/answers/index.ts';
import { type ScenarioName, scenarios } from '../../../exporter/simulator/scenarios/index.ts';
import {
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '../../../exporter/simulator/simulator.ts';
import {
  type ApplianceKind,
  applianceKinds,
} from '../../../exporter/simulator/world/build/appliance-kinds.ts';
import { MINUTE } from '../../../exporter/simulator/world/model/time-units.ts';
import { ask, type Reply } from '../../kit/ask-simulator.ts';
import { fakeClock } from '../../kit/fake-clock.ts';
import { type ApiDescription, readApiDescription } from '../../kit/published-api.ts';
import { type ScenarioStage, startScenarioStage } from '../../kit/scenario-stage.ts';

const LOGIN = '/v1/users/default/login';
const description = readApiDescription('LOCAL_UI_SPEC', 'local-ui-api/emc-api.json');

describe('what Local UI answers', () => {
  if (typeof description === 'string') {
    it('fits the published description', ({ skip }) => skip(description));
    return;
  }

  const check = async (options: SimulatorOptions) => {
    const simulator = await startSimulator(options);
    const problems = await problemsOf(simulator, description);
    await simulator.close();
    return problems;
  };

  let stage: ScenarioStage;
  beforeAll(async () => {
    stage = await startScenarioStage();
  });
  afterAll(() => stage.close());

  it.each(Object.keys(scenarios) as ScenarioName[])(
    'fits the published description in %s',
    async (scenario) => {
      stage.play(scenario);

      expect(await problemsOf(stage.simulator, description)).toEqual([]);
    },
  );

  it.each(Object.keys(applianceKinds) as ApplianceKind[])(
    'fits the published description on hosts of the kind %s',
    async (kind) => {
      expect(await check({ localUi: { kind } })).toEqual([]);
    },
  );

  it('fits the published description while an upgrade is under way', async () => {
    const clock = fakeClock();
    const simulator = await startSimulator({ clock, scenario: 'pma-upgrade' });
    const problems: string[] = [];

    for (let minute = 0; minute < 36; minute += 3) {
      await clock.advance(3 * MINUTE);
      problems.push(...(await problemsOf(simulator, description)));
    }
    await simulator.close();

    expect(problems).toEqual([]);
  });
});

/** What is wrong with the answers of all hosts that are up. */
async function problemsOf({ localUi, world }: Simulator, description: ApiDescription): Promise<string[]> {
  const { appliance } = world;
  const problems: string[] = [];
  const hold = (method: string, path: string, { status, body }: Reply) => {
    // The description knows few failures: not what hosts answer that have no cluster.
    if (status >= 500 || (status >= 400 && !description.has(method, path, status))) return;
    const found = description.problems(method, path, status, body);
    problems.push(...found.map((problem) => `${path} ${status}: ${problem}`));
  };
  for (const { name, url, username, password } of localUi) {
    if (!appliance.hosts.find((host) => host.name === name)?.reachable) continue;
    const login = await ask(url + LOGIN, { method: 'POST', body: { username, password } });
    hold('POST', LOGIN, login);
    const { Authorization } = (login.body as { Token: { Authorization: string } }).Token;
    const authorization = appliance.tokenStyle === 'bearer' ? `Bearer ${Authorization}` : Authorization;
    for (const { path } of localUiRoutes) {
      hold('GET', path, await ask(url + path, { headers: { authorization } }));
    }
  }
  return problems;
}
