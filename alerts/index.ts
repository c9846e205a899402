import type { Alert } from './alert.ts';
import { applianceAlerts } from './appliance.ts';
import { backupAlerts } from './backup.ts';
import { certificateAlerts } from './certificate.ts';
import { clusterAlerts } from './cluster.ts';
import { clusterCapacityAlerts } from './cluster-capacity.ts';
import { edgeHostAlerts } from './edge-host.ts';
import { etcdAlerts } from './etcd.ts';
import { exporterAlerts } from './exporter.ts';
import { licenceAlerts } from './licence.ts';
import { localUiAlerts } from './local-ui.ts';
import { nodeAlerts } from './node.ts';
import { nodeChangeAlerts } from './node-changes.ts';
import { osAlerts } from './os.ts';
import { osUpgradeAlerts } from './os-upgrade.ts';
import { paletteAlerts } from './palette.ts';
import { profileAlerts } from './profile.ts';
import { profileRolloutAlerts } from './profile-rollout.ts';
import { registryAlerts } from './registry.ts';
import { securityAlerts } from './security.ts';
import { storageAlerts } from './storage.ts';
import { storageSnapshotAlerts } from './storage-snapshots.ts';
import { systemAlerts } from './system.ts';

/** All alerts of the catalogue, in the order of the reference. */
export const alerts: readonly Alert[] = [
  ...paletteAlerts,
  ...systemAlerts,
  ...clusterAlerts,
  ...clusterCapacityAlerts,
  ...profileAlerts,
  ...profileRolloutAlerts,
  ...nodeAlerts,
  ...nodeChangeAlerts,
  ...edgeHostAlerts,
  ...osAlerts,
  ...osUpgradeAlerts,
  ...storageAlerts,
  ...storageSnapshotAlerts,
  ...etcdAlerts,
  ...backupAlerts,
  ...certificateAlerts,
  ...registryAlerts,
  ...securityAlerts,
  ...licenceAlerts,
  ...localUiAlerts,
  ...applianceAlerts,
  ...exporterAlerts,
];
