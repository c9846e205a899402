import { parseDuration } from '../../time/duration.ts';
import type { World } from '../world/model/world.ts';

/** Something that happens to the world, at once or step by step as time goes by. */
export interface Scenario {
  /** One sentence for people who choose a scenario. */
  readonly description: string;
  /** In the order of time. */
  readonly steps: readonly Step[];
}

export interface Step {
  /** Milliseconds after the scenario began. */
  readonly after: number;
  change(world: World, now: number): void;
}

export function scenario(description: string, ...steps: Step[]): Scenario {
  return { description, steps };
}

/** What happens that long after the beginning of the scenario. */
export function after(duration: string, change: Step['change']): Step {
  return { after: parseDuration(duration), change };
}

export function atOnce(change: Step['change']): Step {
  return { after: 0, change };
}
