import type { Collector } from '../collection/collector.ts';
import type { SystemConsole, SystemFacts } from './api/system-console.ts';
import { systemActivation } from './system-activation.ts';
import { systemAdmins } from './system-admins.ts';
import { systemAlerts } from './system-alerts.ts';
import { systemApi } from './system-api.ts';
import { systemAppFeatures } from './system-app-features.ts';
import { systemBackups } from './system-backups.ts';
import { systemContent } from './system-content.ts';
import { systemFeatures } from './system-features.ts';
import { systemHealth } from './system-health.ts';
import { systemLimits } from './system-limits.ts';
import { systemPlan } from './system-plan.ts';
import { systemPlanLimits } from './system-plan-limits.ts';
import { systemRateLimit } from './system-rate-limit.ts';
import { systemSettings } from './system-settings.ts';
import { systemVersion } from './system-version.ts';
import { tenantPlans } from './tenant-plans.ts';
import { tenantUsage } from './tenant-usage.ts';
import { tenants } from './tenants.ts';

/** The collectors of a system console. */
export const systemCollectors: readonly Collector<SystemConsole<SystemFacts>>[] = [
  systemApi,
  systemHealth,
  systemVersion,
  systemActivation,
  systemPlan,
  systemPlanLimits,
  tenants,
  tenantPlans,
  tenantUsage,
  systemBackups,
  systemContent,
  systemAlerts,
  systemFeatures,
  systemAppFeatures,
  systemLimits,
  systemRateLimit,
  systemSettings,
  systemAdmins,
];
