import { mainCluster, nodeOf } from '../world/changes/actors.ts';
import { atOnce, scenario } from './scenario.ts';

export const agentOutdated = scenario(
  'A host runs an older agent than this Palette wants, and agent upgrades of its cluster are paused.',
  atOnce((world, now) => {
    const cluster = mainCluster(world);
    const { host } = nodeOf(cluster, 0);
    host.agentVersion = '4.7.16';
    host.modifiedAt = now;
    cluster.agentUpgradePaused = true;
    cluster.modifiedAt = now;
  }),
);
