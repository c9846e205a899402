import { defineAlert } from '../../kit/alert.ts';
import { maxBy, minBy, olderThan, onSame, ours, seconds } from '../../kit/promql.ts';
import { ages, type States, series, turns } from '../../kit/proof.ts';
import { UNITS } from '../../kit/runbook-tools.ts';
import { LOCAL_CLUSTER, PALETTE } from '../../kit/subjects.ts';
import { unlessUpgraded, waitsForUpgrade } from '../local-ui/appliance.ts';

const REGISTRY = { ...PALETTE, registry: 'factory-packs', kind: 'oci' };
const identity = Object.keys(REGISTRY);
const localIdentity = Object.keys(LOCAL_CLUSTER);
const of = (metric: string, labels: Record<string, string> = {}) =>
  series(metric, { ...REGISTRY, registry_uid: 'r1', ...labels });
const local = (metric: string, labels: Record<string, string> = {}) =>
  series(metric, { ...LOCAL_CLUSTER, ...labels });

const RUN = of('palette_registry_last_run_timestamp_seconds');
const SYNCED = of('palette_registry_last_sync_timestamp_seconds');
const SYNC_OLD = ages(REGISTRY, '1h', { of: SYNCED, limit: '2d' });

export const paletteRegistrySyncFailed = defineAlert({
  name: 'PaletteRegistrySyncFailed',
  component: 'registry',
  severity: 'warning',
  expr: (settings) =>
    `${maxBy(settings, identity, ours(settings, 'palette_registry_sync_state', 'state="failed"'))} == 1`,
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
    [of('palette_registry_sync_state', { state: 'failed' })]: ['_', 1],
    [of('palette_registry_sync_state', { state: 'success' })]: [1, '_'],
  }),
});

export const paletteRegistrySyncOld = defineAlert({
  name: 'PaletteRegistrySyncOld',
  component: 'registry',
  severity: 'warning',
  thresholds: ['registrySyncAge'],
  expr: (settings) => {
    const { registrySyncAge } = settings.thresholds;
    const synced = ours(settings, 'palette_registry_last_sync_timestamp_seconds');
    const run = ours(settings, 'palette_registry_last_run_timestamp_seconds');
    const same = onSame(settings, ['palette', 'registry_uid']);
    const never = `${run} and ${same} max_over_time(${run}[1h] offset ${registrySyncAge}) unless ${same} ${synced}`;
    return (
      `${olderThan(settings, identity, synced, registrySyncAge)} ` +
      `or ${seconds(registrySyncAge)} * (${maxBy(settings, identity, never)} > bool 0)`
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
      { series: { [RUN]: '60x49' }, at: '49h', alerts: [{ labels: REGISTRY, value: 2 * 86_400 }] },
      // Another one of that name works.
      {
        series: {
          [RUN]: '60x49',
          [series('palette_registry_last_sync_timestamp_seconds', { ...REGISTRY, registry_uid: 'r2' })]:
            '172800x49',
        },
        at: '49h',
        alerts: [{ labels: REGISTRY, value: 2 * 86_400 }],
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
});

export const paletteRegistrySyncStuck = defineAlert({
  name: 'PaletteRegistrySyncStuck',
  component: 'registry',
  severity: 'warning',
  expr: (settings) =>
    `${maxBy(settings, identity, ours(settings, 'palette_registry_sync_state', 'state="in_progress"'))} == 1`,
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
    [of('palette_registry_sync_state', { state: 'in_progress' })]: ['_', 1],
    [of('palette_registry_sync_state', { state: 'success' })]: [1, '_'],
  }),
});

const LOCAL_UNHEALTHY: States = {
  [local('palette_localui_registry_state', { state: 'Unhealthy' })]: ['_', 1],
  [local('palette_localui_registry_state', { state: 'Healthy' })]: [1, '_'],
};

export const paletteLocalRegistryUnhealthy = defineAlert({
  name: 'PaletteLocalRegistryUnhealthy',
  component: 'registry',
  severity: 'critical',
  source: 'localUi',
  thresholds: ['applianceUpgrade'],
  expr: (settings) => {
    const unhealthy = ours(settings, 'palette_localui_registry_state', 'state="Unhealthy"');
    return unlessUpgraded(settings, `${maxBy(settings, localIdentity, unhealthy)} == 1`);
  },
  for: '10m',
  summary: 'The registry inside a locally managed cluster is unhealthy.',
  description: 'The registry of cluster {{ $labels.cluster_name }} is unhealthy.',
  runbook: {
    meaning:
      'Local UI calls the registry in the cluster unhealthy. On the appliance all images of Palette and of air-gapped sites come from it. While the cluster is being upgraded nothing is said.',
    impact: 'No image can be pulled: a pod that restarts on another node does not come up again.',
    diagnosis: `1. Local UI, **Cluster > Overview** and **Content**: state and disk of the registry.
2. \`kubectl get pods --all-namespaces | grep -e zot -e harbor -e registry\`, describe and log of the pod.
3. Disk full? \`palette_localui_registry_disk_used_ratio\`. Volume attached? \`kubectl get pvc --all-namespaces | grep -e zot -e harbor\``,
    mitigation: 'Free room or expand the volume when it is full, else delete the pod so that it starts anew.',
  },
  console: 'localUi',
  tests: turns(LOCAL_CLUSTER, '10m', LOCAL_UNHEALTHY, waitsForUpgrade(LOCAL_UNHEALTHY)),
});

export const paletteLocalRegistryFilling = defineAlert({
  name: 'PaletteLocalRegistryFilling',
  component: 'registry',
  severity: 'warning',
  source: 'localUi',
  thresholds: ['localRegistryFillingRatio'],
  expr: (settings) =>
    `${maxBy(settings, localIdentity, ours(settings, 'palette_localui_registry_disk_used_ratio'))} > ${settings.thresholds.localRegistryFillingRatio}`,
  for: '1h',
  summary: 'The disk of a local registry is filling up.',
  description:
    'The disk of the registry of cluster {{ $labels.cluster_name }} is {{ $value | humanizePercentage }} full.',
  runbook: {
    meaning: 'Each content bundle stays in the registry until somebody removes it.',
    impact: 'The next bundle may not fit, and an upgrade cannot begin.',
    diagnosis: `1. Local UI, **Content**: old versions. Size by type: \`palette_localui_registry_content_bytes\`.`,
    mitigation: 'Remove content that no cluster uses any more, or expand the volume, before the next upload.',
  },
  console: 'localUi',
  tests: turns(
    LOCAL_CLUSTER,
    '1h',
    { [local('palette_localui_registry_disk_used_ratio')]: [0.85, 0.86] },
    { value: 0.86 },
  ),
});

export const paletteLocalRegistryFull = defineAlert({
  name: 'PaletteLocalRegistryFull',
  component: 'registry',
  severity: 'critical',
  source: 'localUi',
  thresholds: ['localRegistryFullRatio'],
  expr: (settings) =>
    `${maxBy(settings, localIdentity, ours(settings, 'palette_localui_registry_disk_used_ratio'))} > ${settings.thresholds.localRegistryFullRatio}`,
  for: '15m',
  summary: 'The disk of a local registry is full.',
  description:
    'The disk of the registry of cluster {{ $labels.cluster_name }} is {{ $value | humanizePercentage }} full.',
  runbook: {
    meaning: 'Nearly no room is left on the volume of the registry.',
    impact:
      'Uploads and synchronisation fail, and the registry may stop altogether: then no image can be pulled.',
    diagnosis: `1. Is an upload or synchronisation under way? Local UI, **Content**; \`palette_localui_registry_sync_items\`.
2. Volume: \`kubectl get pvc --all-namespaces | grep -e zot -e harbor\`.`,
    mitigation:
      'Stop the upload, remove old content in Local UI, or expand the volume (edit the size of its claim).',
  },
  console: 'localUi',
  tests: turns(
    LOCAL_CLUSTER,
    '15m',
    { [local('palette_localui_registry_disk_used_ratio')]: [0.95, 0.96] },
    { value: 0.96 },
  ),
});

export const paletteLocalSyncFailed = defineAlert({
  name: 'PaletteLocalSyncFailed',
  component: 'registry',
  severity: 'warning',
  source: 'localUi',
  expr: (settings) => {
    const items = ours(settings, 'palette_localui_registry_sync_items', 'status="failed"');
    const errors = ours(settings, 'palette_localui_registry_sync_errors');
    return `${maxBy(settings, localIdentity, `${items} or ${errors}`)} > 0`;
  },
  for: '15m',
  summary: 'Content could not be copied into a local registry.',
  description: 'Content could not be copied into the registry of cluster {{ $labels.cluster_name }}.',
  runbook: {
    meaning: 'Items of an uploaded bundle failed on their way into the registry.',
    impact:
      'The bundle is incomplete: an upgrade or a new pack fails later, when the missing image is needed.',
    diagnosis: `1. Local UI, **Content**: failed items and their error.
2. Room: \`palette_localui_registry_disk_available_bytes\`; health: \`palette_localui_registry_state\`.
3. Was the bundle complete? Compare its checksum: \`palette_localui_uploaded_content_info\`, label sha256.`,
    mitigation: 'Free room and synchronise again; upload the bundle again when its checksum is wrong.',
  },
  console: 'localUi',
  tests: turns(LOCAL_CLUSTER, '15m', {
    [local('palette_localui_registry_sync_items', { content_type: 'image', status: 'failed' })]: [0, 2],
    [local('palette_localui_registry_sync_errors')]: [0, 0],
  }),
});

export const paletteLocalSyncSlow = defineAlert({
  name: 'PaletteLocalSyncSlow',
  component: 'registry',
  severity: 'warning',
  source: 'localUi',
  thresholds: ['localSyncAge'],
  expr: (settings) => {
    const oldest = ours(settings, 'palette_localui_registry_sync_oldest_pending_timestamp_seconds');
    return `time() - ${minBy(settings, localIdentity, oldest)} > ${seconds(settings.thresholds.localSyncAge)}`;
  },
  for: '10m',
  summary: 'Content has been waiting for hours to be copied into a local registry.',
  description:
    'Content has been waiting for {{ $value | humanizeDuration }} for the registry of cluster {{ $labels.cluster_name }}.',
  runbook: {
    meaning: 'The oldest item of the queue has waited for longer than even a large bundle takes.',
    impact: 'The upgrade or the new pack cannot start before everything is copied.',
    diagnosis: `${UNITS}
1. Does the queue shrink? \`palette_localui_registry_sync_items{status="pending"}\`
2. Line between the hosts: \`palette_localui_link_peer_healthy\`, \`palette_localui_link_peer_content_synced\`.
3. Disk and registry: PaletteLocalRegistryFull, PaletteLocalRegistryUnhealthy.`,
    mitigation:
      'If nothing moves, restart the agent of the host that received the upload: `systemctl restart stylus-agent`.',
  },
  console: 'localUi',
  tests: ages(LOCAL_CLUSTER, '10m', {
    of: local('palette_localui_registry_sync_oldest_pending_timestamp_seconds'),
    limit: '2h',
  }),
});

export const registryAlerts = [
  paletteRegistrySyncFailed,
  paletteRegistrySyncOld,
  paletteRegistrySyncStuck,
  paletteLocalRegistryUnhealthy,
  paletteLocalRegistryFilling,
  paletteLocalRegistryFull,
  paletteLocalSyncFailed,
  paletteLocalSyncSlow,
];
