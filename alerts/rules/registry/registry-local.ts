import { defineAlerts } from '../../kit/alert.ts';
import { maxBy, minBy, ours, seconds } from '../../kit/promql.ts';
import { ages, type States, turns } from '../../kit/proof.ts';
import { UNITS } from '../../kit/runbook-tools.ts';
import { LOCAL_CLUSTER } from '../../kit/subjects.ts';
import { unlessUpgraded, waitsForUpgrade } from '../../kit/unless-upgraded.ts';

const LOCAL_UNHEALTHY: States = {
  [LOCAL_CLUSTER.of('palette_localui_registry_state', { state: 'Unhealthy' })]: ['_', 1],
  [LOCAL_CLUSTER.of('palette_localui_registry_state', { state: 'Healthy' })]: [1, '_'],
};

export const registryLocalAlerts = defineAlerts('registry', {
  PaletteLocalRegistryUnhealthy: {
    severity: 'critical',
    source: 'localUi',
    thresholds: ['applianceUpgrade'],
    expr: (settings) => {
      const unhealthy = ours(settings, 'palette_localui_registry_state', 'state="Unhealthy"');
      return unlessUpgraded(settings, `${maxBy(settings, LOCAL_CLUSTER.identity, unhealthy)} == 1`);
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
      mitigation:
        'Free room or expand the volume when it is full, else delete the pod so that it starts anew.',
    },
    console: 'localUi',
    tests: turns(LOCAL_CLUSTER, '10m', LOCAL_UNHEALTHY, waitsForUpgrade(LOCAL_UNHEALTHY)),
  },

  PaletteLocalRegistryFilling: {
    severity: 'warning',
    source: 'localUi',
    thresholds: ['localRegistryFillingRatio'],
    expr: (settings) =>
      `${maxBy(settings, LOCAL_CLUSTER.identity, ours(settings, 'palette_localui_registry_disk_used_ratio'))} > ${settings.thresholds.localRegistryFillingRatio}`,
    for: '1h',
    summary: 'The disk of a local registry is filling up.',
    description:
      'The disk of the registry of cluster {{ $labels.cluster_name }} is {{ $value | humanizePercentage }} full.',
    runbook: {
      meaning: 'Each content bundle stays in the registry until somebody removes it.',
      impact: 'The next bundle may not fit, and an upgrade cannot begin.',
      diagnosis: `1. Local UI, **Content**: old versions. Size by type: \`palette_localui_registry_content_bytes\`.`,
      mitigation:
        'Remove content that no cluster uses any more, or expand the volume, before the next upload.',
    },
    console: 'localUi',
    tests: turns(
      LOCAL_CLUSTER,
      '1h',
      { [LOCAL_CLUSTER.of('palette_localui_registry_disk_used_ratio')]: [0.85, 0.86] },
      { value: 0.86 },
    ),
  },

  PaletteLocalRegistryFull: {
    severity: 'critical',
    source: 'localUi',
    thresholds: ['localRegistryFullRatio'],
    expr: (settings) =>
      `${maxBy(settings, LOCAL_CLUSTER.identity, ours(settings, 'palette_localui_registry_disk_used_ratio'))} > ${settings.thresholds.localRegistryFullRatio}`,
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
      { [LOCAL_CLUSTER.of('palette_localui_registry_disk_used_ratio')]: [0.95, 0.96] },
      { value: 0.96 },
    ),
  },

  PaletteLocalSyncFailed: {
    severity: 'warning',
    source: 'localUi',
    expr: (settings) => {
      const items = ours(settings, 'palette_localui_registry_sync_items', 'status="failed"');
      const errors = ours(settings, 'palette_localui_registry_sync_errors');
      return `${maxBy(settings, LOCAL_CLUSTER.identity, `${items} or ${errors}`)} > 0`;
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
      [LOCAL_CLUSTER.of('palette_localui_registry_sync_items', { content_type: 'image', status: 'failed' })]:
        [0, 2],
      [LOCAL_CLUSTER.of('palette_localui_registry_sync_errors')]: [0, 0],
    }),
  },

  PaletteLocalSyncSlow: {
    severity: 'warning',
    source: 'localUi',
    thresholds: ['localSyncAge'],
    expr: (settings) => {
      const oldest = ours(settings, 'palette_localui_registry_sync_oldest_pending_timestamp_seconds');
      return `time() - ${minBy(settings, LOCAL_CLUSTER.identity, oldest)} > ${seconds(settings.thresholds.localSyncAge)}`;
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
      of: LOCAL_CLUSTER.of('palette_localui_registry_sync_oldest_pending_timestamp_seconds'),
      limit: '2h',
    }),
  },
});
