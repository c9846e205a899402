import { defineAlerts } from '../../kit/alert.ts';
import { endsWithin, ours } from '../../kit/promql.ts';
import { ends } from '../../kit/proof.ts';
import { PALETTE } from '../../kit/subjects.ts';

const KEY = PALETTE.with({ api_key: 'ci-pipeline' });
const TOKEN = PALETTE.with({ token_name: 'line-registration', project: 'Default' });

const OWN_EXPIRY = PALETTE.of('palette_own_api_key_expiry_timestamp_seconds');

export const securityKeysAlerts = defineAlerts('security', {
  PaletteOwnKeyExpiring: {
    severity: 'warning',
    thresholds: ['keyExpiry'],
    expr: (settings) =>
      endsWithin(
        settings,
        PALETTE.identity,
        ours(settings, 'palette_own_api_key_expiry_timestamp_seconds'),
        settings.thresholds.keyExpiry,
      ),
    for: '1h',
    summary: 'The API key of the monitoring expires soon.',
    description:
      'The API key with which Palette {{ $labels.palette }} is watched expires in {{ $value | humanizeDuration }}.',
    runbook: {
      meaning:
        'An active API key of the user of the exporter ends soon. Palette does not tell which of several keys is in use; the first one counts.',
      impact: 'None yet. When it has ended, nothing of this Palette is watched any more.',
      diagnosis: `1. Tenant console, as the user of the exporter, **My API Keys**: name and expiry.
2. \`palette_api_key_expiry_timestamp_seconds{own="true"}\``,
      mitigation:
        'Create a new key for the same user, write it into the key file (it is read again by itself), then delete the old one.',
    },
    dashboard: 'palette-monitoring',
    console: 'palette',
    tests: ends(PALETTE, '1h', { of: OWN_EXPIRY, limit: '14d' }),
  },

  PaletteOwnKeyUrgent: {
    severity: 'critical',
    thresholds: ['keyUrgent'],
    expr: (settings) =>
      endsWithin(
        settings,
        PALETTE.identity,
        ours(settings, 'palette_own_api_key_expiry_timestamp_seconds'),
        settings.thresholds.keyUrgent,
      ),
    for: '15m',
    summary: 'The API key of the monitoring expires within days.',
    description:
      'The API key with which Palette {{ $labels.palette }} is watched expires in {{ $value | humanizeDuration }}.',
    runbook: {
      meaning: 'The key of the exporter ends within two days and has not been replaced.',
      impact:
        'From then on this Palette, its clusters and hosts are not watched: no alert about them will come.',
      diagnosis: '1. Tenant console, as the user of the exporter, **My API Keys**.',
      mitigation:
        'Replace the key now: create a new one, write it into the key file of the exporter, check the status page (`/`).',
    },
    dashboard: 'palette-monitoring',
    console: 'palette',
    tests: ends(PALETTE, '15m', { of: OWN_EXPIRY, limit: '2d' }),
  },

  PaletteApiKeyExpiring: {
    severity: 'warning',
    thresholds: ['keyExpiry'],
    expr: (settings) => {
      const expiry = ours(settings, 'palette_api_key_expiry_timestamp_seconds', 'own="false"');
      const active = `${ours(settings, 'palette_api_key_active', 'own="false"')} == 1`;
      const live = `${expiry} > time() and on (palette, api_key_uid) ${active}`;
      return endsWithin(settings, KEY.identity, live, settings.thresholds.keyExpiry);
    },
    for: '1h',
    summary: 'An API key of the tenant expires soon.',
    description: 'API key {{ $labels.api_key }} expires in {{ $value | humanizeDuration }}.',
    runbook: {
      meaning: 'An active key that somebody else uses, such as a pipeline or Terraform, ends soon.',
      impact: 'What uses the key stops working on that day.',
      diagnosis: `1. Tenant console, **Tenant Settings > API Keys**: whose key is it?
2. Is it still used? Ask its owner; the audit log shows changes that were made with it.`,
      mitigation: 'Have its owner replace it, or let it end if nobody needs it any more.',
    },
    console: 'palette',
    tests: ends(KEY, '1h', {
      of: KEY.of('palette_api_key_expiry_timestamp_seconds', { api_key_uid: 'k1', own: 'false' }),
      limit: '14d',
      also: { [KEY.of('palette_api_key_active', { api_key_uid: 'k1', own: 'false' })]: 1 },
    }),
  },

  PaletteEdgeTokenExpiring: {
    severity: 'warning',
    thresholds: ['keyExpiry'],
    expr: (settings) => {
      const expiry = ours(settings, 'palette_edge_registration_token_expiry_timestamp_seconds');
      const active = `${ours(settings, 'palette_edge_registration_token_active')} == 1`;
      const live = `${expiry} and on (palette, token_uid) ${active}`;
      return endsWithin(settings, TOKEN.identity, live, settings.thresholds.keyExpiry);
    },
    for: '1h',
    summary: 'A token with which edge hosts register themselves expires soon.',
    description: 'Registration token {{ $labels.token_name }} expires in {{ $value | humanizeDuration }}.',
    runbook: {
      meaning: 'New hosts bring this token from their user data. It ends soon.',
      impact:
        'A host that is installed after that does not register. Hosts that are registered do not need it.',
      diagnosis: `1. Tenant console, **Tenant Settings > Registration Tokens**.
2. Which images and user data contain it? A spare host in a box does, too.`,
      mitigation: 'Extend the token (its value stays the same), or make a new one and rebuild the user data.',
    },
    dashboard: 'palette-hosts',
    console: 'palette',
    tests: ends(TOKEN, '1h', {
      of: TOKEN.of('palette_edge_registration_token_expiry_timestamp_seconds', { token_uid: 't1' }),
      limit: '14d',
      also: { [TOKEN.of('palette_edge_registration_token_active', { token_uid: 't1' })]: 1 },
    }),
  },
});
