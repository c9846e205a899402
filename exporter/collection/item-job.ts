import type { Rows } from '../exposition/rows.ts';
import type { Item } from './collector.ts';
import { conclude, type Job, type JobContext, newStatus, type Visit, visit } from './job.ts';
import { concernsSource, nextRun } from './standby.ts';

/** What is remembered of an item that was visited. */
interface Visited {
  version: string;
  at: number;
  /** Not again before this time: set after a failure of its own. */
  due: number;
  failures: number;
  reason: Visit['reason'];
  lastSuccess: number;
  series: number;
  requests: number;
}

/** How often the list of items is looked at for new and changed ones. */
const LOOK = 1000;
/** Rows are published together at this pace, since each publication compresses whole families again. */
const PUBLISH = 2000;
/** After so many changed items in a row one is visited whose turn it is, so that none is forgotten. */
const CHANGED_IN_A_ROW = 4;

/**
 * A job that visits the items of a source one by one. Unchanged items are spread evenly over the interval, the longest
 * unvisited first; changed items come before them, then new ones. So cost follows change, and when a round does not fit
 * into the interval it takes longer, which `status.interval` tells.
 */
export function createItemJob<Api>(context: JobContext<Api>): Job {
  const { source, collector, settings, clock, store, signal } = context;
  const api = source.open({ stats: { requests: 0, dropped: 0 }, signal });
  const status = newStatus(context);
  const visited = new Map<string, Visited>();
  let unpublished = new Map<string, Rows | undefined>();
  let publishedAt = clock.now();
  let nextTurn = 0;
  let changedInARow = 0;
  let outages = 0;

  const keyOf = (item: string) => ({ source: source.name, collector: collector.name, item });

  function forgetUnlisted(items: readonly Item[]): void {
    const listed = new Set(items.map(({ key }) => key));
    for (const key of visited.keys()) {
      if (listed.has(key)) continue;
      visited.delete(key);
      unpublished.set(key, undefined);
    }
  }

  /** The item to visit now, if any. */
  function choose(items: readonly Item[]): Item | undefined {
    const now = clock.now();
    const turn = nextTurn <= now;
    const changedFirst = !turn || changedInARow < CHANGED_IN_A_ROW;
    let best: { item: Item; rank: number; at: number } | undefined;
    for (const item of items) {
      const known = visited.get(item.key);
      if (known !== undefined && known.due > now) continue;
      const changed = known === undefined || known.version !== item.version;
      if (!changed && !turn) continue;
      const rank = !changedFirst || !changed ? 0 : known === undefined ? 1 : 2;
      const at = known?.at ?? 0;
      if (best === undefined || rank > best.rank || (rank === best.rank && at < best.at))
        best = { item, rank, at };
    }
    changedInARow = best !== undefined && best.rank > 0 ? changedInARow + 1 : 0;
    return best?.item;
  }

  async function call(item: Item): Promise<Visit['reason']> {
    const at = clock.now();
    const before = visited.get(item.key);
    const { rows, requests, dropped, ...outcome } = await visit(context, item);
    const { reason } = outcome;
    const failures = reason === 'ok' ? 0 : (before?.failures ?? 0) + 1;
    const wait = reason === 'ok' || concernsSource(reason) ? 0 : nextRun(reason, settings.interval, failures);
    // An item that vanished between the list and the visit is no failure, but its series go.
    const gone = reason === 'not_found';
    visited.set(item.key, {
      version: item.version,
      at,
      due: wait === 0 ? 0 : at + wait,
      failures,
      reason,
      lastSuccess: reason === 'ok' ? clock.now() : (before?.lastSuccess ?? 0),
      series: rows?.series ?? (gone ? 0 : (before?.series ?? 0)),
      requests,
    });
    if (rows || gone) unpublished.set(item.key, rows);
    status.dropped += dropped;
    sumUp(outcome);
    return reason;
  }

  function sumUp(last: Pick<Visit, 'reason' | 'message'>): void {
    const states = [...visited.values()];
    status.series = states.reduce((sum, { series }) => sum + series, 0);
    status.requests = states.reduce((sum, { requests }) => sum + requests, 0);
    status.duration = clock.now() - Math.min(...states.map(({ at }) => at));
    status.interval = Math.max(settings.interval, status.duration);
    const working = states.some(({ reason }) => reason === 'ok' || reason === 'not_found');
    conclude(context, status, working && !concernsSource(last.reason) ? { reason: 'ok' } : last);
  }

  async function publish(): Promise<void> {
    publishedAt = clock.now();
    const pending = unpublished;
    unpublished = new Map();
    await Promise.all(
      [...pending].map(([item, rows]) => (rows ? store.publish(keyOf(item), rows) : store.drop(keyOf(item)))),
    );
  }

  return {
    status,
    async work() {
      for (;;) {
        const items = collector.items?.(api) ?? [];
        forgetUnlisted(items);
        const item = choose(items);
        if (unpublished.size > 0 && (item === undefined || clock.now() - publishedAt >= PUBLISH))
          await publish();
        if (item === undefined) {
          await clock.sleep(LOOK, signal);
          continue;
        }
        const started = clock.now();
        const reason = await call(item);
        nextTurn = Math.max(nextTurn, started) + settings.interval / items.length;
        outages = concernsSource(reason) ? outages + 1 : 0;
        if (outages > 0) await clock.sleep(nextRun(reason, settings.interval, outages), signal);
      }
    },
    async expire() {
      const maxAge = Math.max(settings.maxAge, 5 * status.interval);
      for (const [item, state] of visited) {
        if (state.series === 0 || clock.now() - state.lastSuccess <= maxAge) continue;
        state.series = 0;
        await store.drop(keyOf(item));
      }
    },
  };
}
