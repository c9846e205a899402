import type { Route } from '../palette-route.ts';
import { schemaRoutes } from '../search-schema.ts';
import { agentUpgradeRoutes } from './agent-upgrades.ts';
import { auditRoutes } from './audits.ts';
import { backupRoutes } from './backups.ts';
import { certificateRoutes } from './certificates.ts';
import { clusterDetailRoutes } from './cluster-details.ts';
import { profileRoutes } from './cluster-profiles.ts';
import { templateRoutes } from './cluster-templates.ts';
import { clusterRoutes } from './clusters.ts';
import { edgeHostDetailRoutes } from './edge-host-details.ts';
import { edgeHostRoutes } from './edge-hosts.ts';
import { edgeTokenRoutes } from './edge-tokens.ts';
import { eventRoutes } from './events.ts';
import { gatewayRoutes } from './gateways.ts';
import { livenessRoutes } from './liveness.ts';
import { nodeRoutes } from './nodes.ts';
import { notificationRoutes } from './notifications.ts';
import { updateRoutes } from './profile-updates.ts';
import { projectRoutes } from './projects.ts';
import { registryRoutes } from './registries.ts';
import { scanRoutes } from './scans.ts';
import { administratorRoutes } from './system-admins.ts';
import { systemSettingRoutes } from './system-settings.ts';
import { systemStateRoutes } from './system-state.ts';
import { tenantSettingRoutes } from './tenant-settings.ts';
import { tenantRoutes } from './tenants.ts';
import { usageRoutes } from './usage.ts';
import { userRoutes } from './users.ts';
import { utilisationRoutes } from './utilisation.ts';
import { virtualMachineRoutes } from './virtual-machines.ts';
import { workspaceRoutes } from './workspaces.ts';

/** Everything Palette answers apart from the logins; fixed paths come before those with parameters. */
export const paletteRoutes: readonly Route[] = [
  ...livenessRoutes,
  ...userRoutes,
  ...projectRoutes,
  ...clusterRoutes,
  ...clusterDetailRoutes,
  ...nodeRoutes,
  ...profileRoutes,
  ...updateRoutes,
  ...notificationRoutes,
  ...templateRoutes,
  ...edgeHostRoutes,
  ...edgeHostDetailRoutes,
  ...edgeTokenRoutes,
  ...agentUpgradeRoutes,
  ...eventRoutes,
  ...backupRoutes,
  ...workspaceRoutes,
  ...scanRoutes,
  ...virtualMachineRoutes,
  ...registryRoutes,
  ...certificateRoutes,
  ...auditRoutes,
  ...tenantSettingRoutes,
  ...usageRoutes,
  ...utilisationRoutes,
  ...gatewayRoutes,
  ...schemaRoutes,
  ...tenantRoutes,
  ...systemStateRoutes,
  ...systemSettingRoutes,
  ...administratorRoutes,
].toSorted((a, b) => parameters(a) - parameters(b));

function parameters({ path }: Route): number {
  return path.split('{').length;
}
