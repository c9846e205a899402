import { describe, expect, it } from 'vitest';
import { localUiRoutes } from '../../exporter/simulator/local-ui/routes.ts';
import { type ScenarioName, scenarios } from '../../exporter/simulator/scenarios/index.ts';
import { startSimulator } from '../../exporter/simulator/simulator.ts';
import { readApiDescription } from './api-description.ts';
import { ask } from './ask.ts';

const description = readApiDescription('LOCAL_UI_SPEC', 'local-ui-api/emc-api.json');

describe('what Local UI answers', () => {
  if (typeof description === 'string') {
    it('fits the published description', ({ skip }) => skip(description));
    return;
  }

  it.each(Object.keys(scenarios) as ScenarioName[])(
    'fits the published description in %s',
    async (scenario) => {
      const simulator = await startSimulator({ scenario });
      const problems: string[] = [];

      for (const { url, username, password } of simulator.localUi) {
        const login = await ask(`${url}/v1/users/default/login`, {
          method: 'POST',
          body: { username, password },
        });
        const { Authorization } = (login.body as { Token: { Authorization: string } }).Token;
        problems.push(...description.problems('POST', '/v1/users/default/login', 200, login.body));
        for (const { path } of localUiRoutes) {
          const { status, body } = await ask(url + path, { headers: { authorization: Authorization } });
          const found = description.problems('GET', path, status, body);
          problems.push(...found.map((problem) => `${path} ${status}: ${problem}`));
        }
      }
      await simulator.close();

      expect(problems).toEqual([]);
    },
  );
});
