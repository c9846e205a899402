import { administratorRoutes } from './administrators.ts';
import { auditRoutes } from './audits.ts';
import { backupRoutes } from './backups.ts';
import { certificateRoutes } from './certificates.ts';
import { clusterDepthRoutes } from './cluster-depth.ts';
import { clusterRoutes } from './clusters.ts';
import { edgeHostDepthRoutes } from './edge-host-depth.ts';
import { edgeHostRoutes } from './edge-hosts.ts';
import { eventRoutes } from './events.ts';
import { gatewayRoutes } from './gateways.ts';
import { healthRoutes } from './health.ts';
import { limitRoutes } from './limits.ts';
import { metricRoutes } from './metrics.ts';
import { nodeRoutes } from './nodes.ts';
import { profileRoutes } from './profiles.ts';
import { projectRoutes } from './projects.ts';
import { registryRoutes } from './registries.ts';
import type { Route } from './route.ts';
import { scanRoutes } from './scans.ts';
import { schemaRoutes } from './search-schema.ts';
import { systemRoutes } from './system.ts';
import { systemConfigRoutes } from './system-config.ts';
import { templateRoutes } from './templates.ts';
import { tenantRoutes } from './tenants.ts';
import { updateRoutes } from './updates.ts';
import { upgradeRoutes } from './upgrades.ts';
import { usageRoutes } from './usage.ts';
import { userRoutes } from './users.ts';
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
