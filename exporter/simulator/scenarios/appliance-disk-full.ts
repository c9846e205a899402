import { fillDisks } from '../world/changes/appliance-faults.ts';
import { atOnce, scenario } from './scenario.ts';

export const applianceDiskFull = scenario(
  'A host of the appliance and the registry run out of disk, and something crashes for it.',
  atOnce(({ appliance }, now) => fillDisks(appliance, now)),
);
