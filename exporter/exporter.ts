import type { Logger } from 'pino';
import { type Clock, systemClock } from './clock.ts';
import type { Schedule } from './collection/collector.ts';
import type { JobSettings, JobStatus } from './collection/job.ts';
import { createScheduler } from './collection/scheduler.ts';
import { createTelemetry, type Telemetry } from './collection/telemetry.ts';
import type { Config, LocalUiConfig, PaletteConfig } from './config.ts';
import { parseDuration } from './duration.ts';
import { createStore, type Store } from './exposition/store.ts';
import { createHttp } from './http.ts';
import { createLocalUiClient } from './local-ui/client.ts';
import { keepClusters } from './local-ui/clusters.ts';
import { hostCollectors } from './local-ui/collectors.ts';
import { type HostConnection, newFacts, openHost } from './local-ui/local-ui.ts';
import { createSession } from './local-ui/session.ts';
import { type Budgets, createPaletteClient, type PaletteClient } from './palette/client.ts';
import { paletteCollectors } from './palette/collectors.ts';
import { createFleet } from './palette/fleet.ts';
import { openPalette } from './palette/palette.ts';
import { createSecret } from './secret.ts';

/** The exporter at work: sources, scheduler and snapshots, without the web server. */
export interface Exporter {
  readonly store: Store;
  readonly telemetry: Telemetry;
  readonly config: Config;
  status(): readonly Readonly<JobStatus>[];
  /** Ends all work and sessions. */
  close(): Promise<void>;
}

const MEBIBYTE = 2 ** 20;
const PALETTE_LIMITS = { connections: 4, timeout: 30_000, maxBody: 128 * MEBIBYTE };
/** Local UI runs on the edge host itself: two connections, and the largest answer is the list of applications. */
const LOCAL_UI_LIMITS = { connections: 2, timeout: 10_000, maxBody: 16 * MEBIBYTE };
const MIN_MAX_AGE = 5 * 60_000;

export function startExporter(
  config: Config,
  { log, clock = systemClock }: { log: Logger; clock?: Clock },
): Exporter {
  const store = createStore();
  const telemetry = createTelemetry();
  const scheduler = createScheduler({ clock, store, log });
  telemetry.watch(scheduler.status);
  const settings = (collector: Schedule) => settingsOf(config, collector);

  const detailed = detailedOf(config);

  const palettes = connectPalettes(config.palette, clock, telemetry);
  for (const [{ name, projects, clusterTags }, client] of palettes) {
    const parts = { name, client, fleet: createFleet(), projects, clusterTags, detailed, clock };
    const source = { name, labels: { palette: name }, open: openPalette.bind(undefined, parts) };
    scheduler.add(source, paletteCollectors, settings);
  }

  const hosts = config.localUi.map((source) => connectHost(source, clock, telemetry));
  for (const host of hosts) {
    const source = {
      name: host.name,
      labels: { edge_host: host.name },
      open: openHost.bind(undefined, host),
    };
    scheduler.add(source, hostCollectors, settings);
  }
  const stopping = new AbortController();
  const clusters = keepClusters({ hosts: () => hosts, scheduler, settings, clock, signal: stopping.signal });

  return {
    store,
    telemetry,
    config,
    status: scheduler.status,
    async close() {
      stopping.abort();
      await clusters;
      await scheduler.stop();
      await Promise.all([
        ...palettes.map(([, client]) => client.close()),
        ...hosts.map(({ client }) => client.close()),
      ]);
    },
  };
}

/** Palettes at the same address share its budgets, since Palette counts by source address. */
function connectPalettes(
  sources: readonly PaletteConfig[],
  clock: Clock,
  telemetry: Telemetry,
): [PaletteConfig, PaletteClient][] {
  const budgetsOf = new Map<string, Budgets>();
  return sources.map((source) => {
    const { name, url, tls, budgetShare } = source;
    const budgets = budgetsOf.get(url.origin) ?? new Map();
    budgetsOf.set(url.origin, budgets);
    const http = createHttp({ who: `palette "${name}"`, url, tls, ...PALETTE_LIMITS });
    const apiKey = createSecret(source.apiKey, 'apiKey');
    return [source, createPaletteClient({ name, http, apiKey, clock, budgetShare, budgets, telemetry })];
  });
}

function connectHost(source: LocalUiConfig, clock: Clock, telemetry: Telemetry): HostConnection {
  const { name, url, tls, username } = source;
  const who = `Local UI "${name}"`;
  const http = createHttp({ who, url, tls, ...LOCAL_UI_LIMITS });
  const password = createSecret(source.password, 'password');
  const session = createSession({ who, http, username, password, clock });
  return {
    name,
    client: createLocalUiClient({ name, http, session, telemetry }),
    facts: newFacts(),
    skipsVerification: tls?.insecureSkipVerify ?? false,
  };
}

/** Names of the collectors that are asked for every detail. */
function detailedOf({ collectors }: Config): ReadonlySet<string> {
  return new Set(Object.keys(collectors).filter((name) => collectors[name]?.detail));
}

function settingsOf(config: Config, collector: Schedule): JobSettings | undefined {
  const { enabled = !collector.optional, every, maxAge } = config.collectors[collector.name] ?? {};
  if (!enabled) return undefined;
  const interval = every ?? parseDuration(collector.every);
  return { interval, maxAge: maxAge ?? Math.max(MIN_MAX_AGE, 5 * interval) };
}
