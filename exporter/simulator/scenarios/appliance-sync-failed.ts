import { failContentSync } from '../world/changes/appliance-faults.ts';
import { atOnce, scenario } from './scenario.ts';

export const applianceSyncFailed = scenario(
  'Content uploaded to the appliance cannot be copied: items fail, the others wait.',
  atOnce(({ appliance }, now) => failContentSync(appliance, now)),
);
