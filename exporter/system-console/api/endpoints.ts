import type { Endpoint } from '../../metric/endpoint.ts';

/**
 * Every request that can be sent to the system console, besides the login itself. All of them only read, and none is
 * there for the mail server, whose answer holds a password and little else. Names and paths: Palette API 4.8 of
 * 2026-04, which was the first to publish them.
 */
export const endpoints = {
  me: get('/v1/system/users/me', 'V1SystemUsersMe'),
  ping: get('/v1/health/ping', 'V1HealthPing'),
  ready: get('/v1/health/ready', 'V1HealthReady'),

  versionInstalled: get('/v1/system/version/installed', 'V1SystemVersionInstalled'),
  versionLatest: get('/v1/system/version/latest', 'V1SystemVersionLatest'),
  activation: get('/v1/system/activation', 'v1SystemActivationGet'),
  activationBanner: get('/v1/activations/system', 'v1ActivationsSystemGet'),
  sysplan: get('/v1/system/sysplan', 'v1SystemSysplanGet'),
  plan: get('/v1/system/plan', 'V1SystemPlanGet'),

  tenants: { ...get('/v1/tenants', 'v1TenantsList'), paged: true },
  tenantPlan: get('/v1/tenants/{tenantUid}/plan', 'v1TenantsUidPlanGet'),
  tenantHourlyUsage: get('/v1/tenants/{tenantUid}/usage/cpuCoreHours', 'v1UsageCpuCoreHours'),
  tenantMonthlyUsage: get('/v1/tenants/{tenantUid}/plans/usage/monthly', 'v1PlansUsageMonthlyGet'),

  alerts: get('/v1/system/alerts', 'v1SystemAlertsGet'),
  features: get('/v1/system/features', 'V1SystemFeaturesGet'),
  appFeatures: get('/v1/system/appFeatures', 'v1SystemAppFeaturesGet'),
  resourceLimits: get('/v1/system/resourceLimits', 'v1SystemResourceLimitsGet'),
  rateLimit: get('/v1/system/ratelimit', 'V1SystemRateLimitGet'),
  securityMode: get('/v1/system/security/mode', 'V1SystemSecurityModeGet'),
  clusterPreferences: get('/v1/system/config/preferences/cluster', 'V1ClusterPreferenceGet'),
  timeseries: get('/v1/system/config/timeseries', 'V1SystemConfigTimeseriesGet'),
  contentValidation: get('/v1/system/config/scar/validate', 'V1SystemConfigScarValidate'),
  admins: get('/v1/system/admins', 'v1SystemAdminsList'),

  databaseBackups: get('/v1/system/database/backups', 'V1SystemDbBackups'),
  backupToFtp: get('/v1/system/config/database/backup/ftp', 'V1SystemConfigDatabaseBackupFtpGet'),
  backupToS3: get('/v1/system/config/database/backup/s3', 'V1SystemConfigDatabaseBackupS3Get'),
} as const satisfies Record<string, Endpoint>;

function get(path: string, operationId: string): Endpoint {
  return { method: 'GET', path, operationId };
}
