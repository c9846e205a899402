import { defineAlerts } from '../../kit/alert.ts';
import { maxBy, olderThan, onSame, ours, seconds } from '../../kit/promql.ts';
import { ages, turns } from '../../kit/proof.ts';
import { PALETTE } from '../../kit/subjects.ts';

const REGISTRY = PALETTE.with({ registry: 'factory-packs', kind: 'oci' }, { registry_uid: 'r1' });

const RUN = REGISTRY.of('palette_registry_last_run_timestamp_seconds');
const SYNCED = REGISTRY.of('palette_registry_last_sync_timestamp_seconds');
const SYNC_OLD = ages(REGISTRY, '1h', { of: SYNCED, limit: '2d' });

export const registrySyncAlerts = defineAlerts('registry', {
  PaletteRegistrySyncFailed: {
    severity: 'warning',
    expr: (settings) =>
      `${maxBy(settings, REGISTRY.identity, ours(settings, 'palette_registry_sync_state', 'state="failed"'))} == 1`,
    for: '30m',
    summary: 'A registry could not be synchronised.',
    description: 'Registry {{ $labels.registry }} ({{ $labels.kind }}) could not be synchronised.',
    runbook: {
      meaning: 'Palette tried to read the list of packs, charts or images from the registry and failed.',
      impact:
        'New versions do not appear. Clusters that run need nothing from it, unless the registry itself is down: then no image can be pulled.',
      diagnosis: `1. Tenant console, **Tenant Settings > Registries**, the registry: message of the last sync; system console,
   **Administration > Pack Registries** for those of the system.
2. From a host of the management cluster: \`curl -sI https://<registry>/v2/\` (401 is fine, no answer or a certificate error is not).
3. Credentials expired? Certificate of the registry: \`palette_tenant_certificate_expiry_timestamp_seconds\``,
      mitigation: 'Correct address, credentials or certificate, then **Sync** by hand.',
    },
    console: 'palette',
    tests: turns(REGISTRY, '30m', {
      [REGISTRY.of('palette_registry_sync_state', { state: 'failed' })]: ['_', 1],
      [REGISTRY.of('palette_registry_sync_state', { state: 'success' })]: [1, '_'],
    }),
  },

  PaletteRegistrySyncOld: {
    severity: 'warning',
    thresholds: ['registrySyncAge'],
    expr: (settings) => {
      const { registrySyncAge } = settings.thresholds;
      const synced = ours(settings, 'palette_registry_last_sync_timestamp_seconds');
      const run = ours(settings, 'palette_registry_last_run_timestamp_seconds');
      const same = onSame(settings, ['palette', 'registry_uid']);
      const never = `${run} and ${same} max_over_time(${run}[1h] offset ${registrySyncAge}) unless ${same} ${synced}`;
      return (
        `${olderThan(settings, REGISTRY.identity, synced, registrySyncAge)} ` +
        `or ${seconds(registrySyncAge)} * (${maxBy(settings, REGISTRY.identity, never)} > bool 0)`
      );
    },
    for: '1h',
    summary: 'A registry has not been synchronised for days.',
    description:
      'Registry {{ $labels.registry }} has not been synchronised for {{ $value | humanizeDuration }}.',
    runbook: {
      meaning:
        'No synchronisation has succeeded for longer than the limit, perhaps never since the first one, whatever the last ' +
        'state says.',
      impact: 'Palette offers old versions of packs.',
      diagnosis: `1. Tenant console, **Tenant Settings > Registries**: does it run at all? \`palette_registry_last_run_timestamp_seconds\`
2. On the management cluster: \`kubectl --namespace hubble-system get pods | grep -e packsync -e registry\`, their logs.`,
      mitigation: 'Start a sync by hand; if nothing happens, restart the pod that synchronises.',
    },
    console: 'palette',
    tests: {
      ...SYNC_OLD,
      also: [
        { series: { [RUN]: '60x49' }, at: '49h', alerts: [{ labels: REGISTRY.labels, value: 2 * 86_400 }] },
        // Another one of that name works.
        {
          series: {
            [RUN]: '60x49',
            [REGISTRY.of('palette_registry_last_sync_timestamp_seconds', { registry_uid: 'r2' })]:
              '172800x49',
          },
          at: '49h',
          alerts: [{ labels: REGISTRY.labels, value: 2 * 86_400 }],
        },
      ],
      quiet: [
        ...SYNC_OLD.quiet,
        { series: { [RUN]: '60x49' }, at: '48h' },
        // New, synchronised at last, and deleted.
        { series: { [RUN]: '_x2 60x47' }, at: '49h' },
        { series: { [RUN]: '60x49', [SYNCED]: '_x20 72000x29' }, at: '49h' },
        { series: { [RUN]: '60x47 stale' }, at: '49h' },
      ],
    },
  },

  PaletteRegistrySyncStuck: {
    severity: 'warning',
    expr: (settings) =>
      `${maxBy(settings, REGISTRY.identity, ours(settings, 'palette_registry_sync_state', 'state="in_progress"'))} == 1`,
    for: '3h',
    summary: 'The synchronisation of a registry does not come to an end.',
    description: 'The synchronisation of registry {{ $labels.registry }} has been running for three hours.',
    runbook: {
      meaning: 'A synchronisation usually takes minutes. This one goes on.',
      impact: 'New versions do not appear.',
      diagnosis: `1. \`kubectl --namespace hubble-system get pods | grep -e packsync -e registry\`: restarts, log.
2. Is the line to the registry slow, or the registry very large?`,
      mitigation: 'Restart the pod that synchronises; split a registry that is too large for one run.',
    },
    console: 'palette',
    tests: turns(REGISTRY, '3h', {
      [REGISTRY.of('palette_registry_sync_state', { state: 'in_progress' })]: ['_', 1],
      [REGISTRY.of('palette_registry_sync_state', { state: 'success' })]: [1, '_'],
    }),
  },
});
