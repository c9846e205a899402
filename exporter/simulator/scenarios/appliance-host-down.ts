import { loseApplianceHost } from '../world/changes/appliance-faults.ts';
import { atOnce, scenario } from './scenario.ts';

export const applianceHostDown = scenario(
  'A host of the appliance dies: its Local UI is silent, the management cluster unhealthy.',
  atOnce(({ appliance }, now) => loseApplianceHost(appliance, now)),
);
