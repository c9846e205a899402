import { missRenewal } from '../world/changes/appliance-faults.ts';
import { atOnce, scenario } from './scenario.ts';

export const applianceCertificateExpiring = scenario(
  'The control plane certificates of the appliance end in twelve days: their renewal does not work.',
  atOnce(({ appliance }, now) => missRenewal(appliance, now)),
);
