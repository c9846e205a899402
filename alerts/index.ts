import type { Alert } from './alert.ts';
import { applianceAlerts } from './appliance.ts';
import { backupAlerts } from './backup.ts';
import { databaseBackupAlerts } from './backup-database.ts';
import { certificateAlerts } from './certificate.ts';
import { localCertificateAlerts } from './certificate-local.ts';
import { clusterAlerts } from './cluster.ts';
import { clusterCapacityAlerts } from './cluster-capacity.ts';
import { clusterObjectiveAlerts } from './cluster-objective.ts';
import { edgeHostAlerts } from './edge-host.ts';
import { etcdAlerts } from './etcd.ts';
import { etcdBackupAlerts } from './etcd-backup.ts';
import { exporterAlerts } from './exporter.ts';
import { licenceAlerts } from './licence.ts';
import { platformLicenceAlerts } from './licence-platform.ts';
import { localClusterAlerts } from './local-cluster.ts';
import { localUiAlerts } from './local-ui.ts';
import { nodeAlerts } from './node.ts';
import { nodeChangeAlerts } from './node-changes.ts';
import { nodeDrainAlerts } from './node-drain.ts';
import { osAlerts } from './os.ts';
import { kairosAlerts } from './os-kairos.ts';
import { osPartitionAlerts } from './os-partitions.ts';
import { osUpgradeAlerts } from './os-upgrade.ts';
import { paletteAlerts } from './palette.ts';
import { systemAlerts } from './palette-system.ts';
import { profileAlerts } from './profile.ts';
import { profileRolloutAlerts } from './profile-rollout.ts';
import { registryAlerts } from './registry.ts';
import { contentAlerts } from './registry-content.ts';
import { securityAlerts } from './security.ts';
import { securityKeyAlerts } from './security-keys.ts';
import { platformSecurityAlerts } from './security-platform.ts';
import { storageAlerts } from './storage.ts';
import { storageSnapshotAlerts } from './storage-snapshots.ts';
import { storageVolumeAlerts } from './storage-volumes.ts';

/** All alerts of the catalogue, in the order of the reference. */
export const alerts: readonly Alert[] = [
  ...paletteAlerts,
  ...systemAlerts,
  ...clusterAlerts,
  ...clusterCapacityAlerts,
  ...clusterObjectiveAlerts,
  ...profileAlerts,
  ...profileRolloutAlerts,
  ...nodeAlerts,
  ...nodeChangeAlerts,
  ...nodeDrainAlerts,
  ...edgeHostAlerts,
  ...osAlerts,
  ...osPartitionAlerts,
  ...osUpgradeAlerts,
  ...kairosAlerts,
  ...storageAlerts,
  ...storageVolumeAlerts,
  ...storageSnapshotAlerts,
  ...etcdAlerts,
  ...etcdBackupAlerts,
  ...backupAlerts,
  ...databaseBackupAlerts,
  ...certificateAlerts,
  ...localCertificateAlerts,
  ...registryAlerts,
  ...contentAlerts,
  ...securityAlerts,
  ...platformSecurityAlerts,
  ...securityKeyAlerts,
  ...licenceAlerts,
  ...platformLicenceAlerts,
  ...localUiAlerts,
  ...localClusterAlerts,
  ...applianceAlerts,
  ...exporterAlerts,
];
