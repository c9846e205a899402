import { mainCluster, nodeOf } from '../world/changes/actors.ts';
import { atOnce, scenario } from './scenario.ts';

export const bondMemberLost = scenario(
  'One of the four bonded network cards of a host loses its link; the others carry on.',
  atOnce((world) => {
    nodeOf(mainCluster(world), -1).host.bond.up -= 1;
  }),
);

export const addressPoolUsedUp = scenario(
  'Services take the last addresses that the load balancer of the edge cluster has to give.',
  atOnce((world) => {
    const { addressPool } = mainCluster(world);
    addressPool.used = addressPool.size;
  }),
);
