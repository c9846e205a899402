import { loseNetworkCard } from '../world/changes/appliance-faults.ts';
import { atOnce, scenario } from './scenario.ts';

export const applianceNetworkDegraded = scenario(
  'One of two bonded network cards of an appliance host loses its link.',
  atOnce(({ appliance }) => loseNetworkCard(appliance)),
);
