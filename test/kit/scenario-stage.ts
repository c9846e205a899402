import type { ScenarioName } from '../../exporter/simulator/scenarios/index.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../exporter/simulator/simulator.ts';
import { type FakeClock, fakeClock } from './fake-clock.ts';

/** A simulator that plays one scenario after the other, as each would be played by one that has just started. */
export interface ScenarioStage {
  readonly simulator: Simulator;
  /** Puts a scenario on at the moment at which all of them begin. Returns the clock that it goes by. */
  play(scenario: ScenarioName): FakeClock;
  close(): Promise<void>;
}

/** To start a simulator, with its servers and their certificates, takes as long as hundreds of requests. */
export async function startScenarioStage(options: SimulatorOptions = {}): Promise<ScenarioStage> {
  let current = fakeClock();
  const clock = {
    now: () => current.now(),
    sleep: (milliseconds: number, signal?: AbortSignal) => current.sleep(milliseconds, signal),
  };
  const simulator = await startSimulator({ palette: { rateLimit: false }, ...options, clock });
  return {
    simulator,
    play(scenario) {
      current = fakeClock();
      simulator.faults.length = 0;
      simulator.play(scenario);
      return current;
    },
    close: () => simulator.close(),
  };
}
