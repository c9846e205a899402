import type { Reason } from '../sources/failures.ts';
import type { JobContext, JobStatus } from './job.ts';
import type { Outcome } from './outcome.ts';
import type { Presence } from './presence.ts';

/** A line that is written once, when it is known that what it tells is not told by the line of the whole source. */
export interface HeldLine {
  /** Writes it at once where nobody watches the source, else when a look finds that the source was there all the time. */
  hold(presence: Presence, now: number, write: () => void): void;
  /** What has not been written is not any more. */
  withdraw(): void;
}

/**
 * Tells the log when a collector begins to fail and when it works again, one line each. When the whole source fails, the
 * line of the collector that watches it is enough: the others wait for what that one finds.
 *
 * @param before how the run before ended
 */
export function logOutcome<Api>(
  context: JobContext<Api>,
  status: JobStatus,
  before: Reason | undefined,
  outcome: Outcome,
): void {
  const { source, collector, clock, log, presence } = context;
  const where = { source: source.name, collector: collector.name };
  const watches = collector.always !== undefined;
  const isNew = outcome.reason !== before;
  const line = lineOf(status);
  if (isNew) restart(line);
  if (outcome.reason === 'ok') {
    const wasTold = watches || line.told !== undefined;
    line.told = undefined;
    if (isNew && before !== undefined) log[wasTold ? 'info' : 'debug'](where, 'collector works again');
    return;
  }
  const { reason, message, isOfSource, error } = outcome;
  const warn = () => {
    line.told = reason;
    if (error === undefined) log.warn({ ...where, reason }, message);
    else log.error({ ...where, err: error }, 'collector failed by a fault of the exporter');
  };
  if (watches ? !isNew : line.told === reason) return;
  if (watches || error !== undefined || reason === 'incomplete') {
    warn();
    return;
  }
  if (isNew) log.debug({ ...where, reason }, message);
  // A source that is there may still fail one request now and then, which is told when it goes on.
  if (isOfSource && !isNew && presence.isWatched && presence.isHere) line.failures += 1;
  if (!isOfSource) line.held.hold(presence, clock.now(), warn);
  else if (line.failures === ALONE) warn();
}

/** Failures in a row, each as if the source failed, after which it is the collector alone. */
const ALONE = 3;

/** What of a collector's state the log has been told. */
interface Line {
  /** The last reason, until the collector works again. */
  told: Reason | undefined;
  readonly held: HeldLine;
  failures: number;
}

const lines = new WeakMap<JobStatus, Line>();

function lineOf(status: JobStatus): Line {
  const line = lines.get(status) ?? { told: undefined, held: createHeldLine(), failures: 1 };
  lines.set(status, line);
  return line;
}

function restart(line: Line): void {
  line.held.withdraw();
  line.failures = 1;
}

export function createHeldLine(): HeldLine {
  let isWritten = false;
  let takeBack: (() => void) | undefined;
  return {
    hold(presence, now, write) {
      if (isWritten || takeBack !== undefined) return;
      const before = presence.whenKnown(now, (wasHere) => {
        takeBack = undefined;
        isWritten = wasHere;
        if (wasHere) write();
      });
      if (!isWritten) takeBack = before;
    },
    withdraw() {
      takeBack?.();
      takeBack = undefined;
      isWritten = false;
    },
  };
}
