import { applianceStories } from './appliance.ts';
import { backupStories } from './backup.ts';
import { clusterStories } from './cluster.ts';
import { edgeHostStories } from './edge-host.ts';
import { exporterStories } from './exporter.ts';
import { licenceStories } from './licence.ts';
import { networkStories } from './network.ts';
import { nodeStories } from './node.ts';
import { paletteStories } from './palette.ts';
import { profileStories } from './profile.ts';
import { securityStories } from './security.ts';
import type { Stories } from './story.ts';
import { virtualMachineStories } from './virtual-machine.ts';

/** Every alert that is made from metrics of the exporter fires in one of these. */
export const stories: Stories = {
  ...paletteStories,
  ...licenceStories,
  ...clusterStories,
  ...profileStories,
  ...nodeStories,
  ...edgeHostStories,
  ...networkStories,
  ...backupStories,
  ...securityStories,
  ...exporterStories,
  ...applianceStories,
  ...virtualMachineStories,
};
