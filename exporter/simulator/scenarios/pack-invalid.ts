import { mainCluster, storagePack } from '../world/changes/actors.ts';
import { atOnce, scenario } from './scenario.ts';

export const packInvalid = scenario(
  'The version of the Portworx pack is gone from its registry.',
  atOnce((world, now) => {
    const cluster = mainCluster(world);
    storagePack(cluster).pack.invalidReason = 'tag is not available in the registry';
    cluster.modifiedAt = now;
  }),
);
