import type { AlertSettings } from './alert-settings.ts';
import { minBy, onSame, ours, seconds } from './promql.ts';
import type { States } from './proof.ts';
import { LOCAL_CLUSTER } from './subjects.ts';

/** The pack of Palette itself, as Local UI names it. */
export const PALETTE_PACK = { pack: 'palette-mgmt-plane', profile: 'palette-mgmt' };

/** Of what a pack may say only `Running` is known (Local UI reference, section 12). */
const FAILED = '"(?i).*(fail|error).*"';

/** An expression about locally managed clusters, less those that are being upgraded. */
export function unlessUpgraded(settings: AlertSettings, expression: string): string {
  return `${expression} unless ${onSame(settings, ['cluster_uid'])} ${upgradeUnderWay(settings)}`;
}

/**
 * A host boots into its new image in the middle of an upgrade. Where it is the only one of its cluster nobody tells of the
 * upgrade meanwhile, so that what was told last counts for so long.
 */
const BOOT = '30m';

/** An expression about hosts, less those whose cluster is being upgraded. A host that is away does not name its cluster. */
export function unlessHostUpgraded(settings: AlertSettings, expression: string): string {
  const member = ours(settings, 'palette_localui_cluster_member');
  const lately = `max_over_time(${member}[${settings.thresholds.applianceUpgrade}])`;
  const upgraded = `${lately} and ${onSame(settings, ['cluster_uid'])} ${upgradeLastTold(settings)}`;
  return `${expression} unless ${onSame(settings, ['edge_host'])} (${upgraded})`;
}

/** The upgrade of a cluster that carries Palette. */
export function applianceUpgrade(settings: AlertSettings, localCluster?: string): string {
  const matchers =
    localCluster === undefined ? [] : [`cluster_name="${localCluster.replace(/["\\]/g, '\\$&')}"`];
  const plane = ours(settings, 'palette_localui_pack_info', 'pack=~"palette-mgmt.*"', ...matchers);
  const lately = `last_over_time(${plane}[${BOOT}])`;
  return `(${upgradeLastTold(settings, ...matchers)} and ${onSame(settings, ['cluster_uid'])} ${lately})`;
}

/** When the packs began that are being deployed: they do not run yet, and have not failed. */
export function packsInWork(settings: AlertSettings, ...matchers: readonly string[]): string {
  return inWorkAsTold(settings, (selector) => selector, matchers);
}

/** As Local UI tells now, or as it told last. */
type Told = (selector: string) => string;

const toldLast: Told = (selector) => `last_over_time(${selector}[${BOOT}])`;

function inWorkAsTold(settings: AlertSettings, told: Told, matchers: readonly string[]): string {
  const inWork = ['status!="Running"', `status!~${FAILED}`];
  const status = told(ours(settings, 'palette_localui_pack_status', ...inWork, ...matchers));
  const started = told(ours(settings, 'palette_localui_pack_start_timestamp_seconds', ...matchers));
  return `(${started} and ${onSame(settings, ['cluster_uid', 'profile', 'pack'])} ${status} == 1)`;
}

/**
 * The locally managed clusters that are being upgraded. Much is silent meanwhile, so that this ends when one of the
 * packs takes too long or has failed.
 */
function upgradeUnderWay(settings: AlertSettings): string {
  return underWayAsTold(settings, (selector) => selector, []);
}

/** Also while the last host of a cluster is away that told of it. */
function upgradeLastTold(settings: AlertSettings, ...matchers: readonly string[]): string {
  const now = underWayAsTold(settings, (selector) => selector, matchers);
  const last = underWayAsTold(settings, toldLast, matchers);
  const telling = ours(settings, 'palette_localui_pack_status', ...matchers);
  return `(${now} or (${last} unless ${onSame(settings, ['cluster_uid'])} ${telling}))`;
}

function underWayAsTold(settings: AlertSettings, told: Told, matchers: readonly string[]): string {
  const oldest = minBy(settings, ['cluster_uid'], inWorkAsTold(settings, told, matchers));
  const failed = told(ours(settings, 'palette_localui_pack_status', `status=~${FAILED}`, ...matchers));
  return (
    `(time() - ${oldest} < ${seconds(settings.thresholds.applianceUpgrade)} ` +
    `unless ${onSame(settings, ['cluster_uid'])} ${failed} == 1)`
  );
}

/** Series of a pack in that state, which began at that second. */
export function packIn(of: { pack: string; profile: string }, status: string, started = 0): States {
  return {
    [LOCAL_CLUSTER.of('palette_localui_pack_status', { ...of, status })]: [1, 1],
    [LOCAL_CLUSTER.of('palette_localui_pack_start_timestamp_seconds', of)]: [started, started],
  };
}

export const ADDON_FAILED = packIn({ pack: 'some-addon', profile: 'x' }, 'Failed');

/** The packs of a cluster in its upgrade. */
export const UPGRADE = {
  underWay: packIn(PALETTE_PACK, 'InProgress'),
  failed: { ...packIn(PALETTE_PACK, 'InProgress'), ...ADDON_FAILED },
  tooLong: packIn(PALETTE_PACK, 'InProgress', -20_000),
};

/** Proof that an alert waits for an upgrade, and neither for one that failed nor for one that does not end. */
export function waitsForUpgrade(states: States) {
  return {
    silent: [{ ...states, ...UPGRADE.underWay }],
    also: [UPGRADE.failed, UPGRADE.tooLong].map((packs) => ({ states: { ...states, ...packs } })),
  };
}
