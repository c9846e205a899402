import type { Emit } from './emit.ts';
import type { Metric } from './metric.ts';

/** The rendered samples of one family: complete lines of UTF-8 text without HELP and TYPE. */
export interface FamilyRows {
  readonly metric: Metric;
  /** The text in pieces of 64 KiB at most; concatenated they are the rows in the order of emission. */
  readonly chunks: readonly Buffer[];
  /** Length of all chunks, in bytes. */
  readonly bytes: number;
  readonly series: number;
}

/** The rendered samples of one collector run. */
export interface Rows {
  /** By name, families with at least one series. */
  readonly families: ReadonlyMap<string, FamilyRows>;
  readonly series: number;
  /** Series that were emitted again in the same run, and dropped. */
  readonly duplicates: number;
}

/** Renders the samples of one collector run as the collector emits them. */
export interface RowWriter {
  readonly emit: Emit;
  /** Ends the run; nothing may be emitted afterwards. */
  finish(): Rows;
}

/** Whose rows: a collector of a source, or one of the items that it visits. */
export interface SnapshotKey {
  readonly source: string;
  readonly collector: string;
  readonly item?: string;
}

/** What a `drop` removes: a source, one of its collectors with all items, or one item. */
export type SnapshotScope = Pick<SnapshotKey, 'source'> & Partial<SnapshotKey>;

/** Where collectors leave their samples: the last rows of each of them. */
export interface SnapshotStore {
  /** @param labels of the source (`{ palette: 'pma' }`), written first in every line */
  writer(labels: Readonly<Record<string, string>>): RowWriter;
  /** Replaces the rows of a key. Resolves when scrapes see them. */
  publish(key: SnapshotKey, rows: Rows): Promise<void>;
  /** Removes the rows of all keys within the scope, published or about to be. Resolves when scrapes no longer see them. */
  drop(scope: SnapshotScope): Promise<void>;
}
