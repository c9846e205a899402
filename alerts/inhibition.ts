import type { Component } from './alert.ts';

/**
 * One line of the topology: while `source` fires, what lies behind it stays silent. `equal` names labels that the
 * source always carries; Alertmanager takes a label that both sides lack for equal, so a source without it would mute
 * everything.
 */
export interface Inhibition {
  readonly why: string;
  readonly source: string;
  /** Alert names, or all alerts of some components. */
  readonly targets: { readonly alerts: readonly string[] } | { readonly components: readonly Component[] };
  readonly equal: readonly [string, ...string[]];
}

export const inhibitions: readonly Inhibition[] = [
  {
    why: 'Palette is down: what it reports about its clusters and hosts is old.',
    source: 'PalettePlatformUnreachable',
    targets: { components: ['cluster', 'profile', 'node', 'edge-host'] },
    equal: ['palette'],
  },
  {
    why: 'The host is down: so is its node.',
    source: 'PaletteEdgeHostUnhealthy',
    targets: { alerts: ['PaletteNodeNotReady'] },
    equal: ['palette', 'edge_host_uid'],
  },
  {
    why: 'A node is down: that is why its cluster is unhealthy.',
    source: 'PaletteNodeNotReady',
    targets: { alerts: ['PaletteClusterUnhealthy'] },
    equal: ['palette', 'cluster_uid'],
  },
];
