import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Scheduler, Settings } from '../collection/scheduler.ts';
import type { Telemetry } from '../collection/telemetry.ts';
import { detailedOf } from '../config/collector-settings.ts';
import type { Config, LocalUiConfig, PaletteConfig } from '../config/config.ts';
import { type HostConnection, newFacts, openHost } from '../local-ui/api/local-ui.ts';
import { createLocalUiClient } from '../local-ui/api/local-ui-client.ts';
import { createSession } from '../local-ui/api/session.ts';
import { hostCollectors } from '../local-ui/index.ts';
import { type Budgets, createPaletteClient } from '../palette/api/client.ts';
import { createFleet, type Fleet } from '../palette/api/fleet.ts';
import { openPalette } from '../palette/api/palette.ts';
import { paletteCollectors } from '../palette/index.ts';
import {
  connectSystemConsole,
  openSystemConsole,
  systemSourceName,
} from '../system-console/api/system-console.ts';
import { systemCollectors } from '../system-console/index.ts';
import type { Clock } from '../time/clock.ts';
import { createHttp } from './http.ts';
import { createSecret } from './secret.ts';

/** A source of the configuration, ready to be connected. */
export interface Configured {
  readonly name: string;
  /** Differs when the source must be connected anew. */
  readonly fingerprint: string;
  /** Opens no connection yet. */
  connect(): Connection;
}

/** A source with its clients. */
export interface Connection {
  readonly name: string;
  readonly fingerprint: string;
  /** Of a Local UI. */
  readonly host?: HostConnection;
  /** What is known of a Palette. */
  readonly fleet?: Fleet;
  /** Sets its collectors to work. */
  start(scheduler: Pick<Scheduler, 'add'>, settings: Settings): void;
  close(): Promise<void>;
}

export interface ConnectOptions {
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  /** By address: Palettes at the same one share its budgets, since Palette counts by source address. */
  readonly budgets: Map<string, Budgets>;
}

const MEBIBYTE = 2 ** 20;
const PALETTE_LIMITS = { connections: 4, timeout: 30_000, maxBody: 128 * MEBIBYTE };
/** Local UI runs on the edge host itself: two connections, and the largest answer is the list of applications. */
const LOCAL_UI_LIMITS = { connections: 2, timeout: 10_000, maxBody: 16 * MEBIBYTE };

/** The sources of a configuration, in its order. */
export function sourcesOf(config: Config, options: ConnectOptions): readonly Configured[] {
  const detailed = detailedOf(config);
  return [
    ...config.palette.flatMap((source) => {
      const { name, system } = source;
      const fingerprint = fingerprintOf(source, [...detailed]);
      const tenant = configured(name, fingerprint, () => connectPalette(source, detailed, options));
      if (system === undefined) return [tenant];
      const connect = () => connectConsole(source, system, options);
      return [tenant, configured(systemSourceName(name), fingerprint, connect)];
    }),
    ...config.localUi.map((source) => hostSource(source, source.name, options)),
  ];
}

/** @param edgeHost label of its series */
export function hostSource(source: LocalUiConfig, edgeHost: string, options: ConnectOptions): Configured {
  const fingerprint = fingerprintOf(source, edgeHost);
  return configured(source.name, fingerprint, () => connectHost(source, edgeHost, options));
}

function configured(
  name: string,
  fingerprint: string,
  connect: () => Omit<Connection, 'name' | 'fingerprint'>,
): Configured {
  return { name, fingerprint, connect: () => ({ name, fingerprint, ...connect() }) };
}

/** Hashed, since it holds the secrets that the configuration holds itself. Those in files are read when needed. */
function fingerprintOf(source: PaletteConfig | LocalUiConfig, more?: unknown): string {
  const authority = source.tls?.caFile && readFileSync(source.tls.caFile, 'utf8');
  return createHash('sha256')
    .update(JSON.stringify([source, authority, more]))
    .digest('hex');
}

function connectPalette(
  source: PaletteConfig,
  detailed: ReadonlySet<string>,
  { clock, telemetry, budgets }: ConnectOptions,
) {
  const { name, url, tls, budgetShare, projects, clusterTags } = source;
  const http = createHttp({ who: `palette "${name}"`, url, tls, ...PALETTE_LIMITS });
  const shared = budgetsOf(source, budgets);
  const apiKey = createSecret(source.apiKey, 'apiKey');
  const client = createPaletteClient({ name, http, apiKey, clock, budgetShare, budgets: shared, telemetry });
  const parts = { name, client, fleet: createFleet(clock), projects, clusterTags, detailed, clock };
  return {
    fleet: parts.fleet,
    start(scheduler: Pick<Scheduler, 'add'>, settings: Settings) {
      const open = openPalette.bind(undefined, parts);
      scheduler.add({ name, labels: { palette: name }, open }, paletteCollectors, settings);
    },
    close: client.close,
  };
}

/** The system console behind the same address. */
function connectConsole(
  source: PaletteConfig,
  { username, password }: NonNullable<PaletteConfig['system']>,
  { clock, telemetry, budgets }: ConnectOptions,
) {
  const { name, url, tls, budgetShare } = source;
  const http = createHttp({ who: `system console of palette "${name}"`, url, tls, ...PALETTE_LIMITS });
  const login = { username, password: createSecret(password, 'password') };
  const shared = { budgets: budgetsOf(source, budgets), budgetShare };
  const parts = connectSystemConsole({ name, http, clock, telemetry, ...login, ...shared });
  return {
    start(scheduler: Pick<Scheduler, 'add'>, settings: Settings) {
      const open = openSystemConsole.bind(undefined, parts);
      const system = { name: systemSourceName(name), labels: { palette: name }, open };
      scheduler.add(system, systemCollectors, settings);
    },
    close: parts.client.close,
  };
}

/** Those of the address; whoever may use another share of it has others. */
function budgetsOf({ url, budgetShare }: PaletteConfig, budgets: Map<string, Budgets>): Budgets {
  const key = `${url.origin} ${budgetShare}`;
  const shared: Budgets = budgets.get(key) ?? new Map();
  budgets.set(key, shared);
  return shared;
}

function connectHost(source: LocalUiConfig, edgeHost: string, { clock, telemetry }: ConnectOptions) {
  const { name, url, tls, username } = source;
  const who = `Local UI "${name}"`;
  const http = createHttp({ who, url, tls, ...LOCAL_UI_LIMITS });
  const password = createSecret(source.password, 'password');
  const session = createSession({ who, http, username, password, clock });
  const client = createLocalUiClient({ name, http, session, telemetry });
  const skipsVerification = tls?.insecureSkipVerify ?? false;
  const host: HostConnection = { name, client, facts: newFacts(), skipsVerification };
  return {
    host,
    start(scheduler: Pick<Scheduler, 'add'>, settings: Settings) {
      const open = openHost.bind(undefined, host);
      scheduler.add({ name, labels: { edge_host: edgeHost }, open }, hostCollectors, settings);
    },
    close: client.close,
  };
}
