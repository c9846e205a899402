import type { Link, Look, Mapping, Panel, Threshold } from './dashboard.ts';

/** How many series there are; none is zero, as long as that is known. */
export function howMany(
  title: string,
  description: string,
  expr: string,
  thresholds: readonly Threshold[],
  opens?: string,
): Panel {
  return {
    kind: 'stat',
    title,
    description,
    unit: 'none',
    query: { expr: `count(${expr})` },
    counts: true,
    thresholds,
    ...(opens !== undefined && { opens }),
  };
}

/** A number in words, one tile for each series. */
export function inWords(
  title: string,
  description: string,
  query: { readonly expr: string; readonly legend?: string },
  mappings: readonly Mapping[],
  empty: string,
): Panel {
  return { kind: 'stat', title, description, unit: 'none', query, mappings, empty };
}

/** How much time is left until deadlines, or has passed since events: the first ones or the oldest. */
export const deadlines = bars({ unit: 's' });

/** Which share of the time things did what they should. */
export const reliability = bars({ unit: 'percentunit', min: 0, max: 1, decimals: 2 });

/** A bar for each series. */
function bars(look: Look) {
  return (
    title: string,
    description: string,
    query: { readonly expr: string; readonly legend: string },
    thresholds: readonly Threshold[],
    empty: string,
  ): Panel => ({ kind: 'bars', title, description, ...look, query, thresholds, empty });
}

export const toCluster: Link = {
  title: 'Look at this cluster',
  to: 'palette-cluster',
  set: { palette: 'palette', project: 'project', cluster: 'cluster_name' },
};

export const toHosts: Link = {
  title: 'Look at the hosts of this project',
  to: 'palette-hosts',
  set: { palette: 'palette', project: 'project' },
};

export const toRollouts: Link = {
  title: 'Look at the rollouts of this project',
  to: 'palette-rollouts',
  set: { palette: 'palette', project: 'project' },
};
