import type { Collector } from '../collection/collector.ts';
import type { SystemConsole } from './api/system-console.ts';
import { activation } from './system-activation.ts';
import { admins } from './system-admins.ts';
import { alertChannels } from './system-alerts.ts';
import { account } from './system-api.ts';
import { databaseBackups } from './system-backups.ts';
import { content } from './system-content.ts';
import { appFeaturesOfSystem, features } from './system-features.ts';
import { health } from './system-health.ts';
import { limits } from './system-limits.ts';
import { plan } from './system-plan.ts';
import { planLimits } from './system-plan-limits.ts';
import { rateLimit } from './system-rate-limit.ts';
import { settings } from './system-settings.ts';
import { version } from './system-version.ts';
import { tenantPlans } from './tenant-plans.ts';
import { tenantUsage } from './tenant-usage.ts';
import { tenants } from './tenants.ts';

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
