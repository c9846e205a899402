import type { AlertSettings } from './alert-settings.ts';
import { ours } from './promql.ts';

/**
 * Leaves out clusters that are being made, imported or removed: what is missing there is no failure, and what hangs has
 * an alert of its own. A cluster of which Palette tells no state, or an unknown one, is not left out.
 */
export function unlessClusterChanges(settings: AlertSettings): string {
  const state = 'state=~"Pending|Provisioning|Importing|Deleting|Deleted"';
  return `unless on (palette, cluster_uid) ${ours(settings, 'palette_cluster_state', state)}`;
}

/** Leaves out nodes that are joining, rebuilt or leaving, as above. */
export function unlessNodeChanges(settings: AlertSettings): string {
  const state = 'state=~"Pending|Provision.*|Delet.*"';
  return `unless on (palette, cluster_uid, node) ${ours(settings, 'palette_node_instance_state', state)}`;
}
