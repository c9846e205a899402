import { mainCluster, nodeOf } from '../world/changes/actors.ts';
import { atOnce, scenario } from './scenario.ts';

export const diskFull = scenario(
  'The partition that holds the system images of a host has no room for the next one.',
  atOnce((world, now) => {
    const { host } = nodeOf(mainCluster(world), 0);
    for (const partition of host.disks.flatMap(({ partitions }) => partitions)) {
      if (partition.mountPoint === '/run/initramfs/cos-state') partition.used = partition.total - 1;
    }
    host.modifiedAt = now;
  }),
);
