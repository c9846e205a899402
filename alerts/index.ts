import type { Alert } from './kit/alert.ts';
import { databaseBackupAlerts } from './rules/backup/backup-database.ts';
import { backupAlerts } from './rules/backup/backup-schedules.ts';
import { localCertificateAlerts } from './rules/certificate/certificate-local.ts';
import { certificateAlerts } from './rules/certificate/certificate-palette.ts';
import { clusterCapacityAlerts } from './rules/cluster/cluster-capacity.ts';
import { clusterAlerts } from './rules/cluster/cluster-health.ts';
import { clusterObjectiveAlerts } from './rules/cluster/cluster-objective.ts';
import { edgeHostAlerts } from './rules/edge-host.ts';
import { etcdBackupAlerts } from './rules/etcd/etcd-backup.ts';
import { etcdAlerts } from './rules/etcd/etcd-health.ts';
import { exporterAlerts } from './rules/exporter.ts';
import { licenceAlerts } from './rules/licence/licence-limits.ts';
import { platformLicenceAlerts } from './rules/licence/licence-platform.ts';
import { applianceAlerts } from './rules/local-ui/appliance.ts';
import { localClusterAlerts } from './rules/local-ui/local-cluster.ts';
import { localUiAlerts } from './rules/local-ui/local-host.ts';
import { nodeChangeAlerts } from './rules/node/node-changes.ts';
import { nodeDrainAlerts } from './rules/node/node-drain.ts';
import { nodeAlerts } from './rules/node/node-health.ts';
import { osAlerts } from './rules/os/os-hosts.ts';
import { kairosAlerts } from './rules/os/os-kairos.ts';
import { osPartitionAlerts } from './rules/os/os-partitions.ts';
import { osUpgradeAlerts } from './rules/os/os-upgrade.ts';
import { paletteAlerts } from './rules/palette/palette-platform.ts';
import { systemAlerts } from './rules/palette/palette-system.ts';
import { profileRolloutAlerts } from './rules/profile/profile-rollout.ts';
import { profileAlerts } from './rules/profile/profile-state.ts';
import { contentAlerts } from './rules/registry/registry-content.ts';
import { registryAlerts } from './rules/registry/registry-sync.ts';
import { securityAlerts } from './rules/security/security-access.ts';
import { securityKeyAlerts } from './rules/security/security-keys.ts';
import { platformSecurityAlerts } from './rules/security/security-platform.ts';
import { storageAlerts } from './rules/storage/storage-portworx.ts';
import { storageSnapshotAlerts } from './rules/storage/storage-snapshots.ts';
import { storageVolumeAlerts } from './rules/storage/storage-volumes.ts';

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
