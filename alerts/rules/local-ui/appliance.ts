import { defineAlert } from '../../kit/alert.ts';
import type { AlertSettings } from '../../kit/alert-settings.ts';
import { maxBy, minBy, olderThan, onSame, ours, seconds } from '../../kit/promql.ts';
import { ages, type States, series, turns } from '../../kit/proof.ts';
import { LOCAL_CLUSTER, PALETTE } from '../../kit/subjects.ts';

const cluster = Object.keys(LOCAL_CLUSTER);
const ofCluster = (metric: string, labels: Record<string, string> = {}) =>
  series(metric, { ...LOCAL_CLUSTER, ...labels });
const PLANE = { pack: 'palette-mgmt-plane', profile: 'palette-mgmt' };
const STARTED = ofCluster('palette_localui_pack_start_timestamp_seconds', PLANE);

/** Of what a pack may say only `Running` is known (Local UI reference, section 12). */
const FAILED = '"(?i).*(fail|error).*"';

/** When the packs began that are being deployed: they do not run yet, and have not failed. */
function beginnings(settings: AlertSettings, ...matchers: readonly string[]): string {
  const inWork = ['status!="Running"', `status!~${FAILED}`];
  const status = ours(settings, 'palette_localui_pack_status', ...inWork, ...matchers);
  const started = ours(settings, 'palette_localui_pack_start_timestamp_seconds', ...matchers);
  return `(${started} and ${onSame(settings, ['cluster_uid', 'profile', 'pack'])} ${status} == 1)`;
}

/**
 * The locally managed clusters that are being upgraded. Much is silent meanwhile, so that this ends when one of the
 * packs takes too long or has failed.
 */
function upgradeUnderWay(settings: AlertSettings, ...matchers: readonly string[]): string {
  const oldest = minBy(settings, ['cluster_uid'], beginnings(settings, ...matchers));
  const failed = ours(settings, 'palette_localui_pack_status', `status=~${FAILED}`, ...matchers);
  return (
    `(time() - ${oldest} < ${seconds(settings.thresholds.applianceUpgrade)} ` +
    `unless ${onSame(settings, ['cluster_uid'])} ${failed} == 1)`
  );
}

/** The upgrade of a cluster that carries Palette. */
function applianceUpgrade(settings: AlertSettings, localCluster?: string): string {
  const matchers =
    localCluster === undefined ? [] : [`cluster_name="${localCluster.replace(/["\\]/g, '\\$&')}"`];
  const plane = ours(settings, 'palette_localui_pack_info', 'pack=~"palette-mgmt.*"', ...matchers);
  return `(${upgradeUnderWay(settings, ...matchers)} and ${onSame(settings, ['cluster_uid'])} ${plane})`;
}

/** An expression about locally managed clusters, less those that are being upgraded. */
export function unlessUpgraded(settings: AlertSettings, expression: string): string {
  return `${expression} unless ${onSame(settings, ['cluster_uid'])} ${upgradeUnderWay(settings)}`;
}

/** An expression about hosts, less those whose cluster is being upgraded. A host that is away does not name its cluster. */
export function unlessHostUpgraded(settings: AlertSettings, expression: string): string {
  const member = ours(settings, 'palette_localui_cluster_member');
  const lately = `max_over_time(${member}[${settings.thresholds.applianceUpgrade}])`;
  const upgraded = `${lately} and ${onSame(settings, ['cluster_uid'])} ${upgradeUnderWay(settings)}`;
  return `${expression} unless ${onSame(settings, ['edge_host'])} (${upgraded})`;
}

function pack(of: { pack: string; profile: string }, status: string, started = 0): States {
  return {
    [ofCluster('palette_localui_pack_status', { ...of, status })]: [1, 1],
    [ofCluster('palette_localui_pack_start_timestamp_seconds', of)]: [started, started],
  };
}

const ADDON_FAILED = pack({ pack: 'some-addon', profile: 'x' }, 'Failed');

/** The packs of a cluster in its upgrade. */
export const UPGRADE = {
  underWay: pack(PLANE, 'InProgress'),
  failed: { ...pack(PLANE, 'InProgress'), ...ADDON_FAILED },
  tooLong: pack(PLANE, 'InProgress', -20_000),
};

/** Proof that an alert waits for an upgrade, and neither for one that failed nor for one that does not end. */
export function waitsForUpgrade(states: States) {
  return {
    silent: [{ ...states, ...UPGRADE.underWay }],
    also: [UPGRADE.failed, UPGRADE.tooLong].map((packs) => ({ states: { ...states, ...packs } })),
  };
}

export const paletteApplianceUpgrading = defineAlert({
  name: 'PaletteApplianceUpgrading',
  component: 'local-ui',
  severity: 'info',
  source: 'localUi',
  thresholds: ['applianceUpgrade'],
  // Nothing that Local UI tells names a Palette, so that one must be the only one, or the settings say which it is.
  expr: (settings) => {
    const palette = (...matchers: string[]) =>
      maxBy(settings, ['palette'], ours(settings, 'palette_up', ...matchers));
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
      [series('palette_up', PALETTE)]: [1, 0],
      [ofCluster('palette_localui_pack_status', { ...PLANE, status: 'Running' })]: [1, '_'],
      [ofCluster('palette_localui_pack_status', { ...PLANE, status: 'Updating' })]: ['_', 1],
      [STARTED]: [0, 0],
      [ofCluster('palette_localui_pack_info', PLANE)]: [1, 1],
    },
    {
      keeps: '10m',
      silent: [
        {
          // Two Palettes: nobody knows which one it is.
          [series('palette_up', PALETTE)]: [1, 1],
          [series('palette_up', { palette: 'other' })]: [1, 1],
          [ofCluster('palette_localui_pack_status', { ...PLANE, status: 'Updating' })]: [1, 1],
          [STARTED]: [0, 0],
          [ofCluster('palette_localui_pack_info', PLANE)]: [1, 1],
        },
        ...[UPGRADE.failed, { ...pack(PLANE, 'Running'), ...ADDON_FAILED }, UPGRADE.tooLong].map((packs) => ({
          [series('palette_up', PALETTE)]: [1, 1] as const,
          ...packs,
          [ofCluster('palette_localui_pack_info', PLANE)]: [1, 1] as const,
        })),
      ],
    },
  ),
});

const STUCK = ages({ ...LOCAL_CLUSTER, pack: 'palette-mgmt-plane' }, '10m', {
  of: STARTED,
  limit: '3h',
  also: { [ofCluster('palette_localui_pack_status', { ...PLANE, status: 'InProgress' })]: 1 },
});

const FAILED_LONG_AGO = {
  [ofCluster('palette_localui_pack_status', { ...PLANE, status: 'InstallFailed' })]: '1x100',
  [STARTED]: '0x100',
};

export const paletteApplianceUpgradeStuck = defineAlert({
  name: 'PaletteApplianceUpgradeStuck',
  component: 'local-ui',
  severity: 'critical',
  source: 'localUi',
  thresholds: ['applianceUpgrade'],
  expr: (settings) => {
    const { applianceUpgrade } = settings.thresholds;
    return olderThan(settings, [...cluster, 'pack'], beginnings(settings), applianceUpgrade);
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
});

export const paletteLocalUpdateWaiting = defineAlert({
  name: 'PaletteLocalUpdateWaiting',
  component: 'local-ui',
  severity: 'warning',
  source: 'localUi',
  expr: (settings) =>
    `${maxBy(settings, cluster, `max_over_time(${ours(settings, 'palette_localui_update_available')}[2h])`)} == 1`,
  for: '7d',
  summary: 'An uploaded update has been waiting for its review for a week.',
  description:
    'An uploaded update of cluster {{ $labels.cluster_name }} has been waiting for its review for a week.',
  runbook: {
    meaning: 'Somebody uploaded a content bundle with an update, and nobody has reviewed and applied it.',
    impact: 'The update is missing; its content takes room in the registry.',
    diagnosis: `1. Local UI, **Cluster**: the banner **Update available**, **Review Changes**.
2. What would it bring? \`palette_localui_update_pack_info\``,
    mitigation: 'Apply it in a maintenance window, after a backup. If it is not wanted, remove the content.',
  },
  console: 'localUi',
  tests: turns(LOCAL_CLUSTER, '7d', { [ofCluster('palette_localui_update_available')]: [0, 1] }),
});

export const palettePairingFailed = defineAlert({
  name: 'PalettePairingFailed',
  component: 'local-ui',
  severity: 'warning',
  source: 'localUi',
  expr: (settings) =>
    `${maxBy(settings, [...cluster, 'state'], ours(settings, 'palette_localui_pairing_state', 'state=~"Failed|Rejected"'))} == 1`,
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
  tests: turns({ ...LOCAL_CLUSTER, state: 'Rejected' }, '15m', {
    [ofCluster('palette_localui_pairing_state', { state: 'Rejected' })]: ['_', 1],
    [ofCluster('palette_localui_pairing_state', { state: 'Paired' })]: [1, '_'],
  }),
});

export const applianceAlerts = [
  paletteApplianceUpgrading,
  paletteApplianceUpgradeStuck,
  paletteLocalUpdateWaiting,
  palettePairingFailed,
];
