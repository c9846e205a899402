import type { Rows } from '../metric/snapshot.ts';
import type { Reason } from '../sources/failures.ts';
import type { Item } from './collector.ts';
import { createItemPlan } from './item-plan.ts';
import { type Job, type JobContext, maxAgeOf, newStatus } from './job.ts';
import { concernsSource, isOutage, longestWait } from './standby.ts';
import { conclude, type Outcome, visit } from './visit.ts';

/** How often the list of items is looked at for new and changed ones, and while it waits whether the source is back. */
const LOOK = 1000;
/** Rows are published together at this pace, since each publication compresses whole families again. */
const PUBLISH = 2000;
/** Timers are late by milliseconds: no reason to tell of another interval. */
const PUNCTUAL = 1.01;
/** The first pause when the source fails. */
const FIRST_PAUSE = 5000;

/**
 * A job that visits the items of a source one by one. Unchanged items are spread evenly over the interval, the longest
 * unvisited first; changed items come before them, then new ones. So cost follows change, and when a round does not fit
 * into the interval it takes longer, which `status.interval` tells. Without items each round succeeds at once.
 */
export function createItemJob<Api>(context: JobContext<Api>): Job {
  const { source, collector, settings, clock, store, log, presence, signal } = context;
  const api = source.open({ stats: { requests: 0, dropped: 0 }, signal });
  const status = { ...newStatus(context), lostItems: 0 };
  const plan = createItemPlan(() => settings.interval);
  let unpublished = new Map<string, Rows | undefined>();
  const told = new Set<string>();
  let publishedAt = Number.NEGATIVE_INFINITY;
  let outages = 0;
  let returns = presence.returns;

  const keyOf = (item: string) => ({ source: source.name, collector: collector.name, item });

  async function call(item: Item): Promise<Reason> {
    const at = clock.now();
    let series: number | undefined;
    const { outcome, requests, dropped } = await visit(
      context,
      (rows) => {
        series = rows.series;
        unpublished.set(item.key, rows);
      },
      item,
    );
    const { reason } = outcome;
    // An item that vanished between the list and the visit is no failure, but its series go.
    if (reason === 'not_found') {
      series = 0;
      unpublished.set(item.key, undefined);
    }
    plan.visited(item, { reason, at, ended: clock.now(), requests, series });
    status.dropped += dropped;
    sumUp();
    const summary = verdict(outcome);
    await conclude(context, status, summary);
    if (summary.reason === 'ok') tellOf(item, outcome);
    return reason;
  }

  /** What goes unnoticed in the state of the collector because it works for other items: said once. */
  function tellOf({ key }: Item, outcome: Outcome): void {
    if (outcome.reason === 'ok') told.delete(key);
    if (outcome.reason === 'ok' || !isLoss(outcome.reason) || told.has(key)) return;
    told.add(key);
    const where = { source: source.name, collector: collector.name, item: key };
    log.warn({ ...where, reason: outcome.reason }, outcome.message);
  }

  function sumUp(): void {
    const states = [...plan.states.values()];
    status.series = states.reduce((sum, { series }) => sum + series, 0);
    status.requests = states.reduce((sum, { requests }) => sum + requests, 0);
    status.duration = states.reduce((sum, { took }) => sum + took, 0);
    const isLate = states.length > 0 && plan.round > settings.interval * PUNCTUAL;
    status.interval = isLate ? plan.round : settings.interval;
    // An item that is gone takes back nothing.
    const lastSuccess = states.reduce(
      (last, state) => Math.max(last, state.lastSuccess),
      status.lastSuccess ?? 0,
    );
    if (lastSuccess > 0) status.lastSuccess = lastSuccess;
  }

  /** Nothing to visit is all there is to know, once an interval, as long as the source could tell otherwise. */
  async function concludeEmptyRound(): Promise<void> {
    const isDue = clock.now() - (status.lastSuccess ?? 0) >= settings.interval;
    if (!presence.isHere || (status.reason === 'ok' && !isDue)) return;
    status.lastSuccess = clock.now();
    await conclude(context, status, { reason: 'ok' });
  }

  /** One item that may not be read does not make a collector fail, unless no other can be. */
  function verdict(last: Outcome): Outcome {
    if (concernsSource(last.reason)) return last;
    const works = [...plan.states.values()].some(({ reason }) => reason === 'ok');
    return works ? { reason: 'ok' } : last;
  }

  async function publish(): Promise<void> {
    publishedAt = clock.now();
    const pending = unpublished;
    unpublished = new Map();
    await Promise.all(
      [...pending].map(([item, rows]) => (rows ? store.publish(keyOf(item), rows) : store.drop(keyOf(item)))),
    );
  }

  /** Waits while the source is away, no longer than that. */
  async function rest(reason: Reason): Promise<void> {
    for (let left = pause(outages, settings.interval); left > 0; left -= LOOK) {
      if (isOutage(reason) && presence.returns > returns) return;
      await clock.sleep(Math.min(left, LOOK), signal);
    }
  }

  return {
    status,
    async work() {
      for (;;) {
        if (presence.returns > returns) plan.wake();
        returns = presence.returns;
        const items = collector.items?.(api) ?? [];
        const gone = plan.forget(items);
        for (const key of gone) {
          unpublished.set(key, undefined);
          told.delete(key);
        }
        if (gone.length > 0) sumUp();
        if (items.length === 0) await concludeEmptyRound();
        if (unpublished.size > 0 && clock.now() - publishedAt >= PUBLISH) await publish();
        const item = plan.next(items, clock.now());
        if (item === undefined) {
          await clock.sleep(Math.min(LOOK, plan.untilTurn(clock.now()) || LOOK), signal);
          continue;
        }
        const reason = await call(item);
        outages = concernsSource(reason) ? outages + 1 : 0;
        if (outages > 0) await rest(reason);
      }
    },
    async expire() {
      const maxAge = maxAgeOf(settings, status);
      let lost = 0;
      for (const [item, state] of plan.states) {
        if (clock.now() - state.lastSuccess <= maxAge) continue;
        if (isLoss(state.reason)) lost += 1;
        if (state.series === 0) continue;
        state.series = 0;
        await store.drop(keyOf(item));
      }
      status.lostItems = lost;
    },
  };
}

/** What the source does not have, or not any more, is no loss. */
function isLoss(reason: Reason): boolean {
  return reason !== 'ok' && reason !== 'not_found';
}

function pause(outages: number, interval: number): number {
  return Math.min(FIRST_PAUSE * 2 ** (outages - 1), longestWait(interval)) * (0.9 + 0.1 * Math.random());
}
