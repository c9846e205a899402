import { defineAlerts } from '../../kit/alert.ts';
import { maxBy, minBy, ours } from '../../kit/promql.ts';
import { turns } from '../../kit/proof.ts';
import { PALETTE, TENANT } from '../../kit/subjects.ts';

export const paletteSystemAlerts = defineAlerts('palette', {
  PaletteSystemConsoleDown: {
    severity: 'critical',
    expr: (settings) => `${maxBy(settings, PALETTE.identity, ours(settings, 'palette_system_up'))} == 0`,
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
    tests: turns(PALETTE, '10m', { [PALETTE.of('palette_system_up')]: [1, 0] }),
  },

  PaletteSystemNotReady: {
    severity: 'warning',
    expr: (settings) => `${minBy(settings, PALETTE.identity, ours(settings, 'palette_system_ready'))} == 0`,
    for: '10m',
    summary: 'Palette answers but does not call itself ready.',
    description: 'Palette {{ $labels.palette }} answers but does not call itself ready.',
    runbook: {
      meaning:
        'The readiness check of the platform fails: one of its services, mostly a database, is missing.',
      impact: 'Some requests fail. It may be the beginning of an outage or the end of an upgrade.',
      diagnosis: `1. \`palette_system_alive\`, \`sum by (code) (rate(palette_exporter_requests_total[5m]))\`
2. On the management cluster: \`kubectl get pods --all-namespaces | grep -v -e Running -e Completed\`; MongoDB first.`,
      mitigation: 'Bring the missing pods back. During an upgrade wait for its end.',
    },
    console: 'palette',
    tests: turns(PALETTE, '10m', { [PALETTE.of('palette_system_ready')]: [1, 0] }),
  },

  PaletteVersionAvailable: {
    severity: 'info',
    expr: (settings) =>
      `${maxBy(settings, PALETTE.identity, ours(settings, 'palette_system_update_available'))} == 1`,
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
    tests: turns(PALETTE, '1h', { [PALETTE.of('palette_system_update_available')]: [0, 1] }),
  },

  PaletteTenantInactive: {
    severity: 'warning',
    expr: (settings) => `${maxBy(settings, TENANT.identity, ours(settings, 'palette_tenant_active'))} == 0`,
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
    tests: turns(TENANT, '1h', { [TENANT.of('palette_tenant_active')]: [1, 0] }),
  },

  PaletteTenantDeleting: {
    severity: 'critical',
    expr: (settings) =>
      `${maxBy(settings, TENANT.identity, ours(settings, 'palette_tenant_to_be_deleted'))} == 1`,
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
    tests: turns(TENANT, '1m', { [TENANT.of('palette_tenant_to_be_deleted')]: [0, 1] }),
  },

  PaletteSystemAlertFailing: {
    severity: 'warning',
    expr: (settings) =>
      `${maxBy(settings, ['palette', 'type'], `${ours(settings, 'palette_system_alert_channel_last_delivery_success')} == 0 and on (palette, channel_uid) ${ours(settings, 'palette_system_alert_channel_active')} == 1`)} == 0`,
    for: '15m',
    summary: 'Palette could not deliver an alert of the installation.',
    description:
      'The last alert of the installation {{ $labels.palette }} by {{ $labels.type }} was not delivered.',
    runbook: {
      meaning: 'The alerting of the system console tried to send and was refused.',
      impact:
        'People who rely on these messages hear nothing. Alerts of this monitoring are sent another way.',
      diagnosis:
        '1. System console, **Administration > Alerts** and **SMTP**: send a test mail; is the webhook reachable?',
      mitigation: 'Correct the address or the mail server.',
    },
    dashboard: 'palette-monitoring',
    console: 'palette',
    tests: turns(PALETTE.with({ type: 'email' }), '15m', {
      [PALETTE.of('palette_system_alert_channel_last_delivery_success', { type: 'email', channel_uid: 'c' })]:
        [1, 0],
      [PALETTE.of('palette_system_alert_channel_active', { type: 'email', channel_uid: 'c' })]: [1, 1],
    }),
  },
});
