import { mainCluster, storagePack } from '../world/changes/actors.ts';
import { failPack } from '../world/changes/cluster-faults.ts';
import { startFailing } from '../world/changes/failing-schedule.ts';
import { atOnce, scenario } from './scenario.ts';

export const packFailed = scenario(
  'The Portworx pack of the edge cluster is not ready any more.',
  atOnce((world, now) => {
    const cluster = mainCluster(world);
    failPack(world, cluster, storagePack(cluster), now);
  }),
);

export const packInvalid = scenario(
  'The version of the Portworx pack is gone from its registry.',
  atOnce((world, now) => {
    const cluster = mainCluster(world);
    storagePack(cluster).pack.invalidReason = 'tag is not available in the registry';
    cluster.modifiedAt = now;
  }),
);

export const registrySyncFailed = scenario(
  'No registry could be synchronised at its last attempt.',
  atOnce((world, now) => {
    for (const { sync } of world.registries) startFailing(sync, now);
  }),
);
