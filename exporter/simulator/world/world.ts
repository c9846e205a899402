import type { ApiKey, SystemAdministrator, User } from './accounts.ts';
import type { Appliance } from './appliance.ts';
import type { Cluster } from './cluster.ts';
import type { EdgeHost } from './edge-host.ts';
import type { Platform } from './platform.ts';
import type { Profile } from './profile.ts';
import type { Project } from './project.ts';

/**
 * Everything the simulated servers know. The objects are plain and mutable: scenarios and tests change them, the
 * servers tell at once. Times are milliseconds since the epoch.
 */
export interface World {
  /** When the simulation began; it stays when the world is reset. */
  readonly startedAt: number;
  tenant: { readonly uid: string; readonly name: string };
  platform: Platform;
  users: User[];
  apiKeys: ApiKey[];
  administrators: SystemAdministrator[];
  projects: Project[];
  profiles: Profile[];
  clusters: Cluster[];
  edgeHosts: EdgeHost[];
  appliance: Appliance;
}
