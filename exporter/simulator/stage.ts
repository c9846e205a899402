import type { Clock } from '../time/clock.ts';
import { type ScenarioName, scenarios } from './scenarios/index.ts';
import type { Step } from './scenarios/scenario.ts';
import type { World } from './world/model/world.ts';

/** Where scenarios are played: it resets the world for each and takes the steps that are due. */
export interface Stage {
  readonly world: World;
  readonly scenario: ScenarioName;
  /** @throws RangeError when the world lacks what the scenario needs. */
  play(scenario: ScenarioName): void;
  /** Takes the steps whose time has come. Called before each look at the world, so no timer is needed. */
  catchUp(): void;
}

/** @param played called after each scenario that was put on */
export function createStage(createWorld: () => World, clock: Clock, played?: () => void): Stage {
  const world = createWorld();
  let current: ScenarioName = 'healthy';
  let beganAt = clock.now();
  let pending: readonly Step[] = [];

  function catchUp(): void {
    for (let [step] = pending; step !== undefined; [step] = pending) {
      const due = beganAt + step.after;
      if (due > clock.now()) return;
      pending = pending.slice(1);
      step.change(world, due);
    }
  }

  return {
    get world() {
      catchUp();
      return world;
    },
    get scenario() {
      return current;
    },
    play(scenario) {
      Object.assign(world, createWorld());
      current = scenario;
      beganAt = clock.now();
      pending = scenarios[scenario].steps;
      try {
        catchUp();
      } catch (error) {
        // This world lacks what the scenario needs: the later steps would stumble over it too.
        pending = [];
        throw error;
      }
      played?.();
    },
    catchUp,
  };
}
