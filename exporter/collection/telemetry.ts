import { Counter, Gauge, Registry } from 'prom-client';
import { counter, gauge, type Metric } from '../metric/metric.ts';
import { version } from '../package.ts';
import type { JobStatus } from './job.ts';
import type { Shard } from './shard.ts';

const job = ['source', 'collector'] as const;

/** The exporter's metrics about itself, part of the catalogue. */
export const selfMetrics = {
  buildInfo: gauge('palette_exporter_build_info', 'Version of the exporter and of Node it runs on.', {
    labels: ['version', 'node_version'],
    per: 'exporter',
  }),
  up: gauge('palette_exporter_collector_up', 'Whether the last run of a collector succeeded.', {
    labels: job,
    per: 'collector of a source',
  }),
  outcome: gauge(
    'palette_exporter_collector_outcome',
    'How the last run of a collector ended, 1 for the current reason.',
    { labels: [...job, 'reason'], per: 'collector of a source' },
  ),
  supported: gauge(
    'palette_exporter_collector_supported',
    'Whether the source has what a collector reads; an older Palette or host may not.',
    { labels: job, per: 'collector of a source' },
  ),
  lastSuccess: gauge(
    'palette_exporter_collector_last_success_timestamp_seconds',
    'When a collector last succeeded; its series are as old as that.',
    { labels: job, per: 'collector of a source' },
  ),
  interval: gauge(
    'palette_exporter_collector_interval_seconds',
    'Seconds between two runs of a collector: as configured, or longer where the request budget does not allow it.',
    { labels: job, per: 'collector of a source' },
  ),
  duration: gauge(
    'palette_exporter_collector_duration_seconds',
    'How long the last run of a collector took, or all visits of its last round over the clusters together.',
    { labels: job, per: 'collector of a source' },
  ),
  requests: gauge(
    'palette_exporter_collector_requests',
    'Requests of the last run or round of a collector.',
    {
      labels: job,
      per: 'collector of a source',
    },
  ),
  series: gauge('palette_exporter_collector_series', 'Series in the snapshot of a collector.', {
    labels: job,
    per: 'collector of a source',
  }),
  lostItems: gauge(
    'palette_exporter_collector_lost_items',
    'Clusters, hosts and the like of which a collector shows nothing because visits have failed for too long.',
    { labels: job, per: 'collector that visits items one by one' },
  ),
  firstRound: gauge(
    'palette_exporter_first_round_complete',
    'Whether the collectors of a source have all been through since the exporter started: until then, that something is missing says nothing.',
    { labels: ['source'], per: 'source' },
  ),
  missingRows: gauge(
    'palette_exporter_collector_missing_rows',
    'Rows that lists kept back in the last run of a collector: announced and never handed out, or at least 1 where a list kept changing.',
    { labels: job, per: 'collector of a source' },
  ),
  projectRead: gauge(
    'palette_exporter_project_read',
    'Whether a collector could read a project that the configuration names; no series where it selects all projects.',
    { labels: [...job, 'project'], per: 'sweeping collector of a source and project that is named' },
  ),
  dropped: counter(
    'palette_exporter_collector_dropped_rows_total',
    'Rows and values that were left out because they did not have the expected shape, or came twice.',
    { labels: job, per: 'collector of a source' },
  ),
  unread: counter(
    'palette_exporter_collector_unread_values_total',
    'Values of another type or format than expected, by the field that they were in; the object is shown without them.',
    { labels: [...job, 'field'], per: 'field of a collector whose values could not be read' },
  ),
  unknownStates: counter(
    'palette_exporter_collector_unknown_states_total',
    'States that the exporter does not know, by the field that they were in; they are shown as they came.',
    { labels: [...job, 'field'], per: 'field of a collector with an unknown state' },
  ),
  requestsTotal: counter(
    'palette_exporter_requests_total',
    'Requests answered, by rate limit prefix and status.',
    {
      labels: ['source', 'prefix', 'code'],
      per: 'prefix and status code of a source',
    },
  ),
  shards: gauge(
    'palette_exporter_shards',
    'Exporters that this one shares its work with, itself included; no series where it does all of it.',
    { per: 'exporter that shares its work' },
  ),
  reloadSuccessful: gauge(
    'palette_exporter_config_last_reload_successful',
    'Whether the configuration was read successfully the last time.',
    { per: 'exporter' },
  ),
  reloadTime: gauge(
    'palette_exporter_config_last_reload_success_timestamp_seconds',
    'When the configuration was last read successfully.',
    { per: 'exporter' },
  ),
  throttleWait: counter(
    'palette_exporter_throttle_wait_seconds_total',
    'Time that requests waited for their turn in the request budget.',
    { labels: ['source', 'prefix'], per: 'prefix of a source' },
  ),
};

/** Counts what the clients do and shows what the scheduler knows. */
export interface Telemetry {
  readonly registry: Registry;
  /** A request was answered. */
  answered(source: string, prefix: string, status: number): void;
  /** A request waited so many milliseconds for its budget. */
  throttled(source: string, prefix: string, milliseconds: number): void;
  /**
   * The configuration file was read, at the start or again; before that nothing is said about it.
   *
   * @param at milliseconds since the epoch
   */
  reloaded(successful: boolean, at: number): void;
  /** Says which part of the work is this exporter's. */
  shares(shard: Shard): void;
  /** Labels of all metrics about the exporter: which shard tells them, where there are several. */
  labels(): Readonly<Record<string, string>>;
  /** What is known of the collectors of one source, in a registry of its own. */
  ofSource(source: string): Registry;
  /** Shows these jobs at each scrape. */
  watch(status: () => readonly Readonly<JobStatus>[]): void;
}

export function createTelemetry(): Telemetry {
  const registry = new Registry();
  const options = optionsFor(registry);

  new Gauge(options(selfMetrics.buildInfo)).set({ version, node_version: process.version }, 1);
  const requests = new Counter(options(selfMetrics.requestsTotal));
  const waits = new Counter(options(selfMetrics.throttleWait));
  let jobs: () => readonly Readonly<JobStatus>[] = () => [];

  showJobs(registry, () => jobs());
  // A gauge without labels is 0 from its birth, and 0 is a configuration that was refused: a demo reads none.
  let reloads: { readonly successful: Gauge; readonly time: Gauge } | undefined;
  let labels: Readonly<Record<string, string>> = {};

  return {
    registry,
    answered: (source, prefix, status) => requests.inc({ source, prefix, code: String(status) }),
    throttled: (source, prefix, milliseconds) => waits.inc({ source, prefix }, milliseconds / 1000),
    reloaded(successful, at) {
      reloads ??= {
        successful: new Gauge(options(selfMetrics.reloadSuccessful)),
        time: new Gauge(options(selfMetrics.reloadTime)),
      };
      reloads.successful.set(Number(successful));
      if (successful) reloads.time.set(at / 1000);
    },
    shares({ index, of }) {
      registry.removeSingleMetric(selfMetrics.shards.name);
      labels = of === 1 ? {} : { shard: String(index) };
      if (of > 1) new Gauge(options(selfMetrics.shards)).set(of);
    },
    labels: () => labels,
    ofSource(source) {
      const own = new Registry();
      showJobs(own, () => jobs().filter((status) => status.source === source));
      return own;
    },
    watch(status) {
      jobs = status;
    },
  };
}

function optionsFor(registry: Registry) {
  return ({ name, help, labels }: Metric) => ({ name, help, labelNames: labels, registers: [registry] });
}

/** Metrics that are computed from the jobs at each scrape, so that they never outlive them. */
function showJobs(registry: Registry, jobs: () => readonly Readonly<JobStatus>[]): void {
  const options = optionsFor(registry);

  function fromJobs(metric: Metric, value: (status: Readonly<JobStatus>) => number | undefined): void {
    new Gauge({
      ...options(metric),
      collect() {
        this.reset();
        for (const status of jobs()) {
          const current = value(status);
          if (current !== undefined)
            this.set({ source: status.source, collector: status.collector }, current);
        }
      },
    });
  }
  fromJobs(selfMetrics.up, ({ reason }) => (reason === undefined ? undefined : Number(reason === 'ok')));
  fromJobs(selfMetrics.supported, ({ reason }) => reason && Number(reason !== 'not_found'));
  fromJobs(selfMetrics.lastSuccess, ({ lastSuccess }) => lastSuccess && lastSuccess / 1000);
  fromJobs(selfMetrics.interval, ({ interval }) => interval / 1000);
  fromJobs(selfMetrics.duration, ({ duration }) => duration / 1000);
  fromJobs(selfMetrics.requests, ({ requests }) => requests);
  fromJobs(selfMetrics.series, ({ series }) => series);
  fromJobs(selfMetrics.lostItems, ({ lostItems }) => lostItems);
  fromJobs(selfMetrics.missingRows, ({ missing }) => missing);
  new Gauge({
    ...options(selfMetrics.firstRound),
    collect() {
      this.reset();
      for (const { source } of jobs()) this.set({ source }, 1);
      for (const { source, hasSeenAll } of jobs()) if (!hasSeenAll) this.set({ source }, 0);
    },
  });
  new Gauge({
    ...options(selfMetrics.projectRead),
    collect() {
      this.reset();
      for (const { source, collector, projects } of jobs())
        for (const [project, isRead] of projects) this.set({ source, collector, project }, Number(isRead));
    },
  });
  new Gauge({
    ...options(selfMetrics.outcome),
    collect() {
      this.reset();
      for (const { source, collector, reason } of jobs())
        if (reason) this.set({ source, collector, reason }, 1);
    },
  });
  function byField(
    metric: Metric,
    counts: (status: Readonly<JobStatus>) => ReadonlyMap<string, number>,
  ): void {
    new Counter({
      ...options(metric),
      collect() {
        this.reset();
        for (const status of jobs()) {
          const { source, collector } = status;
          for (const [field, times] of counts(status)) this.inc({ source, collector, field }, times);
        }
      },
    });
  }
  byField(selfMetrics.unread, ({ unread }) => unread);
  byField(selfMetrics.unknownStates, ({ unknown }) => unknown);
  new Counter({
    ...options(selfMetrics.dropped),
    collect() {
      this.reset();
      for (const { source, collector, dropped } of jobs()) this.inc({ source, collector }, dropped);
    },
  });
}
