import { defineDashboard, type Panel, type States } from './kit/dashboard.ts';
import {
  anyIsBad,
  anyIsWorthALook,
  below,
  falling,
  from,
  plain,
  upOrDown,
  words,
  yesIsBad,
  yesIsGood,
  yesIsWorthALook,
  zeroOrOne,
} from './kit/levels.ts';
import { deadlines, howMany, inWords } from './kit/panels.ts';
import { age, chosen, coded, left, seconds } from './kit/queries.ts';
import { eventSeverities, syncStates } from './kit/state-levels.ts';
import { palette } from './kit/variables.ts';

const activations: States = { Active: 'good', Pending: 'watch', Inactive: 'bad' };
const activation = coded('palette', 'state', activations, (...matchers) =>
  chosen('palette_system_activation_state', ...matchers),
);
const syncs = coded('palette, registry, registry_uid', 'state', syncStates, (...matchers) =>
  chosen('palette_registry_sync_state', ...matchers),
);

export const system = defineDashboard(({ settings: { thresholds } }) => ({
  uid: 'palette-system',
  title: 'Palette system console',
  description: 'Is the platform itself in order, and what has to be renewed?',
  tags: ['palette'],
  from: 'now-24h',
  targets: ['palette_exporter_collector_up'],
  freshBy: 'system_api',
  variables: [palette],
  rows: [
    {
      title: 'Is the platform itself in order?',
      panels: [
        inWords(
          'System console',
          'Whether the system console accepts the login of the exporter.',
          { expr: `max by (palette) (${chosen('palette_system_up')})`, legend: '{{palette}}' },
          upOrDown,
          'No login configured',
        ),
        inWords(
          'Platform',
          'Whether the platform calls itself ready.',
          { expr: `max by (palette) (${chosen('palette_system_ready')})`, legend: '{{palette}}' },
          zeroOrOne(['Not ready', 'bad'], ['Ready', 'good']),
          'Not known',
        ),
        inWords(
          'Activation',
          'The activation of the installation. 30 days without it block operations on clusters.',
          { expr: activation.expr, legend: '{{palette}}' },
          activation.mappings,
          'Not known',
        ),
        {
          kind: 'stat',
          title: 'Licence left',
          description: 'Time until the activation or a plan ends, whichever is first.',
          unit: 's',
          query: {
            expr: left(
              `min by (palette) (${chosen('palette_system_activation_expiry_timestamp_seconds')} or ${chosen('palette_system_plan_expiry_timestamp_seconds')} or ${chosen('palette_tenant_plan_expiry_timestamp_seconds')})`,
            ),
            legend: '{{palette}}',
          },
          thresholds: falling(seconds(thresholds.certificateUrgent), seconds(thresholds.licenceExpiry)),
          empty: 'Nothing ends',
        },
        inWords(
          'New version',
          'Whether Palette knows of a newer version than the installed one.',
          { expr: `max by (palette) (${chosen('palette_system_update_available')})`, legend: '{{palette}}' },
          yesIsWorthALook,
          'Not known',
        ),
        inWords(
          'Content',
          'Whether Palette finds the content in order from which an installation without internet lives.',
          { expr: `max by (palette) (${chosen('palette_system_content_valid')})`, legend: '{{palette}}' },
          zeroOrOne(['Not in order', 'bad'], ['In order', 'good']),
          'Not known',
        ),
        howMany(
          'Gateways down',
          'Private gateways that are not ready.',
          `max by (palette, pcg_uid) (${chosen('palette_pcg_ready')}) == 0`,
          anyIsBad,
        ),
      ],
    },
    {
      title: 'What has to be renewed?',
      panels: [
        deadlines(
          'API keys',
          'API keys that expire first.',
          {
            expr: `bottomk(8, ${left(`min by (palette, api_key, api_key_uid) (${chosen('palette_api_key_expiry_timestamp_seconds')})`)})`,
            legend: '{{api_key}}',
          },
          below(seconds(thresholds.keyExpiry), 'watch'),
          'No key expires',
        ),
        deadlines(
          'Certificates of the tenant',
          'Certificates that the tenant trusts and that expire first.',
          {
            expr: `bottomk(8, ${left(`min by (palette, certificate, certificate_uid) (${chosen('palette_tenant_certificate_expiry_timestamp_seconds')})`)})`,
            legend: '{{certificate}}',
          },
          below(seconds(thresholds.tenantCertificateExpiry), 'watch'),
          'No certificates',
        ),
        deadlines(
          'Registration tokens',
          'Tokens with which edge hosts register themselves that expire first.',
          {
            expr: `bottomk(8, ${left(`min by (palette, token_name, token_uid) (${chosen('palette_edge_registration_token_expiry_timestamp_seconds')})`)})`,
            legend: '{{token_name}}',
          },
          below(seconds(thresholds.keyExpiry), 'watch'),
          'No tokens',
        ),
        {
          kind: 'bars',
          title: 'Limits of the tenant',
          description: 'Used share of the limits that are nearest. At one nothing of the kind can be made.',
          width: 12,
          unit: 'percentunit',
          min: 0,
          max: 1,
          query: {
            expr: `topk(10, max by (kind) (${chosen('palette_resource_used')} / (${chosen('palette_resource_limit')} > 0)))`,
            legend: '{{kind}}',
          },
          thresholds: from(thresholds.tenantLimitRatio, 'watch'),
          empty: 'No limits known',
        },
        {
          kind: 'timeline',
          title: 'Synchronisation of registries',
          description: 'How the synchronisation of each registry goes.',
          query: { expr: syncs.expr, legend: '{{registry}}' },
          mappings: syncs.mappings,
          empty: 'No registry is synchronised',
        },
      ],
    },
    {
      title: 'Versions, tenants and plans',
      collapsed: true,
      panels: [
        {
          kind: 'table',
          title: 'Versions',
          description: 'The installed version, the latest one known, and what the content repository holds.',
          width: 24,
          height: 4,
          lines: `max by (palette, installed, latest) (${chosen('palette_system_version_info')})`,
          by: 'palette',
          columns: [
            { title: 'Palette', label: 'palette' },
            { title: 'Installed', label: 'installed' },
            { title: 'Latest', label: 'latest' },
            {
              title: 'Content',
              label: 'version',
              expr: `max by (palette, version) (${chosen('palette_system_content_version_info')})`,
            },
          ],
          sortBy: 'Palette',
          empty: 'Not known',
        },
        {
          kind: 'table',
          title: 'Tenants',
          description: 'Tenants of the installation, their plans and what was metered this month.',
          width: 24,
          height: 6,
          lines: `max by (tenant_uid, tenant, auth_type) (${chosen('palette_tenant_info')})`,
          by: 'tenant_uid',
          columns: [
            { title: 'Tenant', label: 'tenant' },
            { title: 'Login', label: 'auth_type' },
            { title: 'Active', expr: ofTenant('palette_tenant_active'), mappings: yesIsGood },
            { title: 'To be deleted', expr: ofTenant('palette_tenant_to_be_deleted'), mappings: yesIsBad },
            {
              title: 'Plan',
              label: 'type',
              expr: `max by (tenant_uid, type) (${chosen('palette_tenant_plan_info')})`,
            },
            {
              title: 'Plan ends in',
              expr: left(ofTenant('palette_tenant_plan_expiry_timestamp_seconds')),
              unit: 's',
              thresholds: below(seconds(thresholds.licenceExpiry), 'watch'),
            },
            {
              title: 'CPU this month',
              expr: `sum by (tenant_uid) (max by (tenant_uid, kind) (${chosen('palette_tenant_month_cpu_core_seconds')})) / 3600`,
              unit: 'suffix: core-hours',
              decimals: 0,
            },
          ],
          sortBy: 'Tenant',
          empty: 'Not known: needs a login to the system console',
        },
        {
          kind: 'graph',
          title: 'Metered CPU time',
          description: 'Core-hours that were metered for each tenant since the month began.',
          unit: 'suffix: core-hours',
          queries: [
            {
              expr: `max by (palette, tenant, tenant_uid, kind) (${chosen('palette_tenant_month_cpu_core_seconds')}) / 3600`,
              legend: '{{tenant}} {{kind}}',
            },
          ],
          min: 0,
          empty: 'Not known: needs a login to the system console',
        },
        {
          kind: 'bars',
          title: 'Licensed cores of projects',
          description: 'CPU cores of each project that count for the licence.',
          width: 12,
          unit: 'suffix: cores',
          query: {
            expr: `topk(10, sum by (project) (max by (palette, project, kind) (${chosen('palette_project_cpu_cores')})))`,
            legend: '{{project}}',
          },
          thresholds: plain,
          empty: 'Not known',
        },
      ],
    },
    {
      title: 'Registries and locations',
      collapsed: true,
      panels: [
        {
          kind: 'table',
          title: 'Registries',
          description:
            'Registries that packs, charts and images come from, and their last good synchronisation.',
          height: 8,
          lines: `max by (registry_uid, registry, kind, scope) (${chosen('palette_registry_info')})`,
          by: 'registry_uid',
          columns: [
            { title: 'Registry', label: 'registry' },
            { title: 'Kind', label: 'kind' },
            { title: 'Scope', label: 'scope' },
            {
              title: 'State',
              label: 'state',
              expr: `max by (registry_uid, state) (${chosen('palette_registry_sync_state')})`,
              mappings: words(syncStates),
            },
            {
              title: 'Last good synchronisation',
              expr: age(`max by (registry_uid) (${chosen('palette_registry_last_sync_timestamp_seconds')})`),
              unit: 's',
              thresholds: from(seconds(thresholds.registrySyncAge), 'watch'),
            },
          ],
          sortBy: 'Registry',
          empty: 'No registries',
        },
        {
          kind: 'table',
          title: 'Private gateways',
          description:
            'Gateways through which Palette reaches other clouds; a pure edge fleet has none of its own.',
          width: 12,
          height: 6,
          lines: `max by (pcg_uid, pcg, agent_version) (${chosen('palette_pcg_info')})`,
          by: 'pcg_uid',
          columns: [
            { title: 'Gateway', label: 'pcg' },
            { title: 'Agent', label: 'agent_version' },
            {
              title: 'Ready',
              expr: `max by (pcg_uid) (${chosen('palette_pcg_ready')})`,
              mappings: yesIsGood,
            },
            {
              title: 'Last heartbeat',
              expr: age(`max by (pcg_uid) (${chosen('palette_pcg_last_heartbeat_timestamp_seconds')})`),
              unit: 's',
            },
          ],
          sortBy: 'Gateway',
          empty: 'No gateways',
        },
        {
          kind: 'table',
          title: 'Cloud accounts',
          description: 'Accounts of clouds; a pure edge fleet has none.',
          width: 12,
          height: 6,
          lines: `max by (palette, cloud_account, cloud_account_uid, kind) (${chosen('palette_cloud_account_info')})`,
          columns: [
            { title: 'Account', label: 'cloud_account' },
            { title: 'Kind', label: 'kind' },
          ],
          sortBy: 'Account',
          empty: 'No accounts',
        },
      ],
    },
    {
      title: 'People, keys and what they did',
      collapsed: true,
      panels: [
        {
          kind: 'graph',
          title: 'Audit trail',
          description: 'Entries an hour, by what was done and to what.',
          unit: 'none',
          queries: [
            {
              expr: `3600 * topk(10, sum by (action, resource_kind) (rate(${chosen('palette_audits_total')}[$__rate_interval])))`,
              legend: '{{action}} {{resource_kind}}',
            },
          ],
          stacked: true,
          min: 0,
          empty: 'No entries',
        },
        {
          kind: 'graph',
          title: 'Events',
          description: 'Events of clusters and hosts an hour, by severity.',
          unit: 'none',
          queries: [
            {
              expr: `3600 * sum by (severity) (rate(${chosen('palette_events_total')}[$__rate_interval]))`,
              legend: '{{severity}}',
            },
          ],
          stacked: true,
          states: eventSeverities,
          min: 0,
          empty: 'No events',
        },
        people(
          'Active users',
          'Users of the tenant whose account is active.',
          'palette_users',
          'active="true"',
        ),
        {
          kind: 'stat',
          title: 'Idle users',
          description: 'Active users who have not signed in for 90 days. Ask whether they still need it.',
          unit: 'none',
          query: { expr: `sum(max by (palette) (${chosen('palette_users_idle')}))` },
          thresholds: anyIsWorthALook,
          empty: 'Not known',
        },
        {
          kind: 'stat',
          title: 'Oldest password',
          description: 'Age of the password of a system administrator that was changed the longest time ago.',
          unit: 's',
          query: {
            expr: age(
              `min by (palette) (${chosen('palette_system_administrator_oldest_password_timestamp_seconds')})`,
            ),
            legend: '{{palette}}',
          },
          thresholds: from(seconds(thresholds.administratorPassword), 'watch'),
          empty: 'Not known',
        },
        people('Administrators', 'Administrators of the system console.', 'palette_system_administrators'),
        inWords(
          'Rate limit',
          'Whether the installation limits the requests of its clients.',
          { expr: `max by (palette) (${chosen('palette_system_rate_limit_active')})`, legend: '{{palette}}' },
          zeroOrOne(['Off', 'neutral'], ['On', 'neutral']),
          'Not known',
        ),
        inWords(
          'Free plan',
          'Whether the tenant is on the free plan.',
          { expr: `max by (palette) (${chosen('palette_freemium')})`, legend: '{{palette}}' },
          yesIsWorthALook,
          'Not known',
        ),
      ],
    },
  ],
}));

function ofTenant(metric: string): string {
  return `max by (tenant_uid) (${chosen(metric)})`;
}

function people(title: string, description: string, metric: string, matcher = ''): Panel {
  return {
    kind: 'stat',
    title,
    description,
    unit: 'none',
    query: { expr: `sum(${chosen(metric, matcher)})` },
    thresholds: plain,
    empty: 'Not known',
  };
}
