import type { ApiKey, EdgeToken, SystemAdministrator, TenantCertificate, User } from './accounts.ts';
import type { Appliance } from './appliance.ts';
import type { Cluster } from './cluster.ts';
import type { EdgeHost } from './edge-host.ts';
import type { Audit, Event, Notification } from './event.ts';
import type { CloudAccount, Gateway } from './gateway.ts';
import type { Platform, Tenant } from './platform.ts';
import type { Profile } from './profile.ts';
import type { Project } from './project.ts';
import type { Registry } from './registry.ts';
import type { ClusterTemplate, MaintenancePolicy } from './template.ts';
import type { BackupLocation, Workspace } from './workspace.ts';

/**
 * Everything the simulated servers know. The objects are plain and mutable: scenarios and tests change them, the
 * servers tell at once. Times are milliseconds since the epoch.
 */
export interface World {
  /** When the simulation began; it stays when the world is reset. */
  readonly startedAt: number;
  platform: Platform;
  /** The first one is the tenant whose API is served. */
  tenants: [Tenant, ...Tenant[]];
  administrators: SystemAdministrator[];
  users: User[];
  apiKeys: ApiKey[];
  edgeTokens: EdgeToken[];
  certificates: TenantCertificate[];
  projects: Project[];
  registries: Registry[];
  profiles: Profile[];
  policies: MaintenancePolicy[];
  templates: ClusterTemplate[];
  clusters: Cluster[];
  edgeHosts: EdgeHost[];
  workspaces: Workspace[];
  backupLocations: BackupLocation[];
  gateways: Gateway[];
  cloudAccounts: CloudAccount[];
  /** Oldest first, like the notifications and audits. */
  events: Event[];
  notifications: Notification[];
  audits: Audit[];
  appliance: Appliance;
}
