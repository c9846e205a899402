import { setImmediate as turn } from 'node:timers/promises';
import type { Metric } from '../metric/metric.ts';
import type { Rows, SnapshotKey, SnapshotScope, SnapshotStore } from '../metric/snapshot.ts';
import { applyChanges, type Change, type Contents } from './changes.ts';
import { type Exposition, expose, exposeSource, type ResponseOptions } from './response.ts';
import { createRows } from './rows.ts';
import { createState, type StateStats } from './state.ts';

/** The snapshot store: the last rows of every collector, ready to be sent. */
export interface Store extends SnapshotStore {
  /**
   * Replaces the rows of a key. Resolves when scrapes see them, as text and as gzip.
   *
   * Changes made in the same turn of the event loop, or while another change is being compressed, become visible
   * together, in one new state. So whoever publishes many keys calls this for each without waiting in between.
   *
   * Rejects when a metric contradicts another one of the same name, which is a programming error; nothing changes then.
   */
  publish(key: SnapshotKey, rows: Rows): Promise<void>;
  /** The answer to a scrape. Throws when a live family is also in the store, which is a programming error. */
  response(options: ResponseOptions): Exposition;
  /** The series of one source only, not compressed; undefined when it has none. */
  sourceResponse(source: string, options: Omit<ResponseOptions, 'gzip'>): Exposition | undefined;
  stats(): StoreStats;
}

export interface StoreStats extends StateStats {
  /** Families whose bytes have changed and were compressed again, since the start. */
  readonly familiesRendered: number;
}

export function createStore(): Store {
  const declared = new Map<string, Metric>();
  const keys = new Map<string, SnapshotKey>();
  let state = createState(new Map());
  const contents: Contents = new Map();
  let pending = new Map<string, Change>();
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<void> | undefined;
  let familiesRendered = 0;

  /** Applies what is pending after the change that is under way; all callers until then share one result. */
  const settle = (): Promise<void> => {
    if (next !== undefined) return next;
    const waiting = running
      .then(() => turn())
      .then(async () => {
        const changes = pending;
        pending = new Map();
        next = undefined;
        const updated = await applyChanges(state, contents, changes);
        state = updated.state;
        familiesRendered += updated.rendered;
      });
    // A failure is told to its own callers; later changes go ahead.
    running = waiting.catch(() => {});
    next = waiting;
    return waiting;
  };

  return {
    writer: createRows,
    async publish(key, rows) {
      for (const { metric } of rows.families.values()) declare(declared, metric);
      const id = idOf(key);
      keys.set(id, key);
      pending.set(id, { source: key.source, rows });
      await settle();
    },
    async drop(scope) {
      for (const id of idsWithin(keys, scope)) {
        keys.delete(id);
        pending.set(id, { source: scope.source, rows: undefined });
      }
      await settle();
    },
    response: (options) => expose(state, options),
    sourceResponse: (source, options) => exposeSource(state, source, options),
    stats: () => ({ ...state.stats(), familiesRendered }),
  };
}

function declare(declared: Map<string, Metric>, metric: Metric): void {
  const known = declared.get(metric.name);
  if (known === undefined) declared.set(metric.name, metric);
  else if (known.help !== metric.help || known.type !== metric.type) {
    throw new Error(`metric ${metric.name} is declared twice, with different HELP or type`);
  }
}

function idOf({ source, collector, item }: SnapshotKey): string {
  return JSON.stringify([source, collector, item]);
}

/** One item is found without a look at the others: there are thousands of them. */
function idsWithin(keys: ReadonlyMap<string, SnapshotKey>, scope: SnapshotScope): readonly string[] {
  const { source, collector, item } = scope;
  if (collector !== undefined && item !== undefined) {
    const id = idOf({ source, collector, item });
    return keys.has(id) ? [id] : [];
  }
  return [...keys].filter(([, key]) => isWithin(key, scope)).map(([id]) => id);
}

function isWithin(key: SnapshotKey, { source, collector, item }: SnapshotScope): boolean {
  if (key.source !== source || (collector !== undefined && key.collector !== collector)) return false;
  return item === undefined || key.item === item;
}
