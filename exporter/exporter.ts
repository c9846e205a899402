import type { Logger } from 'pino';
import type { Schedule } from './collection/collector.ts';
import type { JobStatus } from './collection/job.ts';
import { createScheduler } from './collection/scheduler.ts';
import { owns } from './collection/shard.ts';
import { createTelemetry, type Telemetry } from './collection/telemetry.ts';
import { settingsOf } from './config/collector-settings.ts';
import type { Config } from './config/config.ts';
import { createStore, type Store } from './exposition/store.ts';
import { keepClusters } from './local-ui/api/local-clusters.ts';
import { type Connection, hostSource, sourcesOf } from './source-list.ts';
import { keepDiscovered } from './sources/discovery.ts';
import { createLoginMemory } from './sources/login-memory.ts';
import { type Clock, systemClock } from './time/clock.ts';

/** The exporter at work: sources, scheduler and snapshots, without the web server. */
export interface Exporter {
  readonly store: Store;
  readonly telemetry: Telemetry;
  /** The one in use. */
  readonly config: Config;
  status(): readonly Readonly<JobStatus>[];
  /** Names of the configured sources that are read here; those that were discovered are in the status. */
  sources(): readonly string[];
  /** Goes over to another configuration: only sources that differ are connected anew, the series of others stay. */
  apply(config: Config): Promise<Applied>;
  /** Ends all work and sessions. */
  close(): Promise<void>;
}

/** Names of sources. */
export interface Applied {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

export function startExporter(
  config: Config,
  { log, clock = systemClock, store = createStore() }: { log: Logger; clock?: Clock; store?: Store },
): Exporter {
  const telemetry = createTelemetry();
  telemetry.shares(config.shard);
  const scheduler = createScheduler({ clock, store, log });
  telemetry.watch(scheduler.status);
  const logins = config.stateFile === undefined ? undefined : createLoginMemory(config.stateFile);
  const options = { clock, telemetry, budgets: new Map(), logins };
  let current = config;
  const settings = (collector: Schedule) => settingsOf(current, collector);

  const connections = new Map<string, Connection>();
  for (const source of sourcesOf(config, options)) start(source.connect());
  const discovered = new Map<string, Connection>();
  const hosts = () => [...connections.values(), ...discovered.values()].flatMap(({ host }) => host ?? []);
  const stopping = new AbortController();
  const clusters = keepClusters({ hosts, scheduler, settings, clock, signal: stopping.signal });

  const discovery = keepDiscovered({
    templates: () => current,
    hostsOf: (palette) => connections.get(palette)?.fleet?.edgeHosts,
    sourceOf: ({ source, edgeHost }) => hostSource(source, edgeHost, options),
    isOwn: ({ group }) => owns(current.shard, group),
    connections: discovered,
    start: (connection: Connection) => connection.start(scheduler, settings),
    end,
    clock,
    signal: stopping.signal,
  });

  function start(connection: Connection): void {
    connections.set(connection.name, connection);
    connection.start(scheduler, settings);
  }

  async function end({ name, close }: Connection): Promise<void> {
    await scheduler.remove(name);
    await close();
  }

  return {
    store,
    telemetry,
    get config() {
      return current;
    },
    status: scheduler.status,
    sources: () => [...connections.keys()],
    async apply(next) {
      const wanted = sourcesOf(next, options);
      const isKept = ({ name, fingerprint }: Pick<Connection, 'name' | 'fingerprint'>) =>
        connections.get(name)?.fingerprint === fingerprint &&
        wanted.some((source) => source.name === name && source.fingerprint === fingerprint);
      // What cannot be connected shows here, before anything has changed.
      const fresh = wanted.filter((source) => !isKept(source)).map((source) => source.connect());
      const ended = [...connections.values()].filter((connection) => !isKept(connection));

      current = next;
      telemetry.shares(next.shard);
      for (const { name } of ended) connections.delete(name);
      await Promise.all(ended.map(end));
      await scheduler.reconfigure(settings);
      for (const connection of fresh) start(connection);

      const names = { fresh: fresh.map(({ name }) => name), ended: ended.map(({ name }) => name) };
      return {
        added: names.fresh.filter((name) => !names.ended.includes(name)),
        changed: names.fresh.filter((name) => names.ended.includes(name)),
        removed: names.ended.filter((name) => !names.fresh.includes(name)),
      };
    },
    async close() {
      stopping.abort();
      await Promise.all([clusters, discovery]);
      await scheduler.stop();
      await Promise.all([...connections.values(), ...discovered.values()].map(({ close }) => close()));
    },
  };
}
