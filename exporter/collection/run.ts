import type { SourceError } from '../sources/failures.ts';

/** What a collector run cost and lost; the client counts, the scheduler reads. */
export interface RunStats {
  requests: number;
  /** Rows that did not fit their schema. */
  dropped: number;
}

/** What a run hands to the clients below it. */
export interface Run {
  readonly stats: RunStats;
  readonly signal: AbortSignal;
  /** Its requests give way to those of other runs: it visits one of many objects. */
  readonly patient?: boolean;
  /** What is wrong although its samples hold. */
  problem?: SourceError;
}
