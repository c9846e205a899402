import type { Rows, SnapshotStore } from '../metric/snapshot.ts';
import { EndlessError, SourceError } from '../sources/failures.ts';
import { abortable, NO_LONGER_NEEDED } from '../time/abortable.ts';
import type { Clock } from '../time/clock.ts';
import type { Item } from './collector.ts';
import type { JobContext, JobSettings, JobStatus, Run, RunStats } from './job.ts';
import { type Failure, failureOf, type Outcome } from './outcome.ts';
import { logOutcome } from './outcome-log.ts';

export interface Visit {
  readonly outcome: Outcome;
  readonly requests: number;
  readonly waited?: number;
  readonly dropped: number;
  readonly unread?: ReadonlyMap<string, number>;
  readonly unknown?: ReadonlyMap<string, number>;
  /** Rows that lists kept back. */
  readonly missing: number;
  /** Whether the source has more than it had. */
  readonly gained: boolean;
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
  const told = () => ({
    ...stats,
    missing: run.missing ?? 0,
    gained: run.gained ?? false,
    projects: run.projects ?? new Map(),
  });
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

function tookLonger(milliseconds: number): EndlessError {
  return new EndlessError(
    'timeout',
    `the run did not end within ${milliseconds / 1000} s; is the source slow, or are its lists without an end?`,
  );
}

/** Takes the outcome into the status, whose duration is that of the run, publishes what always holds, and logs. */
export async function conclude<Api>(
  context: JobContext<Api>,
  status: JobStatus,
  outcome: Outcome,
): Promise<void> {
  const before = status.reason;
  const result = (await publishAlways(context, status, outcome.reason === 'ok')) ?? outcome;
  if (before === 'forbidden' && result.reason === 'ok') context.presence.tellGained();
  status.reason = result.reason;
  status.message = result.reason === 'ok' ? undefined : result.message;
  logOutcome(context, status, before, result);
}

async function publishAlways<Api>(
  context: JobContext<Api>,
  { duration }: JobStatus,
  ok: boolean,
): Promise<Failure | undefined> {
  const { source, collector, clock, store, presence, signal } = context;
  if (collector.always === undefined) return undefined;
  presence.tell(ok, clock.now() - duration);
  try {
    const writer = store.writer(source.labels);
    collector.always(source.open({ stats: { requests: 0, dropped: 0 }, signal }), writer.emit, ok);
    await store.publish({ source: source.name, collector: collector.name, item: 'always' }, writer.finish());
    return undefined;
  } catch (error) {
    return failureOf(error);
  }
}
