import { defineAlerts } from '../../kit/alert.ts';
import { maxBy, olderThan, ours } from '../../kit/promql.ts';
import { ages, turns } from '../../kit/proof.ts';
import { LOCAL_CLUSTER, PALETTE } from '../../kit/subjects.ts';
import {
  ADDON_FAILED,
  applianceUpgrade,
  PALETTE_PACK,
  packIn,
  packsInWork,
  UPGRADE,
} from '../../kit/unless-upgraded.ts';

const PACK = LOCAL_CLUSTER.with(PALETTE_PACK);
const STARTED = PACK.of('palette_localui_pack_start_timestamp_seconds');

const STUCK = ages(LOCAL_CLUSTER.with({ pack: 'palette-mgmt-plane' }), '10m', {
  of: STARTED,
  limit: '3h',
  also: { [PACK.of('palette_localui_pack_status', { status: 'InProgress' })]: 1 },
});

const FAILED_LONG_AGO = {
  [PACK.of('palette_localui_pack_status', { status: 'InstallFailed' })]: '1x100',
  [STARTED]: '0x100',
};

export const localUiApplianceAlerts = defineAlerts('local-ui', {
  PaletteApplianceUpgrading: {
    severity: 'info',
    source: 'localUi',
    thresholds: ['applianceUpgrade'],
    // Nothing that Local UI tells names a Palette, so that one must be the only one, or the settings say which it is.
    expr: (settings) => {
      const palette = (...matchers: string[]) =>
        maxBy(settings, PALETTE.identity, ours(settings, 'palette_up', ...matchers));
      const named = Object.entries(settings.appliances).map(
        ([name, localCluster]) =>
          `${palette(`palette="${name.replace(/["\\]/g, '\\$&')}"`)} >= 0 and on () ${applianceUpgrade(settings, localCluster)}`,
      );
      if (named.length > 0) return named.map((each) => `(${each})`).join(' or ');
      const only = `count(count by (palette) (${ours(settings, 'palette_up')})) == 1`;
      return `${palette()} >= 0 and on () (${only}) and on () ${applianceUpgrade(settings)}`;
    },
    for: '1m',
    // The packs run before Palette answers, and before the alert that it does not has ended.
    keepFiringFor: '10m',
    summary: 'The appliance is being upgraded.',
    description: 'Local UI shows that the appliance under Palette {{ $labels.palette }} is being upgraded.',
    runbook: {
      meaning:
        'Packs of the management cluster are being deployed anew. Palette is away meanwhile, which is no failure.',
      impact:
        'While this is true, the alert that Palette does not answer is muted, and those about the cluster and its hosts ' +
        'wait: for three hours at most, and not once a pack has failed.',
      diagnosis: `1. Local UI of an appliance host, **Cluster > Overview**: packs, nodes, events.
2. \`palette_localui_pack_status{status!="Running"} == 1\`, \`palette_localui_cluster_reboot_pending\``,
      mitigation:
        'Nothing to do. If it takes too long, PaletteApplianceUpgradeStuck tells; if a pack fails, PaletteLocalPackNotRunning.',
    },
    console: 'palette',
    tests: turns(
      PALETTE,
      '1m',
      {
        [PALETTE.of('palette_up')]: [1, 0],
        [PACK.of('palette_localui_pack_status', { status: 'Running' })]: [1, '_'],
        [PACK.of('palette_localui_pack_status', { status: 'Updating' })]: ['_', 1],
        [STARTED]: [0, 0],
        [PACK.of('palette_localui_pack_info')]: [1, 1],
      },
      {
        keeps: '10m',
        silent: [
          {
            // Two Palettes: nobody knows which one it is.
            [PALETTE.of('palette_up')]: [1, 1],
            [PALETTE.of('palette_up', { palette: 'other' })]: [1, 1],
            [PACK.of('palette_localui_pack_status', { status: 'Updating' })]: [1, 1],
            [STARTED]: [0, 0],
            [PACK.of('palette_localui_pack_info')]: [1, 1],
          },
          ...[UPGRADE.failed, { ...packIn(PALETTE_PACK, 'Running'), ...ADDON_FAILED }, UPGRADE.tooLong].map(
            (packs) => ({
              [PALETTE.of('palette_up')]: [1, 1] as const,
              ...packs,
              [PACK.of('palette_localui_pack_info')]: [1, 1] as const,
            }),
          ),
        ],
      },
    ),
  },

  PaletteApplianceUpgradeStuck: {
    severity: 'critical',
    source: 'localUi',
    thresholds: ['applianceUpgrade'],
    expr: (settings) => {
      const limit = settings.thresholds.applianceUpgrade;
      return olderThan(settings, [...LOCAL_CLUSTER.identity, 'pack'], packsInWork(settings), limit);
    },
    for: '10m',
    summary: 'An upgrade in Local UI does not come to an end.',
    description:
      'Pack {{ $labels.pack }} of cluster {{ $labels.cluster_name }} has been in work for {{ $value | humanizeDuration }}.',
    runbook: {
      meaning:
        'A pack has been in work for longer than the whole upgrade should take. One that failed is told by ' +
        'PaletteLocalPackNotRunning.',
      impact:
        'Palette may be away, and from now on it counts as a failure again: PalettePlatformUnreachable is no longer muted.',
      diagnosis: `1. Local UI, **Cluster > Overview** and **Events**: which step; \`palette_localui_pack_condition{pack="<pack>"}\`.
2. Hosts: are all back from their reboot? \`palette_localui_up\`, \`palette_localui_host_info\` (agent and kernel version).
3. \`kubectl get nodes -o wide\`, \`kubectl get pods --all-namespaces | grep -v -e Running -e Completed\`,
   \`kubectl --namespace kube-system get configmap upgrade-lock\`.
4. Content: \`palette_localui_pack_contents{sync_status!="completed"}\``,
      mitigation:
        'Bring the missing host back, or free what blocks the pods. Do not start the upgrade a second time. If the databases ' +
        'do not come up, collect a support bundle (**Diagnostics > Logs**) and call the platform contact.',
    },
    console: 'localUi',
    tests: { ...STUCK, quiet: [...STUCK.quiet, { series: FAILED_LONG_AGO, at: STUCK.firing.at }] },
  },

  PaletteLocalUpdateWaiting: {
    severity: 'warning',
    source: 'localUi',
    expr: (settings) =>
      `${maxBy(settings, LOCAL_CLUSTER.identity, `max_over_time(${ours(settings, 'palette_localui_update_available')}[2h])`)} == 1`,
    for: '7d',
    summary: 'An uploaded update has been waiting for its review for a week.',
    description:
      'An uploaded update of cluster {{ $labels.cluster_name }} has been waiting for its review for a week.',
    runbook: {
      meaning: 'Somebody uploaded a content bundle with an update, and nobody has reviewed and applied it.',
      impact: 'The update is missing; its content takes room in the registry.',
      diagnosis: `1. Local UI, **Cluster**: the banner **Update available**, **Review Changes**.
2. What would it bring? \`palette_localui_update_pack_info\``,
      mitigation:
        'Apply it in a maintenance window, after a backup. If it is not wanted, remove the content.',
    },
    console: 'localUi',
    tests: turns(LOCAL_CLUSTER, '7d', { [LOCAL_CLUSTER.of('palette_localui_update_available')]: [0, 1] }),
  },

  PaletteLocalUpdateSkipsKubernetes: {
    severity: 'warning',
    source: 'localUi',
    expr: (settings) =>
      `${maxBy(settings, LOCAL_CLUSTER.identity, ours(settings, 'palette_localui_update_kubernetes_minor_releases'))} > 1`,
    for: '5m',
    summary: 'An update that waits for its review skips a minor release of Kubernetes.',
    description:
      'The update that waits for cluster {{ $labels.cluster_name }} goes {{ $value }} minor releases of Kubernetes ahead at once.',
    runbook: {
      meaning:
        'Kubernetes is upgraded one minor release after the other. The content that was uploaded brings one that is further ' +
        'than the next, as from Palette 4.8 straight to 4.9.23 or later.',
      impact:
        'Nothing yet. Once it is applied, the control plane may not come back, and the appliance with it.',
      diagnosis: `1. What runs: \`palette_localui_cluster_info\`, label k8s_version; what waits: \`palette_localui_update_pack_info{pack=~".*k8s|.*rke2|.*k3s"}\`.
2. The release notes of Palette: which release goes between the two?`,
      mitigation:
        'Do not apply it. Upload the content of the release between the two, apply that first, take a backup, then this one.',
    },
    console: 'localUi',
    tests: turns(
      LOCAL_CLUSTER,
      '5m',
      { [LOCAL_CLUSTER.of('palette_localui_update_kubernetes_minor_releases')]: ['_', 2] },
      {
        value: 2,
        silent: [{ [LOCAL_CLUSTER.of('palette_localui_update_kubernetes_minor_releases')]: [1, 1] }],
      },
    ),
  },

  PalettePairingFailed: {
    severity: 'warning',
    source: 'localUi',
    expr: (settings) =>
      `${maxBy(settings, [...LOCAL_CLUSTER.identity, 'state'], ours(settings, 'palette_localui_pairing_state', 'state=~"Failed|Rejected"'))} == 1`,
    for: '15m',
    summary: 'The hand-over of a cluster from Local UI to a Palette failed.',
    description: 'The hand-over of cluster {{ $labels.cluster_name }} to a Palette is {{ $labels.state }}.',
    runbook: {
      meaning: 'A locally managed cluster was to be managed by a Palette, and one of the two sides refused.',
      impact: 'The cluster stays locally managed; the other Palette does not see it.',
      diagnosis: `1. Local UI, **Cluster > Pairing**: the message.
2. Does the host reach the Palette on port 443 with a valid certificate? Is the registration token active?`,
      mitigation: 'Correct address, token or certificate and start the hand-over again.',
    },
    console: 'localUi',
    tests: turns(LOCAL_CLUSTER.with({ state: 'Rejected' }), '15m', {
      [LOCAL_CLUSTER.of('palette_localui_pairing_state', { state: 'Rejected' })]: ['_', 1],
      [LOCAL_CLUSTER.of('palette_localui_pairing_state', { state: 'Paired' })]: [1, '_'],
    }),
  },
});
