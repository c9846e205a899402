import type { AlertSettings } from './alert-settings.ts';
import { maxBy, onSame, ours } from './promql.ts';

/** A source that did not answer for so long was away; one request that failed is none. */
const OUTAGE = '2m';
/** How long it is remembered which cluster a host belongs to. */
const MEMBERS = '3h';

/**
 * Leaves out the sources that are away, or were within that time: an outage has an alert of its own, and what it left
 * behind passes by itself. A Palette takes its system console with it.
 */
export function unlessAway(settings: AlertSettings, within: string): string {
  const answered = (metric: string, label: string) =>
    maxBy(
      settings,
      [label],
      `min_over_time(max_over_time(${ours(settings, metric)}[${OUTAGE}])[${within}:1m])`,
    );
  const away = (metric: string, label: string, source = '$1') =>
    `label_replace(${answered(metric, label)} == 0, "source", "${source}", "${label}", "(.+)")`;
  // A locally managed cluster is read through its hosts. One that is away does not name its cluster.
  const cluster = ['cluster_name', 'cluster_uid'];
  const lately = `max_over_time(${ours(settings, 'palette_localui_cluster_member')}[${MEMBERS}])`;
  const hosts =
    `${maxBy(settings, ['edge_host', ...cluster], lately)} * ${onSame(settings, ['edge_host'])} group_left () ` +
    answered('palette_localui_up', 'edge_host');
  const all = [
    away('palette_up', 'palette'),
    away('palette_up', 'palette', '$1/system'),
    away('palette_system_up', 'palette', '$1/system'),
    away('palette_localui_up', 'edge_host'),
    `label_join(${maxBy(settings, cluster, hosts)} == 0, "source", "/", "cluster_name", "cluster_uid")`,
  ];
  return `unless on (source) (${all.join(' or ')})`;
}
