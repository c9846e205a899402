import type { Alert } from './kit/alert.ts';
import { backupApplianceAlerts } from './rules/backup/backup-appliance.ts';
import { backupDatabaseAlerts } from './rules/backup/backup-database.ts';
import { backupSchedulesAlerts } from './rules/backup/backup-schedules.ts';
import { backupVolumesAlerts } from './rules/backup/backup-volumes.ts';
import { certificateLocalAlerts } from './rules/certificate/certificate-local.ts';
import { certificatePaletteAlerts } from './rules/certificate/certificate-palette.ts';
import { clusterCapacityAlerts } from './rules/cluster/cluster-capacity.ts';
import { clusterObjectiveAlerts } from './rules/cluster/cluster-objective.ts';
import { clusterStateAlerts } from './rules/cluster/cluster-state.ts';
import { edgeHostAlerts } from './rules/edge-host.ts';
import { etcdBackupAlerts } from './rules/etcd/etcd-backup.ts';
import { etcdHealthAlerts } from './rules/etcd/etcd-health.ts';
import { exporterAlerts } from './rules/exporter.ts';
import { licenceLimitsAlerts } from './rules/licence/licence-limits.ts';
import { licencePlatformAlerts } from './rules/licence/licence-platform.ts';
import { licencePortworxAlerts } from './rules/licence/licence-portworx.ts';
import { localUiApplianceAlerts } from './rules/local-ui/local-ui-appliance.ts';
import { localUiClusterAlerts } from './rules/local-ui/local-ui-cluster.ts';
import { localUiHostAlerts } from './rules/local-ui/local-ui-host.ts';
import { networkAlerts } from './rules/network.ts';
import { nodeChangesAlerts } from './rules/node/node-changes.ts';
import { nodeDrainAlerts } from './rules/node/node-drain.ts';
import { nodeHealthAlerts } from './rules/node/node-health.ts';
import { osHostsAlerts } from './rules/os/os-hosts.ts';
import { osKairosAlerts } from './rules/os/os-kairos.ts';
import { osPartitionsAlerts } from './rules/os/os-partitions.ts';
import { osUpgradeAlerts } from './rules/os/os-upgrade.ts';
import { palettePlatformAlerts } from './rules/palette/palette-platform.ts';
import { paletteSystemAlerts } from './rules/palette/palette-system.ts';
import { profileRolloutAlerts } from './rules/profile/profile-rollout.ts';
import { profileStateAlerts } from './rules/profile/profile-state.ts';
import { registryContentAlerts } from './rules/registry/registry-content.ts';
import { registryLocalAlerts } from './rules/registry/registry-local.ts';
import { registrySyncAlerts } from './rules/registry/registry-sync.ts';
import { securityAccessAlerts } from './rules/security/security-access.ts';
import { securityKeysAlerts } from './rules/security/security-keys.ts';
import { securityPlatformAlerts } from './rules/security/security-platform.ts';
import { storagePortworxAlerts } from './rules/storage/storage-portworx.ts';
import { storageSnapshotsAlerts } from './rules/storage/storage-snapshots.ts';
import { storageVolumesAlerts } from './rules/storage/storage-volumes.ts';
import { virtualMachineMigrationAlerts } from './rules/virtual-machine/virtual-machine-migration.ts';
import { virtualMachineSnapshotAlerts } from './rules/virtual-machine/virtual-machine-snapshots.ts';
import { virtualMachineStateAlerts } from './rules/virtual-machine/virtual-machine-state.ts';

/** All alerts of the catalogue, in the order of the reference. */
export const alerts: readonly Alert[] = [
  ...palettePlatformAlerts,
  ...paletteSystemAlerts,
  ...clusterStateAlerts,
  ...clusterCapacityAlerts,
  ...clusterObjectiveAlerts,
  ...profileStateAlerts,
  ...profileRolloutAlerts,
  ...nodeHealthAlerts,
  ...nodeChangesAlerts,
  ...nodeDrainAlerts,
  ...edgeHostAlerts,
  ...networkAlerts,
  ...osHostsAlerts,
  ...osPartitionsAlerts,
  ...osUpgradeAlerts,
  ...osKairosAlerts,
  ...storagePortworxAlerts,
  ...storageVolumesAlerts,
  ...storageSnapshotsAlerts,
  ...virtualMachineStateAlerts,
  ...virtualMachineMigrationAlerts,
  ...virtualMachineSnapshotAlerts,
  ...etcdHealthAlerts,
  ...etcdBackupAlerts,
  ...backupSchedulesAlerts,
  ...backupApplianceAlerts,
  ...backupVolumesAlerts,
  ...backupDatabaseAlerts,
  ...certificatePaletteAlerts,
  ...certificateLocalAlerts,
  ...registrySyncAlerts,
  ...registryLocalAlerts,
  ...registryContentAlerts,
  ...securityAccessAlerts,
  ...securityPlatformAlerts,
  ...securityKeysAlerts,
  ...licenceLimitsAlerts,
  ...licencePortworxAlerts,
  ...licencePlatformAlerts,
  ...localUiHostAlerts,
  ...localUiClusterAlerts,
  ...localUiApplianceAlerts,
  ...exporterAlerts,
];
