import { requestsOf } from '../collection/collector.ts';
import { type ClusterRef, createFleet, type EdgeHostRef, type Fleet } from '../palette/api/fleet.ts';
import { openPalette, type Palette } from '../palette/api/palette.ts';
import { paletteCollectors } from '../palette/index.ts';
import { SourceError } from '../sources/failures.ts';
import {
  openSystemConsole,
  type SystemConsole,
  type SystemFacts,
} from '../system-console/api/system-console.ts';
import { systemCollectors } from '../system-console/index.ts';

/** The sizes of a site that costs are named for. */
const SIZES = [
  { clusters: 3, hosts: 10 },
  { clusters: 1000, hosts: 3000 },
] as const;

/**
 * Requests of one round of a collector of the consoles, by its own plan. Undefined for collectors of other sources,
 * whose cost is a request for each of their endpoints.
 */
export function requestCost(collector: string): string | undefined {
  return costInTenant(collector) ?? costInSystem(collector);
}

/** Made when first asked for, and once: each collector is asked what it costs there. */
let palettes: readonly Palette<Fleet>[] | undefined;

/** At sites of these sizes with one project, nothing that waits to be applied, and all hosts well. */
function costInTenant(collector: string): string | undefined {
  const found = paletteCollectors.find(({ name }) => name === collector);
  if (found === undefined) return undefined;
  palettes ??= SIZES.map((size) => paletteWith(fleetOf(size)));
  const costs = palettes.map((palette) => requestsOf(found, palette));
  if (new Set(costs).size === 1) return `${costs[0]} a round`;
  return costs.map((cost, index) => `${cost} a round with ${sizeText(SIZES[index] ?? SIZES[0])}`).join(', ');
}

function costInSystem(collector: string): string | undefined {
  const found = systemCollectors.find(({ name }) => name === collector);
  if (found === undefined) return undefined;
  const [one, two] = [1, 2].map((tenants) => requestsOf(found, consoleWith(tenants)));
  return one === two ? `${one} a round` : `${one} a round for each tenant`;
}

function sizeText({ clusters, hosts }: (typeof SIZES)[number]): string {
  return `${clusters.toLocaleString('en')} clusters and ${hosts.toLocaleString('en')} hosts`;
}

function fleetOf({ clusters, hosts }: (typeof SIZES)[number]): Fleet {
  const fleet = createFleet();
  fleet.projects = [{ key: 'p', version: '', uid: 'p', name: 'p' }];
  fleet.clusters = Array.from({ length: clusters }, (_, index) => cluster(`c${index}`));
  fleet.edgeHosts = Array.from({ length: hosts }, (_, index) => edgeHost(`h${index}`));
  return fleet;
}

function cluster(uid: string): ClusterRef {
  return {
    ...{ key: uid, version: '', uid, name: uid, project: 'p', projectUid: 'p', configUid: uid },
    ...{ cloudType: 'edge-native', profiles: [], updateAvailable: false, repave: '' },
  };
}

function edgeHost(uid: string): EdgeHostRef {
  const identity = { key: uid, version: '', uid, name: uid, project: 'p', projectUid: 'p' };
  return { ...identity, address: '', isExceptional: false };
}

const parts = {
  name: 'plan',
  client: {
    call: () => Promise.reject(new SourceError('internal', 'a plan makes no requests')),
    certificate: () => undefined,
    clockOffset: () => undefined,
    close: () => Promise.resolve(),
  },
  clock: { now: () => 0 },
};
const run = { stats: { requests: 0, dropped: 0 }, signal: new AbortController().signal };

/** A Palette that knows its fleet and is never asked for more. */
function paletteWith(fleet: Fleet): Palette<Fleet> {
  return openPalette({ ...parts, fleet, projects: 'all', clusterTags: [], detailed: new Set() }, run);
}

function consoleWith(tenants: number): SystemConsole<SystemFacts> {
  const tenant = { key: 't', version: '', uid: 't', name: 't' };
  return openSystemConsole(
    { ...parts, facts: { tenants: Array.from({ length: tenants }, () => tenant), hasAccount: true } },
    run,
  );
}
