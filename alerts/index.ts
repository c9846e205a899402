import type { Alert } from './alert.ts';
import { clusterAlerts } from './cluster.ts';
import { edgeHostAlerts } from './edge-host.ts';
import { exporterAlerts } from './exporter.ts';
import { localUiAlerts } from './local-ui.ts';
import { nodeAlerts } from './node.ts';
import { paletteAlerts } from './palette.ts';
import { profileAlerts } from './profile.ts';

/** All alerts of the catalogue, in the order of the reference. */
export const alerts: readonly Alert[] = [
  ...paletteAlerts,
  ...clusterAlerts,
  ...profileAlerts,
  ...nodeAlerts,
  ...edgeHostAlerts,
  ...localUiAlerts,
  ...exporterAlerts,
];
