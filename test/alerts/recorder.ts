import { X509Certificate } from 'node:crypto';
import { pino } from 'pino';
import type { Clock } from '../../exporter/clock.ts';
import type { Collector, Item } from '../../exporter/collection/collector.ts';
import type { JobContext, JobStatus, Source } from '../../exporter/collection/job.ts';
import type { Scheduler, Settings } from '../../exporter/collection/scheduler.ts';
import { createTelemetry } from '../../exporter/collection/telemetry.ts';
import { conclude, visit } from '../../exporter/collection/visit.ts';
import { type ConfigInput, parseConfig } from '../../exporter/config.ts';
import type { Rows } from '../../exporter/exposition/rows.ts';
import type { Store } from '../../exporter/exposition/store.ts';
import { keepClusters } from '../../exporter/local-ui/clusters.ts';
import { settingsOf } from '../../exporter/settings.ts';
import { type SimulatorOptions, startSimulator } from '../../exporter/simulator/simulator.ts';
import { sourcesOf } from '../../exporter/sources.ts';
import { textOf } from '../exposition/text.ts';

export type Simulator = Awaited<ReturnType<typeof startSimulator>>;

/** What Prometheus would have scraped: series with their labels, one value or gap for each step. */
export type Recording = ReadonlyMap<string, readonly (number | undefined)[]>;

export interface Plan {
  readonly simulator?: SimulatorOptions;
  readonly config?: Partial<ConfigInput> | ((simulator: Simulator) => Partial<ConfigInput>);
  /** Milliseconds between two scrapes. */
  readonly step: number;
  readonly steps: number;
  /** When it begins; the certificates that servers show are as old as the test. */
  readonly start?: number;
  /** Only these collectors run; absent: all. */
  readonly collectors?: ReadonlySet<string>;
  /** Before each step. */
  act?(simulator: Simulator, step: number): void | Promise<void>;
}

const START = Date.parse('2026-11-22T09:00:00Z');
const MIN_MAX_AGE = 5 * 60_000;
const TARGET = 'job="palette-exporter",instance="exporter:9877",namespace="monitoring"';

/**
 * Plays the simulated world in a time of its own and records what the exporter tells of it at each step. The collectors,
 * clients and self metrics are the exporter's own; only its scheduler is left out, because at each step all of its jobs
 * are due.
 */
export async function record(plan: Plan): Promise<Recording> {
  const { step, steps, start = START } = plan;
  let now = start;
  // Waiting costs no time of ours; what a budget asks for is far less than a step.
  const clock: Clock = {
    now: () => now,
    async sleep(milliseconds) {
      now += Math.max(1, milliseconds);
    },
  };
  const simulator = await startSimulator({ clock, ...plan.simulator });
  simulator.world.platform.isRateLimited = false;
  const exporter = createExporter(simulator, clock, plan);
  const recording = new Map<string, (number | undefined)[]>();
  try {
    for (let index = 0; index <= steps; index += 1) {
      now = start + index * step;
      await plan.act?.(simulator, index);
      await exporter.run();
      for (const [series, value] of samplesOf(await exporter.expose(), start)) {
        const values = recording.get(series) ?? [];
        recording.set(series, values);
        values[index] = value;
      }
    }
  } finally {
    await exporter.close();
    await simulator.close();
  }
  return recording;
}

interface Job {
  readonly context: JobContext<unknown>;
  readonly status: JobStatus;
  /** By item: rendered samples and their time. */
  readonly snapshots: Map<string, { text: string; at: number }>;
}

function createExporter(simulator: Simulator, clock: Clock, plan: Plan) {
  const { cert } = simulator.palette;
  const config = parseConfig(
    {
      palette: [
        {
          name: 'pma',
          url: simulator.palette.url,
          apiKey: simulator.palette.apiKey,
          budgetShare: 1,
          system: simulator.palette.system,
          ...(cert !== undefined && { tls: { pinSha256: pinOf(cert) } }),
        },
      ],
      localUi: simulator.localUi.map(({ name, url, username, password, pinSha256 }) => ({
        name,
        url,
        username,
        password,
        tls: { pinSha256 },
      })),
      ...(typeof plan.config === 'function' ? plan.config(simulator) : plan.config),
    },
    'recorder',
  );
  const telemetry = createTelemetry();
  const log = pino({ level: 'silent' });
  const settings: Settings = (collector) => settingsOf(config, collector);
  const jobs: Job[] = [];
  const scheduler: Pick<Scheduler, 'add' | 'remove'> = {
    add(source, collectors, wanted) {
      for (const collector of collectors) {
        const own = wanted(collector);
        if (own !== undefined && isWanted(collector, plan))
          jobs.push(createJob(source, collector, own, clock, log));
      }
    },
    async remove(name) {
      for (const job of jobs.filter(({ context }) => context.source.name === name))
        jobs.splice(jobs.indexOf(job), 1);
    },
  };
  telemetry.reloaded(true, clock.now());
  telemetry.watch(() => jobs.map(({ status }) => status));
  const connections = sourcesOf(config, { clock, telemetry, budgets: new Map() }).map((source) =>
    source.connect(),
  );
  for (const connection of connections) connection.start(scheduler, settings);
  const hosts = () => connections.flatMap(({ host }) => host ?? []);

  return {
    async run() {
      for (const job of [...jobs]) await runJob(job);
      // One look for the clusters that the hosts tell of; those that are new are read in this step as well.
      const before = new Set(jobs);
      const once = new AbortController();
      const looking: Clock = { ...clock, sleep: async () => once.abort() };
      await keepClusters({
        hosts,
        scheduler: { ...scheduler, reconfigure, status, stop },
        settings,
        clock: looking,
        signal: once.signal,
      });
      for (const job of jobs.filter((one) => !before.has(one))) await runJob(job);
    },
    async expose() {
      return [
        ...jobs.flatMap(({ snapshots }) => [...snapshots.values()].map(({ text }) => text)),
        await telemetry.registry.metrics(),
      ].join('\n');
    },
    close: () => Promise.all(connections.map((connection) => connection.close())),
  };
}

function pinOf(pem: string): string {
  return new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase();
}

// Parts of the scheduler that a look for clusters does not use.
const reconfigure = async () => {};
const stop = async () => {};
const status = () => [];

/** The lists of clusters and hosts tell the other collectors what there is. */
const LISTS = new Set([
  'agent_target',
  'api',
  'api_keys',
  'cluster_templates',
  'clusters',
  'edge_hosts',
  'localui_host',
  'localui_membership',
  'projects',
  'repaves',
  'system_api',
  'tenants',
  'workspaces',
]);

function isWanted({ name }: { readonly name: string }, { collectors }: Plan): boolean {
  return collectors === undefined || collectors.has(name) || LISTS.has(name);
}

function createJob<Api>(
  source: Source<Api>,
  collector: Collector<Api>,
  settings: { interval: number; maxAge: number },
  clock: Clock,
  log: JobContext<Api>['log'],
): Job {
  const snapshots: Job['snapshots'] = new Map();
  const store = {
    async publish({ item }: { item: string }, rows: Rows) {
      snapshots.set(item, { text: textOf(rows), at: clock.now() });
    },
  } as unknown as Store;
  const context: JobContext<Api> = {
    source,
    collector,
    settings,
    clock,
    store,
    log,
    signal: new AbortController().signal,
  };
  const status: JobStatus = {
    source: source.name,
    collector: collector.name,
    reason: undefined,
    message: undefined,
    lastSuccess: undefined,
    duration: 0,
    interval: settings.interval,
    requests: 0,
    dropped: 0,
    series: 0,
  };
  return { context: context as unknown as JobContext<unknown>, status, snapshots };
}

async function runJob({ context, status, snapshots }: Job): Promise<void> {
  const { source, collector, clock, settings, signal } = context;
  const api = source.open({ stats: { requests: 0, dropped: 0 }, signal });
  const items: (Item | undefined)[] = collector.items === undefined ? [undefined] : [...collector.items(api)];
  const seen = new Set(['always', ...items.map((item) => item?.key ?? 'snapshot')]);
  for (const key of snapshots.keys()) if (!seen.has(key)) snapshots.delete(key);
  for (const item of items) {
    const { outcome, dropped } = await visit(
      context,
      (rows) => {
        snapshots.set(item?.key ?? 'snapshot', { text: textOf(rows), at: clock.now() });
        status.lastSuccess = clock.now();
      },
      item,
    );
    status.dropped += dropped;
    await conclude(context, status, outcome);
  }
  const maxAge = Math.max(MIN_MAX_AGE, settings.maxAge);
  for (const [key, { at }] of snapshots) if (clock.now() - at > maxAge) snapshots.delete(key);
}

/** promtool's time begins at the epoch, so all times are told relative to the start. */
function* samplesOf(text: string, start: number): Iterable<[series: string, value: number]> {
  for (const line of text.split('\n')) {
    const [, name = '', labels = '', value = ''] = /^(palette_\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (name === '') continue;
    const shift = name.endsWith('_timestamp_seconds') ? start / 1000 : 0;
    const all = [labels, TARGET].filter((part) => part !== '').join(',');
    yield [`${name}{${all}}`, Number(value) - shift];
  }
}
