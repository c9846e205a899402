import type { ScenarioName } from '../../../exporter/simulator/scenarios/index.ts';

/**
 * The panel of a first screen that each scenario has to change, as `dashboard/panel`. The gateway of `gateway-down` is the
 * one that every Palette has of its own, which the exporter leaves out.
 */
export const TOLD_BY: Readonly<Record<Exclude<ScenarioName, 'healthy' | 'gateway-down'>, string>> = {
  'node-down': 'palette-overview/Nodes',
  'host-down': 'palette-overview/Edge hosts',
  'heartbeat-lost': 'palette-overview/Clusters',
  'cluster-error': 'palette-overview/Clusters',
  'cluster-created': 'palette-clusters/Not running',
  'cluster-deleted': 'palette-clusters/Not running',
  'pack-failed': 'palette-rollouts/Failed packs',
  'pack-invalid': 'palette-rollouts/Invalid packs',
  'update-pending': 'palette-overview/Updates waiting',
  'repave-pending': 'palette-rollouts/Repaves waiting',
  rollout: 'palette-overview/Rolling out',
  'host-replaced': 'palette-hosts/Control planes being rebuilt',
  'node-added': 'palette-rollouts/Machines on their way',
  'node-removed': 'palette-rollouts/Machines on their way',
  'drain-failed': 'palette-rollouts/Failed drains',
  'host-recovery': 'palette-overview/Recovery boots',
  'passive-boot': 'palette-hosts/Other kernels',
  'host-unpaired': 'palette-hosts/Unpaired',
  'agent-outdated': 'palette-rollouts/Outdated agents',
  'disk-full': 'palette-hosts/No room to update',
  'remote-shell-open': 'palette-hosts/Remote shells',
  'certificate-expiring': 'palette-overview/Next to expire',
  'registry-sync-failed': 'palette-system/Synchronisation of registries',
  'vm-crashing': 'palette-virtual-machines/Start failing',
  'vm-blocks-drain': 'palette-virtual-machines/Cannot be moved',
  'vm-migration-hangs': 'palette-virtual-machines/Migrating',
  'vm-snapshot-failed': 'palette-virtual-machines/Snapshot failed',
  'backup-failed': 'palette-overview/Failed backups',
  'restore-failed': 'palette-storage/Failed restores',
  'database-backup-failed': 'palette-storage/Failed databases',
  'scan-failed': 'palette-clusters/Failed scans',
  'api-key-expiring': 'palette-overview/Next to expire',
  'api-key-revoked': 'palette-overview/Palette',
  'token-expiring': 'palette-overview/Next to expire',
  'licence-expiring': 'palette-overview/Next to expire',
  'licence-expired': 'palette-overview/Next to expire',
  'version-available': 'palette-system/New version',
  'content-invalid': 'palette-system/Content',
  'template-failed': 'palette-rollouts/Failed templates',
  'alert-delivery-failed': 'palette-monitoring/Channels failed',
  'palette-down': 'palette-overview/Palette',
  'pma-upgrade': 'palette-appliance/Upgrade',
  'appliance-host-down': 'palette-overview/Local UIs up',
  'appliance-sync-failed': 'palette-appliance/To synchronise',
  'appliance-certificate-expiring': 'palette-appliance/Certificate left',
  'appliance-disk-full': 'palette-appliance/Fullest partition',
  'appliance-network-degraded': 'palette-appliance/Interfaces down',
  'appliance-pack-failed': 'palette-appliance/Packs',
};

/** What panels tell besides, on the first screen or in a row: the scenario, the panel, and what is read there. */
export const ALSO_TOLD: readonly (readonly [ScenarioName, panel: string, says: RegExp])[] = [
  ['agent-outdated', 'palette-hosts/Mixed agents', /: 1 \[orange\]/],
  ['agent-outdated', 'palette-hosts/Not listed', /: 1 \[orange\]/],
  ['agent-outdated', 'palette-rollouts/Hosts with an outdated agent', /assembly-1 \| Assembly \| Paused/],
  ['agent-outdated', 'palette-appliance/TLS of Local UI and registry', /registry = .* \[orange\]/],
];
