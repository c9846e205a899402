import type { AlertSettings } from './alert-settings.ts';
import { maxBy, ours } from './promql.ts';

/** A source that did not answer for so long was away; one request that failed is none. */
const OUTAGE = '2m';

/**
 * Leaves out the sources that are away, or were within that time: an outage has an alert of its own, and what it left
 * behind passes by itself. A Palette takes its system console with it.
 */
export function unlessAway(settings: AlertSettings, within: string): string {
  const away = (metric: string, label: string, source = '$1') => {
    const longest = `min_over_time(max_over_time(${ours(settings, metric)}[${OUTAGE}])[${within}:1m])`;
    return `label_replace(${maxBy(settings, [label], longest)} == 0, "source", "${source}", "${label}", "(.+)")`;
  };
  const all = [
    away('palette_up', 'palette'),
    away('palette_up', 'palette', '$1/system'),
    away('palette_system_up', 'palette', '$1/system'),
    away('palette_localui_up', 'edge_host'),
  ];
  return `unless on (source) (${all.join(' or ')})`;
}
