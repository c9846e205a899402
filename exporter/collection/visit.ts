import type { Rows, SnapshotStore } from '../metric/snapshot.ts';
import {
  ElsewhereError,
  type FailureReason,
  type Reason,
  reasonOf,
  SourceError,
} from '../sources/failures.ts';
import { abortable, NO_LONGER_NEEDED } from '../time/abortable.ts';
import type { Clock } from '../time/clock.ts';
import type { Item } from './collector.ts';
import type { JobContext, JobSettings, JobStatus, Run, RunStats } from './job.ts';
import { concernsSource } from './standby.ts';

/** How a run ended. */
export type Outcome = { readonly reason: 'ok' } | Failure;

interface Failure {
  readonly reason: FailureReason;
  readonly message: string;
  /** Whether every collector of the source would meet it. */
  readonly isOfSource: boolean;
  /** What was thrown, when it is a fault of ours. */
  readonly error?: unknown;
}

export interface Visit {
  readonly outcome: Outcome;
  readonly requests: number;
  readonly waited?: number;
  readonly dropped: number;
  readonly unread?: ReadonlyMap<string, number>;
  readonly unknown?: ReadonlyMap<string, number>;
  /** Rows that lists kept back. */
  readonly missing: number;
  readonly projects: ReadonlyMap<string, boolean>;
}

/** What a run is limited by. */
interface Limited {
  readonly signal: AbortSignal;
  readonly clock?: Clock;
  readonly settings?: JobSettings;
  readonly sight?: number | undefined;
}

/**
 * Runs the collector once, over the source or one item, and hands its samples on. Whatever goes wrong becomes a reason.
 *
 * @throws only the signal's reason, when it is aborted
 */
export async function visit<Api>(
  context: Pick<JobContext<Api>, 'source' | 'collector'> &
    Limited & {
      readonly store: Pick<SnapshotStore, 'writer'>;
    },
  take: (rows: Rows) => void | Promise<void>,
  item?: Item,
): Promise<Visit> {
  const { source, collector, store, signal, sight } = context;
  const stats: RunStats = { requests: 0, dropped: 0 };
  const { end, ...limits } = limitsOf(context);
  const who = `${source.name} ${collector.name}`;
  const run: Run = { stats, who, sight, patient: item !== undefined, ...limits };
  const told = () => ({ ...stats, missing: run.missing ?? 0, projects: run.projects ?? new Map() });
  try {
    const writer = store.writer(source.labels);
    await abortable(collector.collect(source.open(run), writer.emit, item), run.signal);
    const rows = writer.finish();
    stats.dropped += rows.duplicates;
    await take(rows);
    const problem = run.problem ?? lossOf(source.name, stats);
    return { outcome: problem ? failureOf(problem) : { reason: 'ok' }, ...told() };
  } catch (error) {
    signal.throwIfAborted();
    return { outcome: failureOf(error), ...told() };
  } finally {
    end();
  }
}

/** What was lost although the samples of the rest hold. */
function lossOf(source: string, { lost = 0, unread }: RunStats): SourceError | undefined {
  if (lost === 0) return undefined;
  const fields = [...(unread?.keys() ?? [])];
  const hint = fields.length === 0 ? '' : ` (fields of another type: ${fields.join(', ')})`;
  return new SourceError(
    'incomplete',
    `source "${source}": ${lost} objects in its answers lack what names them or are none, and are not shown${hint}; is there a newer exporter?`,
  );
}

/** Adds what a visit could not read to what is known of its collector. */
export function takeLosses(status: JobStatus, { dropped, unread, unknown }: Omit<Visit, 'outcome'>): void {
  status.dropped += dropped;
  for (const [field, times] of unread ?? []) add(status.unread, field, times);
  for (const [field, times] of unknown ?? []) add(status.unknown, field, times);
}

function add(counts: Map<string, number>, name: string, times: number): void {
  counts.set(name, (counts.get(name) ?? 0) + times);
}

/** A request need not wait less than this for its budget. */
const SHORTEST_WAIT = 30_000;
/** Shorter than data live: what a source never ends to tell is told before they end. */
const SHORTEST_DEADLINE = 4 * 60_000;

/** How long a run may take, and its requests wait; without a clock and settings as long as they like. */
function limitsOf({
  signal,
  clock,
  settings,
  sight,
}: Limited): Pick<Run, 'signal' | 'longestWait'> & { end(): void } {
  if (clock === undefined || settings === undefined) return { signal, end: () => undefined };
  const longest = Math.max(settings.interval, SHORTEST_DEADLINE);
  const controller = new AbortController();
  const abort = () => controller.abort(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort);
  clock.sleep(longest, controller.signal).then(
    () => controller.abort(tookLonger(longest)),
    () => undefined,
  );
  return {
    signal: controller.signal,
    // In the first round of a large fleet one list waits for the other.
    longestWait: sight === undefined ? Math.max(settings.interval, SHORTEST_WAIT) : longest,
    end() {
      signal.removeEventListener('abort', abort);
      controller.abort(NO_LONGER_NEEDED);
    },
  };
}

function tookLonger(milliseconds: number): SourceError {
  return new SourceError(
    'timeout',
    `the run did not end within ${milliseconds / 1000} s; is the source slow, or are its lists without an end?`,
  );
}

/** Takes the outcome into the status, publishes what always holds, and logs when the state changed. */
export async function conclude<Api>(
  context: JobContext<Api>,
  status: JobStatus,
  outcome: Outcome,
): Promise<void> {
  const before = status.reason;
  const result = (await publishAlways(context, outcome.reason === 'ok')) ?? outcome;
  if (before === 'forbidden' && result.reason === 'ok') context.presence.tellPermitted();
  status.reason = result.reason;
  status.message = result.reason === 'ok' ? undefined : result.message;
  if (result.reason !== before) logChange(context, status, before, result);
  else if (result.reason !== 'ok' && result.isOfSource) logAlone(context, status, result);
}

/** Failures in a row of collectors that leave it to another to tell of their source. */
const untold = new WeakMap<JobStatus, number>();
/** After so many of them it is not the source that fails. */
const ALONE = 3;

/** Tells, once, of a collector that fails as if its source did, which is there. */
function logAlone<Api>(
  { source, collector, log, presence }: JobContext<Api>,
  status: JobStatus,
  { reason, message }: Failure,
): void {
  const times = untold.get(status);
  if (times === undefined || !presence.isWatched || !presence.isHere) return;
  untold.set(status, times + 1);
  if (times + 1 === ALONE) log.warn({ source: source.name, collector: collector.name, reason }, message);
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
  status: JobStatus,
  before: Reason | undefined,
  outcome: Outcome,
): void {
  const where = { source: source.name, collector: collector.name };
  const watches = collector.always !== undefined;
  const wasTold = watches || (untold.get(status) ?? 0) >= ALONE;
  untold.delete(status);
  if (outcome.reason === 'ok') {
    if (before !== undefined) log[wasTold ? 'info' : 'debug'](where, 'collector works again');
  } else if (outcome.error !== undefined) {
    log.error({ ...where, err: outcome.error }, 'collector failed by a fault of the exporter');
  } else {
    // When the whole source is away, one line of the collector that watches it is enough.
    const isLeftToOther = outcome.isOfSource && !watches;
    if (isLeftToOther) untold.set(status, 1);
    const level = isLeftToOther ? 'debug' : 'warn';
    log[level]({ ...where, reason: outcome.reason }, outcome.message);
  }
}

function failureOf(error: unknown): Failure {
  const reason = reasonOf(error);
  const isOfSource = concernsSource(reason) || error instanceof ElsewhereError;
  if (error instanceof SourceError) return { reason, message: error.message, isOfSource };
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { reason, message: `a fault of the exporter (${what})`, isOfSource, error };
}
