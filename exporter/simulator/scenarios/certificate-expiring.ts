import { mainCluster } from '../world/changes/actors.ts';
import { DAY } from '../world/model/time-units.ts';
import { atOnce, scenario } from './scenario.ts';

export const certificateExpiring = scenario(
  'The certificates of the control plane end in twelve days: their renewal does not work.',
  atOnce((world, now) => {
    mainCluster(world).certificatesExpireAt = now + 12 * DAY;
  }),
);
