import { failManagementPlane } from '../world/changes/appliance-faults.ts';
import { atOnce, scenario } from './scenario.ts';

export const appliancePackFailed = scenario(
  'The pack that is Palette itself fails: the management cluster is in state Error.',
  atOnce(({ appliance }, now) => failManagementPlane(appliance, now)),
);
