import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { createRows, type Rows } from '../exposition/rows.ts';
import type { Store } from '../exposition/store.ts';
import type { Collector, Item } from './collector.ts';
import type { Run } from './run.ts';
import { type Reason, reasonOf, SourceError } from './source-error.ts';
import { concernsSource, nextRun } from './standby.ts';

/** A configured Palette, a Local UI host, or what was discovered behind one. */
export interface Source<Api> {
  readonly name: string;
  /** Labels of all its series: `{ palette: 'pma' }`. */
  readonly labels: Readonly<Record<string, string>>;
  /** What the collectors work with during one run. */
  open(run: Run): Api;
}

export interface JobSettings {
  /** Milliseconds. */
  readonly interval: number;
  /** Milliseconds that a snapshot outlives its last success. */
  readonly maxAge: number;
}

/** What is known of one collector of one source. Times in milliseconds since the epoch. */
export interface JobStatus {
  readonly source: string;
  readonly collector: string;
  /** Undefined before the first run has ended. */
  reason: Reason | undefined;
  /** Of the last failure, while it lasts. */
  message: string | undefined;
  lastSuccess: number | undefined;
  /** Milliseconds: of the last run, or of the last round over all items. */
  duration: number;
  /** Milliseconds between two runs or rounds: the configured interval, or more where the work does not fit into it. */
  interval: number;
  /** Of the last run or round. */
  requests: number;
  /** Rows that did not fit and series that came twice, since the start. */
  dropped: number;
  series: number;
}

export interface JobContext<Api> {
  readonly source: Source<Api>;
  readonly collector: Collector<Api>;
  readonly settings: JobSettings;
  readonly clock: Clock;
  readonly store: Store;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** One collector at work on one source. */
export interface Job {
  readonly status: Readonly<JobStatus>;
  /** Runs until the signal is aborted. */
  work(): Promise<void>;
  /** Takes away what is older than the settings allow. */
  expire(): Promise<void>;
}

export function newStatus<Api>({ source, collector, settings }: JobContext<Api>): JobStatus {
  return {
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
}

export interface Visit {
  readonly reason: Reason;
  readonly message?: string;
  readonly rows?: Rows;
  readonly requests: number;
  readonly dropped: number;
}

/** Runs the collector once, over the source or one item; failures become a reason. */
export async function visit<Api>(context: JobContext<Api>, item?: Item): Promise<Visit> {
  const { source, collector, signal, log } = context;
  const stats = { requests: 0, dropped: 0 };
  const writer = createRows(source.labels);
  try {
    await collector.collect(source.open({ stats, signal }), writer.emit, item);
    const rows = writer.finish();
    return { reason: 'ok', rows, requests: stats.requests, dropped: stats.dropped + rows.duplicates };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof SourceError)) {
      log.error(
        { err: error, source: source.name, collector: collector.name },
        'collector failed unexpectedly',
      );
    }
    const message = error instanceof Error ? error.message : String(error);
    return { reason: reasonOf(error), message, ...stats };
  }
}

/** Takes the outcome into the status, publishes what always holds, and logs when the state changed. */
export function conclude<Api>(
  { source, collector, store, log, clock, signal }: JobContext<Api>,
  status: JobStatus,
  { reason, message }: Pick<Visit, 'reason' | 'message'>,
): void {
  const before = status.reason;
  status.reason = reason;
  status.message = message;
  if (reason === 'ok') status.lastSuccess = clock.now();
  if (collector.always) {
    const writer = createRows(source.labels);
    collector.always(
      source.open({ stats: { requests: 0, dropped: 0 }, signal }),
      writer.emit,
      reason === 'ok',
    );
    void store.publish({ source: source.name, collector: collector.name, item: 'always' }, writer.finish());
  }
  if (reason === before) return;
  const where = { source: source.name, collector: collector.name };
  if (reason !== 'ok') {
    // When the whole source is away, one line of the collector that watches it is enough.
    const level = concernsSource(reason) && !collector.always ? 'debug' : 'warn';
    log[level]({ ...where, reason }, message ?? 'collector failed');
  } else if (before !== undefined) {
    log[collector.always ? 'info' : 'debug'](where, 'collector works again');
  }
}

/** A job whose run covers the whole source. */
export function createSweepJob<Api>(context: JobContext<Api>): Job {
  const { source, collector, settings, clock, store, signal } = context;
  const key = { source: source.name, collector: collector.name, item: 'snapshot' };
  const status = newStatus(context);
  let failures = 0;

  async function run(): Promise<number> {
    const started = clock.now();
    const { rows, requests, dropped, ...outcome } = await visit(context);
    failures = outcome.reason === 'ok' ? 0 : failures + 1;
    status.requests = requests;
    status.dropped += dropped;
    status.duration = clock.now() - started;
    status.interval = Math.max(settings.interval, status.duration);
    if (rows) {
      status.series = rows.series;
      await store.publish(key, rows);
    }
    conclude(context, status, outcome);
    return started + nextRun(outcome.reason, settings.interval, failures) - clock.now();
  }

  return {
    status,
    async work() {
      for (;;) await clock.sleep(await run(), signal);
    },
    async expire() {
      if (status.series === 0 || status.lastSuccess === undefined) return;
      const maxAge = Math.max(settings.maxAge, 5 * status.interval);
      if (clock.now() - status.lastSuccess <= maxAge) return;
      status.series = 0;
      await store.drop(key);
    },
  };
}
