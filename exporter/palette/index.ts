import type { Collector } from '../collection/collector.ts';
import { agentTarget } from './agent-target.ts';
import { agentUpgrades } from './agent-upgrades.ts';
import { alertChannels } from './alert-channels.ts';
import type { Fleet } from './api/fleet.ts';
import type { Palette } from './api/palette.ts';
import { api } from './api.ts';
import { apiKeys } from './api-keys.ts';
import { audits } from './audits.ts';
import { backupLocations } from './backup-locations.ts';
import { backups } from './backups.ts';
import { certificates } from './certificates.ts';
import { cloudAccounts } from './cloud-accounts.ts';
import { clusterDetails } from './cluster-details/index.ts';
import { clusterKubernetes } from './cluster-kubernetes.ts';
import { clusterProfiles } from './cluster-profiles.ts';
import { clusterTemplateDetails } from './cluster-template-details.ts';
import { clusterTemplates } from './cluster-templates.ts';
import { clusters } from './clusters/index.ts';
import { consumption } from './consumption.ts';
import { edgeHostDetails } from './edge-host-details.ts';
import { edgeHosts } from './edge-hosts.ts';
import { edgeTokens } from './edge-tokens.ts';
import { events } from './events.ts';
import { features } from './features.ts';
import { freemium } from './freemium.ts';
import { gateways } from './gateways.ts';
import { limits } from './limits.ts';
import { nodes } from './nodes/index.ts';
import { notifications } from './notifications.ts';
import { profileUpdates } from './profile-updates.ts';
import { projects } from './projects.ts';
import { registries } from './registries.ts';
import { repaves } from './repaves.ts';
import { scans } from './scans.ts';
import { tenantCertificates } from './tenant-certificates.ts';
import { usage } from './usage.ts';
import { users } from './users.ts';
import { virtualMachineClusters } from './virtual-machine-clusters.ts';
import { virtualMachineSnapshots } from './virtual-machine-snapshots.ts';
import { virtualMachines } from './virtual-machines/index.ts';
import { workspaceBackups } from './workspace-backups.ts';
import { workspaces } from './workspaces.ts';

/** The collectors of a Palette. */
export const paletteCollectors: readonly Collector<Palette<Fleet>>[] = [
  api,
  clusters,
  nodes,
  clusterDetails,
  clusterKubernetes,
  profileUpdates,
  repaves,
  virtualMachineClusters,
  virtualMachines,
  virtualMachineSnapshots,
  edgeHosts,
  edgeHostDetails,
  edgeTokens,
  agentTarget,
  events,
  notifications,
  backups,
  backupLocations,
  workspaces,
  workspaceBackups,
  scans,
  certificates,
  tenantCertificates,
  registries,
  apiKeys,
  users,
  audits,
  limits,
  usage,
  consumption,
  features,
  freemium,
  gateways,
  cloudAccounts,
  projects,
  alertChannels,
  agentUpgrades,
  clusterProfiles,
  clusterTemplates,
  clusterTemplateDetails,
];
