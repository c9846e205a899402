import { healthy } from './healthy.ts';
import { nodeDown } from './node-down.ts';
import type { Scenario } from './scenario.ts';
import { updatePending } from './update-pending.ts';

export const scenarios = {
  healthy,
  'node-down': nodeDown,
  'update-pending': updatePending,
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof scenarios;

export function isScenario(name: string): name is ScenarioName {
  return Object.hasOwn(scenarios, name);
}
