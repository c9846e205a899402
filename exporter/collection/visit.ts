import type { Rows, SnapshotStore } from '../metric/snapshot.ts';
import { type FailureReason, type Reason, reasonOf, SourceError } from '../sources/failures.ts';
import type { Item } from './collector.ts';
import type { JobContext, JobStatus, Run } from './job.ts';
import { concernsSource } from './standby.ts';

/** How a run ended. */
export type Outcome = { readonly reason: 'ok' } | Failure;

interface Failure {
  readonly reason: FailureReason;
  readonly message: string;
  /** What was thrown, when it is a fault of ours. */
  readonly error?: unknown;
}

export interface Visit {
  readonly outcome: Outcome;
  readonly requests: number;
  readonly dropped: number;
  /** Rows that lists kept back. */
  readonly missing: number;
  readonly projects: ReadonlyMap<string, boolean>;
}

/**
 * Runs the collector once, over the source or one item, and hands its samples on. Whatever goes wrong becomes a reason.
 *
 * @throws only the signal's reason, when it is aborted
 */
export async function visit<Api>(
  context: Pick<JobContext<Api>, 'source' | 'collector' | 'signal'> & {
    readonly store: Pick<SnapshotStore, 'writer'>;
  },
  take: (rows: Rows) => void | Promise<void>,
  item?: Item,
): Promise<Visit> {
  const { source, collector, store, signal } = context;
  const stats = { requests: 0, dropped: 0 };
  const run: Run = { stats, signal, patient: item !== undefined };
  const told = () => ({ ...stats, missing: run.missing ?? 0, projects: run.projects ?? new Map() });
  try {
    const writer = store.writer(source.labels);
    await collector.collect(source.open(run), writer.emit, item);
    const rows = writer.finish();
    stats.dropped += rows.duplicates;
    await take(rows);
    return { outcome: run.problem ? failureOf(run.problem) : { reason: 'ok' }, ...told() };
  } catch (error) {
    signal.throwIfAborted();
    return { outcome: failureOf(error), ...told() };
  }
}

/** Takes the outcome into the status, publishes what always holds, and logs when the state changed. */
export async function conclude<Api>(
  context: JobContext<Api>,
  status: JobStatus,
  outcome: Outcome,
): Promise<void> {
  const before = status.reason;
  const result = (await publishAlways(context, outcome.reason === 'ok')) ?? outcome;
  status.reason = result.reason;
  status.message = result.reason === 'ok' ? undefined : result.message;
  if (result.reason !== before) logChange(context, before, result);
}

async function publishAlways<Api>(context: JobContext<Api>, ok: boolean): Promise<Failure | undefined> {
  const { source, collector, store, presence, signal } = context;
  if (collector.always === undefined) return undefined;
  presence.tell(ok);
  try {
    const writer = store.writer(source.labels);
    collector.always(source.open({ stats: { requests: 0, dropped: 0 }, signal }), writer.emit, ok);
    await store.publish({ source: source.name, collector: collector.name, item: 'always' }, writer.finish());
    return undefined;
  } catch (error) {
    return failureOf(error);
  }
}

function logChange<Api>(
  { source, collector, log }: JobContext<Api>,
  before: Reason | undefined,
  outcome: Outcome,
): void {
  const where = { source: source.name, collector: collector.name };
  const watches = collector.always !== undefined;
  if (outcome.reason === 'ok') {
    if (before !== undefined) log[watches ? 'info' : 'debug'](where, 'collector works again');
  } else if (outcome.error !== undefined) {
    log.error({ ...where, err: outcome.error }, 'collector failed by a fault of the exporter');
  } else {
    // When the whole source is away, one line of the collector that watches it is enough.
    const level = concernsSource(outcome.reason) && !watches ? 'debug' : 'warn';
    log[level]({ ...where, reason: outcome.reason }, outcome.message);
  }
}

function failureOf(error: unknown): Failure {
  const reason = reasonOf(error);
  if (error instanceof SourceError) return { reason, message: error.message };
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { reason, message: `a fault of the exporter (${what})`, error };
}
