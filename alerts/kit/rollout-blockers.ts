import type { Series } from './alert.ts';
import type { AlertSettings } from './alert-settings.ts';
import { countBy, maxBy, minBy, olderThan, onSame, ours, seconds } from './promql.ts';
import { CLUSTER, HOST, NODE } from './subjects.ts';

/** The record of all blockers: how many there are of each kind (label `blocker`) in a cluster. */
export const ROLLOUT_BLOCKERS = 'palette:cluster_rollout_blockers';

/** Something that would stop a rollout or upgrade of a cluster half-way, or make it dangerous. */
export interface RolloutBlocker {
  /** Value of the label `blocker`. */
  readonly name: string;
  /** What there is, for a list of them. */
  readonly what: string;
  /** What to do before the rollout. */
  readonly remedy: string;
  /** Counts them by cluster. */
  expr(settings: AlertSettings): string;
  /** Series with the default settings that are one of it. */
  readonly proof: Series;
}

const BAD = '1x20';
const BAD_IS_ZERO = '0x20';
const of = CLUSTER.identity;

/** In the order in which one would look for them. */
export const rolloutBlockers: readonly RolloutBlocker[] = [
  {
    name: 'virtual_machine_not_movable',
    what: 'virtual machines that cannot be moved off their node while they run',
    remedy: 'give them ReadWriteMany volumes or a masquerade interface, or plan to switch them off',
    // A number of its own, so that it holds where nothing is told of single virtual machines.
    expr: (settings) =>
      `${maxBy(settings, of, ours(settings, 'palette_virtual_machines_not_live_migratable'))} > 0`,
    proof: { [CLUSTER.of('palette_virtual_machines_not_live_migratable')]: BAD },
  },
  {
    name: 'node_not_ready',
    what: 'nodes that are not ready',
    remedy: 'bring them back first: a rollout takes one more away',
    expr: (settings) =>
      countBy(settings, of, `${maxBy(settings, NODE.identity, ours(settings, 'palette_node_ready'))} == 0`),
    proof: { [NODE.of('palette_node_ready')]: BAD_IS_ZERO },
  },
  {
    name: 'node_in_maintenance',
    what: 'nodes that are cordoned or being drained',
    remedy: 'let the drain end, or uncordon them',
    expr: (settings) => {
      const cordoned = ours(settings, 'palette_node_maintenance', 'action="cordon"', 'state!="Failed"');
      return countBy(settings, of, `${maxBy(settings, NODE.identity, cordoned)} == 1`);
    },
    proof: { [NODE.of('palette_node_maintenance', { action: 'cordon', state: 'Completed' })]: BAD },
  },
  {
    name: 'cluster_unhealthy',
    what: 'the cluster is not healthy, or Palette does not know',
    remedy: 'look at its conditions in the tenant console',
    expr: (settings) =>
      countBy(settings, of, ours(settings, 'palette_cluster_health', 'health=~"UnHealthy|Unknown"')),
    proof: { [CLUSTER.of('palette_cluster_health', { health: 'UnHealthy' })]: BAD },
  },
  {
    name: 'heartbeat_failed',
    what: 'Palette has lost the heartbeat of the cluster',
    remedy: 'restore the connection of its agent: nothing of the rollout would arrive',
    expr: (settings) => countBy(settings, of, `${ours(settings, 'palette_cluster_heartbeat_failed')} == 1`),
    proof: { [CLUSTER.of('palette_cluster_heartbeat_failed')]: BAD },
  },
  {
    name: 'rollout_at_work',
    what: 'another rollout is at work',
    remedy: 'wait for its end',
    expr: (settings) =>
      countBy(settings, of, ours(settings, 'palette_cluster_update_phase', 'phase="rolling_out"')),
    proof: { [CLUSTER.of('palette_cluster_update_phase', { phase: 'rolling_out' })]: BAD },
  },
  {
    name: 'pack_failed',
    what: 'packs that failed',
    remedy: 'mend them first, see PalettePackFailed',
    expr: (settings) =>
      countBy(
        settings,
        of,
        maxBy(settings, [...of, 'pack'], ours(settings, 'palette_cluster_pack_state', 'state="Error"')),
      ),
    proof: { [CLUSTER.of('palette_cluster_pack_state', { pack: 'portworx', state: 'Error' })]: BAD },
  },
  {
    name: 'pack_invalid',
    what: 'packs whose version is gone from its registry',
    remedy: 'choose a version that is there: a node could not be built anew',
    expr: (settings) => {
      const invalid = maxBy(settings, [...of, 'pack'], ours(settings, 'palette_cluster_pack_invalid'));
      return countBy(settings, of, `${invalid} == 1`);
    },
    proof: { [CLUSTER.of('palette_cluster_pack_invalid', { pack: 'portworx' })]: BAD },
  },
  {
    name: 'host_unhealthy',
    what: 'edge hosts that have stopped reporting',
    remedy: 'bring them back first',
    expr: (settings) =>
      hostsOf(settings, `${maxBy(settings, ONE_HOST, ours(settings, 'palette_edge_host_healthy'))} == 0`),
    proof: {
      [HOST.of('palette_edge_host_healthy')]: BAD_IS_ZERO,
      [HOST.of('palette_edge_host_in_cluster', { cluster_uid: 'c1', cluster_name: 'edge-1' })]: BAD,
    },
  },
  {
    name: 'no_room_for_image',
    what: 'edge hosts without room for another image of the operating system',
    remedy: 'free the image partition, see PaletteEdgeHostImagePartitionFull',
    expr: (settings) => {
      const free = ours(
        settings,
        'palette_edge_host_partition_free_bytes',
        'mountpoint="/run/initramfs/cos-state"',
      );
      const least = minBy(settings, ONE_HOST, free);
      return hostsOf(settings, `${least} < ${settings.thresholds.imagePartitionFreeBytes}`);
    },
    proof: {
      [HOST.of('palette_edge_host_partition_free_bytes', { mountpoint: '/run/initramfs/cos-state' })]: BAD,
      [HOST.of('palette_edge_host_in_cluster', { cluster_uid: 'c1', cluster_name: 'edge-1' })]: BAD,
    },
  },
  {
    name: 'backup_old',
    what: 'the last good backup is too old',
    remedy: 'make one now, and wait for its end',
    expr: (settings) => {
      const last = ours(settings, 'palette_cluster_backup_last_timestamp_seconds', 'state="Completed"');
      return countBy(settings, of, olderThan(settings, of, last, settings.thresholds.backupAge));
    },
    proof: {
      [CLUSTER.of('palette_cluster_backup_last_timestamp_seconds', { state: 'Completed' })]: '-900000x20',
    },
  },
  {
    name: 'certificate_ending',
    what: 'certificates of the control plane end within days',
    remedy: 'renew them first: a node that joins may not be trusted any more',
    expr: (settings) => {
      const expiry = ours(settings, 'palette_cluster_certificate_earliest_expiry_timestamp_seconds');
      const left = `${minBy(settings, of, expiry)} - time()`;
      return countBy(settings, of, `${left} < ${seconds(settings.thresholds.certificateUrgent)}`);
    },
    proof: { [CLUSTER.of('palette_cluster_certificate_earliest_expiry_timestamp_seconds')]: '3600x20' },
  },
  {
    name: 'agent_upgrade_paused',
    what: 'upgrades of the agent are paused',
    remedy: 'resume them in the settings of the cluster, or know why not: a rollout may need the newer agent',
    expr: (settings) =>
      countBy(settings, of, `${ours(settings, 'palette_cluster_agent_upgrade_paused')} == 1`),
    proof: { [CLUSTER.of('palette_cluster_agent_upgrade_paused')]: BAD },
  },
];

/** The recorded expression: all kinds, each with its name in the label. */
export function blockersExpr(settings: AlertSettings): string {
  return rolloutBlockers
    .map(({ name, expr }) => `label_replace(${expr(settings)}, "blocker", "${name}", "", "")`)
    .join(' or ');
}

const ONE_HOST = ['palette', 'edge_host_uid'];

/** By cluster, how many of its hosts are among these. */
function hostsOf(settings: AlertSettings, hosts: string): string {
  const inCluster = maxBy(settings, [...of, 'edge_host_uid'], ours(settings, 'palette_edge_host_in_cluster'));
  return countBy(settings, of, `${inCluster} and ${onSame(settings, ONE_HOST)} ${hosts}`);
}
