import type { Route } from '../palette-route.ts';
import { schemaRoutes } from '../search-schema.ts';
import { upgradeRoutes } from './agent-upgrades.ts';
import { auditRoutes } from './audits.ts';
import { backupRoutes } from './backups.ts';
import { certificateRoutes } from './certificates.ts';
import { clusterDepthRoutes } from './cluster-details.ts';
import { profileRoutes } from './cluster-profiles.ts';
import { templateRoutes } from './cluster-templates.ts';
import { clusterRoutes } from './clusters.ts';
import { edgeHostDepthRoutes } from './edge-host-details.ts';
import { edgeHostRoutes } from './edge-hosts.ts';
import { eventRoutes } from './events.ts';
import { gatewayRoutes } from './gateways.ts';
import { healthRoutes } from './liveness.ts';
import { nodeRoutes } from './nodes.ts';
import { updateRoutes } from './profile-updates.ts';
import { projectRoutes } from './projects.ts';
import { registryRoutes } from './registries.ts';
import { scanRoutes } from './scans.ts';
import { administratorRoutes } from './system-admins.ts';
import { systemConfigRoutes } from './system-settings.ts';
import { systemRoutes } from './system-state.ts';
import { limitRoutes } from './tenant-settings.ts';
import { tenantRoutes } from './tenants.ts';
import { usageRoutes } from './usage.ts';
import { userRoutes } from './users.ts';
import { metricRoutes } from './utilisation.ts';
import { workspaceRoutes } from './workspaces.ts';

/** Everything Palette answers apart from the logins; fixed paths come before those with parameters. */
export const paletteRoutes: readonly Route[] = [
  ...healthRoutes,
  ...userRoutes,
  ...projectRoutes,
  ...clusterRoutes,
  ...clusterDepthRoutes,
  ...nodeRoutes,
  ...profileRoutes,
  ...updateRoutes,
  ...templateRoutes,
  ...edgeHostRoutes,
  ...edgeHostDepthRoutes,
  ...upgradeRoutes,
  ...eventRoutes,
  ...backupRoutes,
  ...workspaceRoutes,
  ...scanRoutes,
  ...registryRoutes,
  ...certificateRoutes,
  ...auditRoutes,
  ...limitRoutes,
  ...usageRoutes,
  ...metricRoutes,
  ...gatewayRoutes,
  ...schemaRoutes,
  ...tenantRoutes,
  ...systemRoutes,
  ...systemConfigRoutes,
  ...administratorRoutes,
].toSorted((a, b) => parameters(a) - parameters(b));

function parameters({ path }: Route): number {
  return path.split('{').length;
}
