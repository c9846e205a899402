import { apiKeyExpiring, apiKeyRevoked, tokenExpiring } from './access.ts';
import {
  applianceCertificateExpiring,
  applianceDiskFull,
  applianceHostDown,
  applianceNetworkDegraded,
  appliancePackFailed,
  applianceSyncFailed,
  pmaUpgrade,
} from './appliance.ts';
import { backupFailed, databaseBackupFailed, restoreFailed } from './backups.ts';
import { clusterCreated, clusterDeleted, clusterError, heartbeatLost } from './clusters.ts';
import { agentOutdated, diskFull, hostDown, hostRecovery, hostUnpaired, passiveBoot } from './hosts.ts';
import { addressPoolUsedUp, bondMemberLost } from './network.ts';
import { drainFailed, hostReplaced, nodeAdded, nodeDown, nodeRemoved } from './nodes.ts';
import { packFailed, packInvalid, registrySyncFailed } from './packs.ts';
import {
  alertDeliveryFailed,
  contentInvalid,
  gatewayDown,
  healthy,
  licenceExpired,
  licenceExpiring,
  paletteDown,
  versionAvailable,
} from './platform.ts';
import type { Scenario } from './scenario.ts';
import { certificateExpiring, remoteShellOpen, scanFailed } from './security.ts';
import {
  osRollout,
  osUpdatePending,
  repavePending,
  rollout,
  templateFailed,
  updatePending,
} from './updates.ts';
import { vmBlocksDrain, vmCrashing, vmMigrationHangs, vmSnapshotFailed } from './virtual-machines.ts';

/** All of them, in the order in which people are offered them. */
export const scenarios = {
  healthy,
  'node-down': nodeDown,
  'host-down': hostDown,
  'heartbeat-lost': heartbeatLost,
  'cluster-error': clusterError,
  'cluster-created': clusterCreated,
  'cluster-deleted': clusterDeleted,
  'pack-failed': packFailed,
  'pack-invalid': packInvalid,
  'update-pending': updatePending,
  'os-update-pending': osUpdatePending,
  'repave-pending': repavePending,
  rollout,
  'os-rollout': osRollout,
  'host-replaced': hostReplaced,
  'node-added': nodeAdded,
  'node-removed': nodeRemoved,
  'drain-failed': drainFailed,
  'host-recovery': hostRecovery,
  'passive-boot': passiveBoot,
  'host-unpaired': hostUnpaired,
  'agent-outdated': agentOutdated,
  'disk-full': diskFull,
  'bond-member-lost': bondMemberLost,
  'address-pool-used-up': addressPoolUsedUp,
  'remote-shell-open': remoteShellOpen,
  'certificate-expiring': certificateExpiring,
  'registry-sync-failed': registrySyncFailed,
  'vm-crashing': vmCrashing,
  'vm-blocks-drain': vmBlocksDrain,
  'vm-migration-hangs': vmMigrationHangs,
  'vm-snapshot-failed': vmSnapshotFailed,
  'backup-failed': backupFailed,
  'restore-failed': restoreFailed,
  'database-backup-failed': databaseBackupFailed,
  'scan-failed': scanFailed,
  'api-key-expiring': apiKeyExpiring,
  'api-key-revoked': apiKeyRevoked,
  'token-expiring': tokenExpiring,
  'licence-expiring': licenceExpiring,
  'licence-expired': licenceExpired,
  'version-available': versionAvailable,
  'content-invalid': contentInvalid,
  'template-failed': templateFailed,
  'alert-delivery-failed': alertDeliveryFailed,
  'gateway-down': gatewayDown,
  'palette-down': paletteDown,
  'pma-upgrade': pmaUpgrade,
  'appliance-host-down': applianceHostDown,
  'appliance-sync-failed': applianceSyncFailed,
  'appliance-certificate-expiring': applianceCertificateExpiring,
  'appliance-disk-full': applianceDiskFull,
  'appliance-network-degraded': applianceNetworkDegraded,
  'appliance-pack-failed': appliancePackFailed,
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof scenarios;

export function isScenario(name: string): name is ScenarioName {
  return Object.hasOwn(scenarios, name);
}
