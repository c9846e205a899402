import type { Link, Look, Mapping, Panel, Threshold } from './dashboard.ts';
import { anyIsBad } from './levels.ts';
import { outOf } from './queries.ts';

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

/** Of how many hosts Local UI answers. */
export function localUisUp(up: string, opens?: string): Panel {
  const byHost = `max by (edge_host) (${up})`;
  return {
    kind: 'stat',
    title: 'Local UIs up',
    description: 'Of how many of the hosts that are watched Local UI answers. A table names the others.',
    unit: 'none',
    query: { expr: outOf(`sum(${byHost})`, `count(${byHost})`, '') },
    says: 'said',
    thresholds: anyIsBad,
    empty: 'None watched',
    ...(opens !== undefined && { opens }),
  };
}

/** Hosts whose Local UI does not answer. */
export function localUisDown(up: string, console: string | undefined): Panel {
  return {
    kind: 'table',
    title: 'Local UIs that do not answer',
    description: 'Hosts whose Local UI does not answer. Empty is good.',
    width: 12,
    height: 7,
    lines: `max by (edge_host) (${up}) == 0`,
    columns: [
      {
        title: 'Host',
        label: 'edge_host',
        ...(console !== undefined && { links: [{ title: 'Open Local UI', url: console }] }),
      },
    ],
    sortBy: 'Host',
    empty: 'Every Local UI that is watched answers',
  };
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

export const toHost: Link = {
  title: 'Look at this host',
  to: 'palette-hosts',
  set: { palette: 'palette', project: 'project', host: 'edge_host_name' },
};

export const toRollouts: Link = {
  title: 'Look at the rollouts of this project',
  to: 'palette-rollouts',
  set: { palette: 'palette', project: 'project' },
};
