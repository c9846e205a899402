import { mainCluster, storagePack } from '../world/changes/actors.ts';
import { failPack } from '../world/changes/node-life.ts';
import { atOnce, scenario } from './scenario.ts';

export const packFailed = scenario(
  'The Portworx pack of the edge cluster is not ready any more.',
  atOnce((world, now) => {
    const cluster = mainCluster(world);
    failPack(world, cluster, storagePack(cluster), now);
  }),
);
