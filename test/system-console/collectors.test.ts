import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScenarioName, scenarios } from '../../exporter/simulator/scenarios/index.ts';
import { type Simulator, startSimulator } from '../../exporter/simulator/simulator.ts';
import { SECRET_MARK } from '../../exporter/simulator/world/build/marked-secret.ts';
import { SourceError } from '../../exporter/sources/failures.ts';
import { systemCollectors } from '../../exporter/system-console/index.ts';
import { systemApi } from '../../exporter/system-console/system-api.ts';
import { problemsOf } from '../kit/exposition-problems.ts';
import { fakeClock } from '../kit/fake-clock.ts';
import { consoleAnswersOf, consoleHaving, testConsole } from '../kit/test-console.ts';

describe.each([
  'healthy',
  'database-backup-failed',
  'licence-expired',
  'version-available',
  'pma-upgrade',
] as const)('the system console in the scenario %s', (scenario) => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ clock: fakeClock(), palette: { rateLimit: false } });
    expect(Object.keys(scenarios)).toContain(scenario);
  });
  afterAll(() => simulator.close());

  it('gives valid expositions without secrets and addresses', async () => {
    const answers = await consoleAnswersOf(simulator);
    simulator.play(scenario as ScenarioName);
    const system = testConsole(answers);

    for (const collector of systemCollectors) {
      const { text, dropped } = await system.run(collector).catch((error: unknown) => {
        if (error instanceof SourceError) return { text: '', dropped: 0 };
        throw error;
      });

      expect(problemsOf(text, collector)).toEqual([]);
      expect([collector.name, dropped]).toEqual([collector.name, 0]);
      expect(text).not.toContain(SECRET_MARK);
      expect(text).not.toMatch(/@|\b\d{1,3}(\.\d{1,3}){3}\b/);
    }
  });
});

describe('the plan of a collector', () => {
  it('is what it costs', async () => {
    const simulator = await startSimulator({ clock: fakeClock(), palette: { rateLimit: false } });
    const system = testConsole(await consoleAnswersOf(simulator));

    for (const collector of systemCollectors) {
      const { requests } = await system.run(collector);
      expect([collector.name, system.planned(collector)]).toEqual([collector.name, requests]);
    }
    await simulator.close();
  });
});

describe('a Palette without the paths of a collector', () => {
  const sweeps = systemCollectors.filter((one) => one.items === undefined && one !== systemApi);

  it.each(sweeps)('does not support it: $name', async (collector) => {
    await expect(consoleHaving({}).run(collector)).rejects.toMatchObject({ reason: 'not_found' });
  });
});
