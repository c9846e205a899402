import { agentOutdated } from './agent-outdated.ts';
import { alertDeliveryFailed } from './alert-delivery-failed.ts';
import { apiKeyExpiring } from './api-key-expiring.ts';
import { apiKeyRevoked } from './api-key-revoked.ts';
import { applianceCertificateExpiring } from './appliance-certificate-expiring.ts';
import { applianceDiskFull } from './appliance-disk-full.ts';
import { applianceHostDown } from './appliance-host-down.ts';
import { applianceNetworkDegraded } from './appliance-network-degraded.ts';
import { appliancePackFailed } from './appliance-pack-failed.ts';
import { applianceSyncFailed } from './appliance-sync-failed.ts';
import { backupFailed } from './backup-failed.ts';
import { certificateExpiring } from './certificate-expiring.ts';
import { clusterCreated } from './cluster-created.ts';
import { clusterDeleted } from './cluster-deleted.ts';
import { clusterError } from './cluster-error.ts';
import { contentInvalid } from './content-invalid.ts';
import { databaseBackupFailed } from './database-backup-failed.ts';
import { diskFull } from './disk-full.ts';
import { drainFailed } from './drain-failed.ts';
import { gatewayDown } from './gateway-down.ts';
import { healthy } from './healthy.ts';
import { heartbeatLost } from './heartbeat-lost.ts';
import { hostDown } from './host-down.ts';
import { hostRecovery } from './host-recovery.ts';
import { hostReplaced } from './host-replaced.ts';
import { hostUnpaired } from './host-unpaired.ts';
import { licenceExpired } from './licence-expired.ts';
import { licenceExpiring } from './licence-expiring.ts';
import { nodeAdded } from './node-added.ts';
import { nodeDown } from './node-down.ts';
import { nodeRemoved } from './node-removed.ts';
import { packFailed } from './pack-failed.ts';
import { packInvalid } from './pack-invalid.ts';
import { paletteDown } from './palette-down.ts';
import { passiveBoot } from './passive-boot.ts';
import { pmaUpgrade } from './pma-upgrade.ts';
import { registrySyncFailed } from './registry-sync-failed.ts';
import { remoteShellOpen } from './remote-shell-open.ts';
import { repavePending } from './repave-pending.ts';
import { restoreFailed } from './restore-failed.ts';
import { rollout } from './rollout.ts';
import { scanFailed } from './scan-failed.ts';
import type { Scenario } from './scenario.ts';
import { templateFailed } from './template-failed.ts';
import { tokenExpiring } from './token-expiring.ts';
import { updatePending } from './update-pending.ts';
import { versionAvailable } from './version-available.ts';

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
  'repave-pending': repavePending,
  rollout,
  'host-replaced': hostReplaced,
  'node-added': nodeAdded,
  'node-removed': nodeRemoved,
  'drain-failed': drainFailed,
  'host-recovery': hostRecovery,
  'passive-boot': passiveBoot,
  'host-unpaired': hostUnpaired,
  'agent-outdated': agentOutdated,
  'disk-full': diskFull,
  'remote-shell-open': remoteShellOpen,
  'certificate-expiring': certificateExpiring,
  'registry-sync-failed': registrySyncFailed,
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
