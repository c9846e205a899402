import type { Scheduler, Settings } from '../../collection/scheduler.ts';
import { ofShard, type Shard } from '../../collection/shard.ts';
import type { Telemetry } from '../../collection/telemetry.ts';
import { createHttp, type TlsOptions } from '../../sources/http.ts';
import type { LoginMemory } from '../../sources/login-memory.ts';
import { createSecret, type SecretRef } from '../../sources/secret.ts';
import type { Clock } from '../../time/clock.ts';
import { paletteCollectors } from '../index.ts';
import { type Budgets, createPaletteClient } from './client.ts';
import { createFleet, type Fleet } from './fleet.ts';
import { openPalette } from './palette.ts';
import type { ProjectSelection } from './selected-projects.ts';

/** How to reach a Palette, as the configuration tells. */
export interface PaletteSource {
  readonly name: string;
  readonly url: URL;
  readonly tls?: TlsOptions | undefined;
  readonly proxy?: URL | undefined;
  readonly apiKey: SecretRef;
  readonly projects: ProjectSelection;
  readonly clusterTags: readonly string[];
  readonly virtualMachineNamespaces: readonly string[];
  /** Share of Palette's documented rate limits, 0 to 1. */
  readonly budgetShare: number;
  /** Which part of the work is done here. */
  readonly shard: Shard;
}

/** Names of the collectors that tell every detail, and of those that tell none. */
export interface Details {
  readonly detailed: ReadonlySet<string>;
  readonly brief: ReadonlySet<string>;
}

/** What connecting to either console of a Palette takes besides its address. */
export interface PaletteConnectOptions {
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  /** By address: Palettes at the same one share its budgets, since Palette counts by source address. */
  readonly budgets: Map<string, Budgets>;
  /** Of logins before a restart. */
  readonly logins?: LoginMemory | undefined;
}

const MEBIBYTE = 2 ** 20;
/**
 * Of the connections to either console. So many that no request waits for one whose turn has come, at a latency of a
 * third of a second. A page of 50 is 10 MB at most; what is larger would not fit into memory.
 */
export const PALETTE_LIMITS = { connections: 16, timeout: 30_000, maxBody: 16 * MEBIBYTE };

/** Connects to the tenant console, whose collectors tell as much as the configuration asks for. */
export function connectPalette(
  source: PaletteSource,
  { detailed, brief }: Details,
  { clock, telemetry, budgets }: PaletteConnectOptions,
): {
  fleet: Fleet;
  start(scheduler: Pick<Scheduler, 'add'>, settings: Settings): void;
  close(): Promise<void>;
} {
  const { name, url, tls, proxy, budgetShare, projects, clusterTags, virtualMachineNamespaces, shard } =
    source;
  const http = createHttp({ who: `palette "${name}"`, url, tls, proxy, ...PALETTE_LIMITS });
  const shared = budgetsOf(source, budgets);
  const apiKey = createSecret(source.apiKey, 'apiKey');
  const client = createPaletteClient({ name, http, apiKey, clock, budgetShare, budgets: shared, telemetry });
  const parts = {
    ...{ name, client, fleet: createFleet(clock), projects, clock },
    ...{ clusterTags, virtualMachineNamespaces, detailed, brief },
  };
  return {
    fleet: parts.fleet,
    start(scheduler, settings) {
      const open = openPalette.bind(undefined, parts);
      const own = { name, labels: { palette: name }, open, credentials: apiKey.version };
      scheduler.add(own, ofShard(paletteCollectors, shard), settings);
    },
    close: client.close,
  };
}

/** Those of the address; whoever may use another share of it has others. */
export function budgetsOf(
  { url, budgetShare }: Pick<PaletteSource, 'url' | 'budgetShare'>,
  budgets: Map<string, Budgets>,
): Budgets {
  const key = `${url.origin} ${budgetShare}`;
  const shared: Budgets = budgets.get(key) ?? new Map();
  budgets.set(key, shared);
  return shared;
}
