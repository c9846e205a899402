import type { Link, Mapping, Panel, Threshold } from './dashboard.ts';

/** How many series there are; zero is an answer, not a gap. */
export function howMany(
  title: string,
  description: string,
  expr: string,
  thresholds: readonly Threshold[],
): Panel {
  return {
    kind: 'stat',
    title,
    description,
    unit: 'short',
    query: { expr: `count(${expr}) or vector(0)` },
    thresholds,
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
export function deadlines(
  title: string,
  description: string,
  query: { readonly expr: string; readonly legend: string },
  thresholds: readonly Threshold[],
  empty: string,
): Panel {
  return { kind: 'bars', title, description, unit: 's', query, thresholds, empty };
}

/** Which share of the time things did what they should. */
export function reliability(
  title: string,
  description: string,
  query: { readonly expr: string; readonly legend: string },
  thresholds: readonly Threshold[],
  empty: string,
): Panel {
  const scale = { unit: 'percentunit', min: 0, max: 1, decimals: 2 };
  return { kind: 'bars', title, description, ...scale, query, thresholds, empty };
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
