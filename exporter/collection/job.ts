import type { Logger } from 'pino';
import type { SnapshotStore } from '../metric/snapshot.ts';
import type { Reason, SourceError } from '../sources/failures.ts';
import type { Clock } from '../time/clock.ts';
import type { Collector } from './collector.ts';
import type { Presence } from './presence.ts';

/** A configured Palette, a Local UI host, or what was discovered behind one. */
export interface Source<Api> {
  readonly name: string;
  /** Labels of all its series: `{ palette: 'pma' }`. */
  readonly labels: Readonly<Record<string, string>>;
  /** What the collectors work with during one run. */
  open(run: Run): Api;
  /** Differs when its key or password was replaced; never the secret itself. */
  credentials?(): string;
}

/** May change while the job is at work, when the configuration is read again. */
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
  /** Milliseconds: of the last run, or of all visits of the last round over the items. */
  duration: number;
  /** Milliseconds between two runs or rounds: the configured interval, or more where the work does not fit into it. */
  interval: number;
  /** Of the last run or round. */
  requests: number;
  /** Rows that did not fit and series that came twice, since the start. */
  dropped: number;
  series: number;
  /** Values that could not be read since the start, by the path of their field. */
  readonly unread: Map<string, number>;
  /** Members of enumerations that nobody knows, since the start, by the path of their field. */
  readonly unknown: Map<string, number>;
  /** Rows that lists kept back in the last run, or in the last visits of all items. */
  missing: number;
  /** Of the last run: whether each project that the configuration names could be read; empty where it names none. */
  projects: ReadonlyMap<string, boolean>;
  /** Whether the first run or round has ended, so that what is shown is all there is to see. Stays so. */
  hasSeenAll: boolean;
  /** Items whose data are lost because visits have failed for too long; undefined where there are no items. */
  lostItems: number | undefined;
}

export interface JobContext<Api> {
  readonly source: Source<Api>;
  readonly collector: Collector<Api>;
  readonly settings: JobSettings;
  readonly clock: Clock;
  readonly store: SnapshotStore;
  readonly log: Logger;
  readonly presence: Presence;
  readonly lists: Lists;
  readonly signal: AbortSignal;
}

/** The lists of a source, which its other collectors share with each other. */
export interface Lists {
  /** Whether a first run over each of them has ended, however it did: until then none is read again. */
  areTried(): boolean;
  /** Whether each has told all that there is. */
  areRead(): boolean;
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
    unread: new Map(),
    unknown: new Map(),
    missing: 0,
    projects: new Map(),
    hasSeenAll: false,
    lostItems: undefined,
  };
}

/** Milliseconds that a snapshot outlives its last success: longer where the runs are further apart than configured. */
export function maxAgeOf({ interval, maxAge }: JobSettings, status: Readonly<JobStatus>): number {
  return maxAge * Math.max(1, status.interval / interval);
}

/** What a collector run cost and lost; the client counts, the scheduler reads. */
export interface RunStats {
  requests: number;
  /** Milliseconds that its requests waited for the budget. */
  waited?: number;
  /** Rows that did not fit their schema. */
  dropped: number;
  /** Objects that were left out as a whole: what the run shows is not all there is. */
  lost?: number;
  /** Values that could not be read, by the path of their field. */
  unread?: Map<string, number>;
  /** Members of enumerations that nobody knows, by the path of their field. */
  unknown?: Map<string, number>;
}

/** What a run hands to the clients below it. */
export interface Run {
  readonly stats: RunStats;
  readonly signal: AbortSignal;
  /** Its requests give way to those of other runs: it visits one of many objects. */
  readonly patient?: boolean;
  /** The first run of a collector with a `sight`: its requests go before those of higher numbers and of all others. */
  readonly sight?: number | undefined;
  /** Whose run it is: those who wait for the same budget have their turns in it. */
  readonly who?: string;
  /** Milliseconds that one of its requests may wait for the budget, or for what a `Retry-After` says. */
  readonly longestWait?: number;
  /** What is wrong although its samples hold. */
  problem?: SourceError;
  /** Rows that lists kept back. */
  missing?: number;
  /** The source has what it lacked before: what others found missing may be there as well. */
  gained?: boolean;
  /** Whether each project that the configuration names could be read, by how it calls it. */
  projects?: Map<string, boolean>;
}
