import { createRows } from '../../exporter/exposition/rows.ts';
import type { Rows, SnapshotKey, SnapshotScope, SnapshotStore } from '../../exporter/metric/snapshot.ts';

/** A store without compression, whose changes show at once: the real one works in real time, which stands still here. */
export interface PlainStore extends SnapshotStore {
  /** All rows, sorted. */
  rows(): string[];
  /** How often something was published or dropped. */
  readonly changes: number;
  /** When set, publishing fails. */
  fault: Error | undefined;
}

export function createPlainStore(): PlainStore {
  const entries = new Map<string, { readonly key: SnapshotKey; readonly rows: Rows }>();
  const store = {
    writer: createRows,
    changes: 0,
    fault: undefined as Error | undefined,
    async publish(key: SnapshotKey, rows: Rows) {
      if (store.fault) throw store.fault;
      store.changes += 1;
      entries.set(JSON.stringify([key.source, key.collector, key.item]), { key, rows });
    },
    async drop(scope: SnapshotScope) {
      store.changes += 1;
      for (const [id, { key }] of entries) if (isWithin(key, scope)) entries.delete(id);
    },
    rows: () => [...entries.values()].flatMap(({ rows }) => linesOf(rows)).sort(),
  };
  return store;
}

function isWithin(key: SnapshotKey, scope: SnapshotScope): boolean {
  if (key.source !== scope.source) return false;
  if (scope.collector !== undefined && key.collector !== scope.collector) return false;
  return scope.item === undefined || key.item === scope.item;
}

function linesOf({ families }: Rows): string[] {
  const chunks = [...families.values()].flatMap((family) => family.chunks);
  return Buffer.concat(chunks)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
}
