/** Something that happened at a time, in a list that only grows: an event, an audit. */
export interface Occurrence<Key extends readonly string[]> {
  readonly uid: string;
  /** Seconds since the epoch. */
  readonly at: number;
  /** What it is counted under. */
  readonly key: Key;
}

/**
 * Counts what happened since the exporter started, over many reads of a list. What was there at the first read is
 * history: it brings its keys to 0, so that the next occurrence is seen as an increase, and counts no further.
 *
 * An occurrence that turns up late, older than one that was counted, is missed.
 */
export interface Occurrences<Key extends readonly string[]> {
  /** Time of the newest occurrence that was read in a scope; undefined before the first read. */
  since(scope: string | undefined): number | undefined;
  /**
   * Takes what a read of a scope gave, in any order, with rows that were read before.
   *
   * @param from where the first read began: when it finds nothing, everything after that is new
   */
  take(scope: string | undefined, rows: readonly Occurrence<Key>[], from?: number): void;
  /** Lets a key be 0 before it first occurs. */
  begin(key: Key): void;
  counts(): Iterable<readonly [Key, number]>;
}

interface Watermark {
  at: number;
  /** What was read of that very moment: more of it may follow. */
  uids: ReadonlySet<string>;
}

export function createOccurrences<Key extends readonly string[]>(): Occurrences<Key> {
  const counted = new Map<string, [Key, number]>();
  const watermarks = new Map<string | undefined, Watermark>();

  function add(key: Key, amount: number): void {
    const text = JSON.stringify(key);
    const entry = counted.get(text);
    if (entry === undefined) counted.set(text, [key, amount]);
    else entry[1] += amount;
  }

  return {
    since: (scope) => watermarks.get(scope)?.at,
    begin: (key) => add(key, 0),
    counts: () => counted.values(),
    take(scope, rows, from = 0) {
      const before = watermarks.get(scope);
      for (const { uid, at, key } of rows) {
        if (before === undefined) add(key, 0);
        else if (at > before.at || (at === before.at && !before.uids.has(uid))) add(key, 1);
      }
      const at = rows.reduce((newest, row) => Math.max(newest, row.at), before?.at ?? from);
      const known = before !== undefined && before.at === at ? before.uids : [];
      const uids = new Set([...known, ...rows.filter((row) => row.at === at).map(({ uid }) => uid)]);
      watermarks.set(scope, { at, uids });
    },
  };
}
