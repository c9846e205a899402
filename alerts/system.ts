import { defineAlert } from './alert.ts';
import { endsWithin, maxBy, minBy, olderThan, ours } from './promql.ts';
import { ages, ends, series, turns } from './proof.ts';
import { PALETTE } from './subjects.ts';

const TENANT = { ...PALETTE, tenant: 'plant-north' };
const of = (metric: string, labels: Record<string, string> = {}) => series(metric, { ...PALETTE, ...labels });
const ofTenant = (metric: string) => series(metric, { ...TENANT, tenant_uid: 'x' });
const FINISHED = 'palette_system_db_backup_last_finish_timestamp_seconds';
const NOT_FAILED = 'state!~"(?i).*fail.*|.*error.*"';

export const paletteSystemConsoleDown = defineAlert({
  name: 'PaletteSystemConsoleDown',
  component: 'palette',
  severity: 'critical',
  expr: (settings) => `${maxBy(settings, ['palette'], ours(settings, 'palette_system_up'))} == 0`,
  for: '10m',
  summary: 'The system console does not answer, or rejects the login.',
  description: 'The system console of Palette {{ $labels.palette }} does not answer the exporter.',
  runbook: {
    meaning: 'The exporter cannot log in to the system console of this installation, or cannot reach it.',
    impact: 'Nobody can manage tenants, registries of the system or upgrades. The tenant console may work.',
    diagnosis: `1. Open \`https://<palette>/system\` in a browser.
2. It loads: the login of the exporter was rejected. \`palette_exporter_collector_outcome{collector="system_api"}\`; was the
   password changed (\`palette_system_password_updated_timestamp_seconds\`) or the user locked?
3. It does not load: PalettePlatformUnreachable, or on the management cluster
   \`kubectl --namespace hubble-system get pods\`.`,
    mitigation: 'Correct the password file of the exporter, or restart the pod of the system console.',
  },
  console: 'palette',
  tests: turns(PALETTE, '10m', { [of('palette_system_up')]: [1, 0] }),
});

export const paletteSystemNotReady = defineAlert({
  name: 'PaletteSystemNotReady',
  component: 'palette',
  severity: 'warning',
  expr: (settings) => `${minBy(settings, ['palette'], ours(settings, 'palette_system_ready'))} == 0`,
  for: '10m',
  summary: 'Palette answers but does not call itself ready.',
  description: 'Palette {{ $labels.palette }} answers but does not call itself ready.',
  runbook: {
    meaning: 'The readiness check of the platform fails: one of its services, mostly a database, is missing.',
    impact: 'Some requests fail. It may be the beginning of an outage or the end of an upgrade.',
    diagnosis: `1. \`palette_system_alive\`, \`sum by (code) (rate(palette_exporter_requests_total[5m]))\`
2. On the management cluster: \`kubectl get pods --all-namespaces | grep -v -e Running -e Completed\`; MongoDB first.`,
    mitigation: 'Bring the missing pods back. During an upgrade wait for its end.',
  },
  console: 'palette',
  tests: turns(PALETTE, '10m', { [of('palette_system_ready')]: [1, 0] }),
});

export const paletteVersionAvailable = defineAlert({
  name: 'PaletteVersionAvailable',
  component: 'palette',
  severity: 'info',
  expr: (settings) =>
    `${maxBy(settings, ['palette'], ours(settings, 'palette_system_update_available'))} == 1`,
  for: '1h',
  summary: 'A newer version of Palette is available.',
  description: 'Palette {{ $labels.palette }} can be upgraded.',
  runbook: {
    meaning: 'Palette knows of a version that is not the installed one.',
    impact: 'None. Versions have to be taken one after the other, so waiting long makes it longer.',
    diagnosis:
      '1. `palette_system_version_info`, labels installed and latest; the release notes of every version between.',
    mitigation: 'Plan the upgrade; make a backup before it.',
  },
  console: 'palette',
  tests: turns(PALETTE, '1h', { [of('palette_system_update_available')]: [0, 1] }),
});

export const paletteContentInvalid = defineAlert({
  name: 'PaletteContentInvalid',
  component: 'registry',
  severity: 'warning',
  expr: (settings) => `${minBy(settings, ['palette'], ours(settings, 'palette_system_content_valid'))} == 0`,
  for: '2h',
  summary: 'The content repository of Palette is not in order.',
  description: 'Palette {{ $labels.palette }} finds its content repository not in order.',
  runbook: {
    meaning:
      'An installation without internet lives from a repository of its own. The check of Palette fails.',
    impact: 'Upgrades of Palette and of agents, and packs of the system, are not available.',
    diagnosis: `1. System console, **Administration > Content**: address, credentials, result of **Validate**.
2. \`curl -sI <address>\` from a host of the management cluster; is its disk full?`,
    mitigation: 'Bring the repository back or upload the missing content bundle of the installed version.',
  },
  console: 'palette',
  tests: turns(PALETTE, '2h', { [of('palette_system_content_valid')]: [1, 0] }),
});

export const paletteTenantInactive = defineAlert({
  name: 'PaletteTenantInactive',
  component: 'palette',
  severity: 'warning',
  expr: (settings) => `${maxBy(settings, Object.keys(TENANT), ours(settings, 'palette_tenant_active'))} == 0`,
  for: '1h',
  summary: 'A tenant is not active.',
  description: 'Tenant {{ $labels.tenant }} of Palette {{ $labels.palette }} is not active.',
  runbook: {
    meaning: 'The tenant was switched off, or its administrator never activated it.',
    impact: 'Its users cannot log in, its agents may be refused.',
    diagnosis:
      '1. System console, **Tenants**: the state of the tenant, and when its administrator was invited.',
    mitigation: 'Activate it, send the invitation again, or delete a tenant that nobody needs.',
  },
  console: 'palette',
  tests: turns(TENANT, '1h', { [ofTenant('palette_tenant_active')]: [1, 0] }),
});

export const paletteTenantDeleting = defineAlert({
  name: 'PaletteTenantDeleting',
  component: 'palette',
  severity: 'critical',
  expr: (settings) =>
    `${maxBy(settings, Object.keys(TENANT), ours(settings, 'palette_tenant_to_be_deleted'))} == 1`,
  for: '1m',
  summary: 'A tenant is about to be deleted.',
  description: 'Tenant {{ $labels.tenant }} of Palette {{ $labels.palette }} is about to be deleted.',
  runbook: {
    meaning: 'Somebody deleted the tenant in the system console; the work on it has begun or is about to.',
    impact: 'All of its projects, profiles and clusters go with it.',
    diagnosis:
      '1. System console, **Tenants** and **Audit Logs**: who did it? `palette_tenant_info` lists all tenants.',
    mitigation:
      'Meant: silence the alert. Not meant: stop it with the platform contact at once, and restore from the last backup of the database what is gone.',
  },
  console: 'palette',
  tests: turns(TENANT, '1m', { [ofTenant('palette_tenant_to_be_deleted')]: [0, 1] }),
});

export const paletteDatabaseBackupFailed = defineAlert({
  name: 'PaletteDatabaseBackupFailed',
  component: 'backup',
  severity: 'critical',
  expr: (settings) => {
    const labels = ['palette', 'mode'];
    const completed = maxBy(settings, labels, ours(settings, 'palette_system_db_backup_last_completed'));
    const running = ours(settings, 'palette_system_db_transfer_active');
    return `${completed} == 0 unless on (palette, mode) ${running} == 1`;
  },
  for: '15m',
  summary: 'The last backup of the management database failed.',
  description:
    'The last backup ({{ $labels.mode }}) of the database of Palette {{ $labels.palette }} failed.',
  runbook: {
    meaning: 'Palette could not copy its own database to the configured place.',
    impact: 'Profiles, clusters, users and keys can only be restored as of the backup before.',
    diagnosis: `1. System console, **Administration > Backup/Restore**: message of the last run.
2. The target: FTP server or S3 bucket reachable, credentials valid, room left?
3. \`kubectl --namespace hubble-system get pods,jobs | grep -e mongo -e backup\`, the log of the job.`,
    mitigation:
      'Correct the target and start a backup by hand. Do not upgrade Palette before one has succeeded.',
  },
  console: 'palette',
  tests: turns(
    { ...PALETTE, mode: 'ftp' },
    '15m',
    { [of('palette_system_db_backup_last_completed', { mode: 'ftp' })]: [1, 0] },
    {
      silent: [
        {
          [of('palette_system_db_backup_last_completed', { mode: 'ftp' })]: [0, 0],
          [of('palette_system_db_transfer_active', { mode: 'ftp' })]: [1, 1],
        },
      ],
    },
  ),
});

export const paletteDatabaseBackupOld = defineAlert({
  name: 'PaletteDatabaseBackupOld',
  component: 'backup',
  severity: 'critical',
  thresholds: ['databaseBackupAge'],
  expr: (settings) => {
    const labels = ['palette', 'mode'];
    const good = ours(settings, FINISHED, NOT_FAILED);
    const interval = maxBy(settings, labels, ours(settings, 'palette_system_db_backup_interval_seconds'));
    const age = olderThan(settings, labels, good, settings.thresholds.databaseBackupAge);
    // A schedule of several days may take one more.
    return `(${age}) > 1.1 * ${interval}`;
  },
  for: '1h',
  summary: 'The last good backup of the management database is too old.',
  description:
    'The last good backup ({{ $labels.mode }}) of the database of Palette {{ $labels.palette }} is {{ $value | humanizeDuration }} old.',
  runbook: {
    meaning: 'A schedule exists, and no backup has succeeded for longer than it allows.',
    impact: 'Everything that was changed in Palette since then would be lost with it.',
    diagnosis: `1. System console, **Administration > Backup/Restore**: do runs fail, or do none start?
2. \`palette_system_db_backup_schedule_info\`, \`palette_system_db_transfer_active\` (a run that hangs).`,
    mitigation: 'Start one by hand; see PaletteDatabaseBackupFailed.',
  },
  console: 'palette',
  tests: ages({ ...PALETTE, mode: 'ftp' }, '1h', {
    of: of(FINISHED, { mode: 'ftp', state: 'Completed' }),
    limit: '26h',
    also: { [of('palette_system_db_backup_interval_seconds', { mode: 'ftp' })]: 85_000 },
  }),
});

export const paletteActivationEnding = defineAlert({
  name: 'PaletteActivationEnding',
  component: 'licence',
  severity: 'warning',
  thresholds: ['licenceExpiry'],
  expr: (settings) =>
    endsWithin(
      settings,
      ['palette'],
      ours(settings, 'palette_system_activation_expiry_timestamp_seconds'),
      settings.thresholds.licenceExpiry,
    ),
  for: '1h',
  summary: 'The activation of Palette ends soon.',
  description: 'The activation of Palette {{ $labels.palette }} ends in {{ $value | humanizeDuration }}.',
  runbook: {
    meaning:
      'An installation has to be activated; until then, or after it has ended, it is in a trial of 30 days.',
    impact: 'When it has ended, clusters cannot be created or changed. They run on.',
    diagnosis:
      '1. System console, **Administration > Activation**: state, end, and the product id that the vendor needs.',
    mitigation: 'Send the product id to the vendor and enter the new activation key.',
  },
  console: 'palette',
  tests: ends(PALETTE, '1h', { of: of('palette_system_activation_expiry_timestamp_seconds'), limit: '30d' }),
});

export const paletteActivationInactive = defineAlert({
  name: 'PaletteActivationInactive',
  component: 'licence',
  severity: 'critical',
  expr: (settings) =>
    `${maxBy(settings, ['palette'], ours(settings, 'palette_system_activation_state', 'state="Inactive"'))} == 1`,
  for: '15m',
  summary: 'Palette is not activated.',
  description: 'Palette {{ $labels.palette }} is not activated any more.',
  runbook: {
    meaning: 'The activation or the trial has ended.',
    impact: 'Clusters run on, but they cannot be created, scaled, upgraded or repaired through Palette.',
    diagnosis:
      '1. System console, **Administration > Activation**: state, end, and the product id that the vendor needs.',
    mitigation: 'Send the product id to the vendor and enter the activation key.',
  },
  console: 'palette',
  tests: turns(PALETTE, '15m', {
    [of('palette_system_activation_state', { state: 'Inactive' })]: ['_', 1],
    [of('palette_system_activation_state', { state: 'Active' })]: [1, '_'],
  }),
});

export const palettePlanEnding = defineAlert({
  name: 'PalettePlanEnding',
  component: 'licence',
  severity: 'warning',
  thresholds: ['licenceExpiry'],
  expr: (settings) =>
    endsWithin(
      settings,
      ['palette'],
      ours(settings, 'palette_system_plan_expiry_timestamp_seconds'),
      settings.thresholds.licenceExpiry,
    ),
  for: '1h',
  summary: 'The plan of the installation ends soon.',
  description: 'The plan of Palette {{ $labels.palette }} ends in {{ $value | humanizeDuration }}.',
  runbook: {
    meaning: 'The plan under which this installation may be used ends soon.',
    impact: 'See the contract; an ended plan shows as a banner and may block changes.',
    diagnosis: '1. `palette_system_plan_info`; system console, **Administration**: the plan and its end.',
    mitigation: 'Talk to the vendor.',
  },
  console: 'palette',
  tests: ends(PALETTE, '1h', { of: of('palette_system_plan_expiry_timestamp_seconds'), limit: '30d' }),
});

export const paletteTenantPlanEnding = defineAlert({
  name: 'PaletteTenantPlanEnding',
  component: 'licence',
  severity: 'warning',
  thresholds: ['licenceExpiry'],
  expr: (settings) =>
    endsWithin(
      settings,
      Object.keys(TENANT),
      ours(settings, 'palette_tenant_plan_expiry_timestamp_seconds'),
      settings.thresholds.licenceExpiry,
    ),
  for: '1h',
  summary: 'The plan of a tenant ends soon.',
  description: 'The plan of tenant {{ $labels.tenant }} ends in {{ $value | humanizeDuration }}.',
  runbook: {
    meaning: 'The subscription or trial of the tenant ends soon.',
    impact: 'Afterwards the tenant cannot create or change clusters.',
    diagnosis: '1. System console, **Tenants**, the tenant, **Plan**; `palette_tenant_plan_info`.',
    mitigation: 'Extend the plan in the system console, after a talk to the vendor.',
  },
  console: 'palette',
  tests: ends(TENANT, '1h', { of: ofTenant('palette_tenant_plan_expiry_timestamp_seconds'), limit: '30d' }),
});

export const paletteAdminPasswordOld = defineAlert({
  name: 'PaletteAdminPasswordOld',
  component: 'security',
  severity: 'info',
  thresholds: ['administratorPassword'],
  expr: (settings) =>
    olderThan(
      settings,
      ['palette'],
      ours(settings, 'palette_system_administrator_oldest_password_timestamp_seconds'),
      settings.thresholds.administratorPassword,
    ),
  for: '1d',
  summary: 'A password of the system console has not been changed for a year.',
  description:
    'A password of the system console of Palette {{ $labels.palette }} is {{ $value | humanizeDuration }} old.',
  runbook: {
    meaning:
      'One of the administrators of the installation has had the same password for longer than the limit.',
    impact: 'None by itself.',
    diagnosis:
      '1. System console, **Administrators**; `palette_system_administrators` counts them by type and second factor.',
    mitigation: 'Change it, and remove administrators who have left.',
  },
  console: 'palette',
  tests: ages(PALETTE, '1d', {
    of: of('palette_system_administrator_oldest_password_timestamp_seconds'),
    limit: '365d',
  }),
});

export const paletteSystemAlertFailing = defineAlert({
  name: 'PaletteSystemAlertFailing',
  component: 'palette',
  severity: 'warning',
  expr: (settings) =>
    `${maxBy(settings, ['palette', 'type'], `${ours(settings, 'palette_system_alert_channel_last_delivery_success')} == 0 and on (palette, channel_uid) ${ours(settings, 'palette_system_alert_channel_active')} == 1`)} == 0`,
  for: '15m',
  summary: 'Palette could not deliver an alert of the installation.',
  description:
    'The last alert of the installation {{ $labels.palette }} by {{ $labels.type }} was not delivered.',
  runbook: {
    meaning: 'The alerting of the system console tried to send and was refused.',
    impact: 'People who rely on these messages hear nothing. Alerts of this monitoring are sent another way.',
    diagnosis:
      '1. System console, **Administration > Alerts** and **SMTP**: send a test mail; is the webhook reachable?',
    mitigation: 'Correct the address or the mail server.',
  },
  console: 'palette',
  tests: turns({ ...PALETTE, type: 'email' }, '15m', {
    [of('palette_system_alert_channel_last_delivery_success', { type: 'email', channel_uid: 'c' })]: [1, 0],
    [of('palette_system_alert_channel_active', { type: 'email', channel_uid: 'c' })]: [1, 1],
  }),
});

export const systemAlerts = [
  paletteSystemConsoleDown,
  paletteSystemNotReady,
  paletteVersionAvailable,
  paletteTenantInactive,
  paletteTenantDeleting,
  paletteSystemAlertFailing,
  paletteContentInvalid,
  paletteDatabaseBackupFailed,
  paletteDatabaseBackupOld,
  paletteActivationEnding,
  paletteActivationInactive,
  palettePlanEnding,
  paletteTenantPlanEnding,
  paletteAdminPasswordOld,
];
