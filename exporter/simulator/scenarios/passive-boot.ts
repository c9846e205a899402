import { mainCluster } from '../world/changes/actors.ts';
import { machinesOf } from '../world/model/cluster.ts';
import { atOnce, scenario } from './scenario.ts';

export const passiveBoot = scenario(
  'After an update one host fell back to its passive image: its operating system is older than that of the others.',
  atOnce((world, now) => {
    for (const { host } of machinesOf(mainCluster(world)).slice(0, -1)) {
      host.os = { ...host.os, kernelVersion: '5.15.0-160-generic' };
      host.modifiedAt = now;
    }
  }),
);
