import type { Collector } from '../collection/collector.ts';
import { account } from './account.ts';
import { activation } from './activation.ts';
import { admins } from './admins.ts';
import { alertChannels } from './alert-channels.ts';
import type { SystemConsole } from './console.ts';
import { content } from './content.ts';
import { databaseBackups } from './database-backups.ts';
import { appFeaturesOfSystem, features } from './features.ts';
import { health } from './health.ts';
import { limits } from './limits.ts';
import { plan } from './plan.ts';
import { planLimits } from './plan-limits.ts';
import { rateLimit } from './rate-limit.ts';
import { settings } from './settings.ts';
import { tenantPlans } from './tenant-plans.ts';
import { tenantUsage } from './tenant-usage.ts';
import { tenants } from './tenants.ts';
import { version } from './version.ts';

/** The collectors of a system console. */
export const systemCollectors: readonly Collector<SystemConsole>[] = [
  account,
  health,
  version,
  activation,
  plan,
  planLimits,
  tenants,
  tenantPlans,
  tenantUsage,
  databaseBackups,
  content,
  alertChannels,
  features,
  appFeaturesOfSystem,
  limits,
  rateLimit,
  settings,
  admins,
];
