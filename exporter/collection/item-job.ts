import type { Rows } from '../metric/snapshot.ts';
import type { Reason } from '../sources/failures.ts';
import { NO_LONGER_NEEDED } from '../time/abortable.ts';
import type { Item } from './collector.ts';
import { createItemPlan, type ItemPlan } from './item-plan.ts';
import { type Job, type JobContext, type JobSettings, type JobStatus, maxAgeOf, newStatus } from './job.ts';
import { createLanes } from './lanes.ts';
import type { Outcome } from './outcome.ts';
import { createHeldLine, type HeldLine } from './outcome-log.ts';
import { concernsSource, endsWithReturn, gaveRows, longestWait } from './standby.ts';
import { conclude, takeLosses, visit } from './visit.ts';

/** How often the list of items is looked at for new and changed ones, and while it waits whether the source is back. */
const LOOK = 1000;
/** As long as nothing is there to visit and lists are still read for the first time. */
const FIRST_LOOK = 100;
/** Rows are published together at this pace, since each publication compresses whole families again. */
const PUBLISH = 2000;
/** Timers are late by milliseconds: no reason to tell of another interval. */
const PUNCTUAL = 1.01;
/** The first pause when the source fails. */
const FIRST_PAUSE = 5000;

/**
 * A job that visits the items of a source, several at a time where answers take their time. Unchanged items are spread
 * evenly over the interval, the longest unvisited first; changed items come before them, then new ones. So cost follows
 * change, and when a round does not fit into the interval it takes longer, which `status.interval` tells. Without items
 * each round succeeds at once.
 */
export function createItemJob<Api>(context: JobContext<Api>): Job {
  const { source, collector, settings, clock, presence, signal } = context;
  const api = source.open({ stats: { requests: 0, dropped: 0 }, signal });
  const status = { ...newStatus(context), lostItems: 0 };
  const plan = createItemPlan(() => settings.interval);
  const publisher = createItemPublisher(context);
  const losses = createLossLog(context);
  const lanes = createLanes();
  const underWay = new Set<Promise<void>>();
  let outages = 0;
  /** How the source failed to answer a visit, before the pause for it. */
  let outage: Reason | undefined;
  let returns = presence.returns;

  async function call(item: Item): Promise<void> {
    const at = clock.now();
    let series: number | undefined;
    const take = (rows: Rows) => {
      series = rows.series;
      // It may be gone by now.
      if (plan.isListed(item.key)) publisher.add(item.key, rows);
    };
    const visited = await visit(context, take, item);
    const { outcome, requests, missing } = visited;
    const { reason } = outcome;
    // An item that vanished between the list and the visit is no failure, but its series go.
    if (reason === 'not_found') {
      series = 0;
      publisher.add(item.key, undefined);
    }
    plan.visited(item, { reason, at, ended: clock.now(), requests, missing, series });
    takeLosses(status, visited);
    lookWhetherAllIsSeen();
    sumUp(plan, settings, status);
    const summary = verdict(plan, outcome, status);
    await conclude(context, status, summary);
    if (gaveRows(summary.reason)) losses.tell(item.key, outcome);
    lanes.visited(clock.now() - at, visited.waited ?? 0);
    if (concernsSource(reason)) outage = reason;
    else if (outage === undefined) outages = 0;
  }

  function begin(item: Item): void {
    const visiting = call(item).finally(() => underWay.delete(visiting));
    underWay.add(visiting);
    // Whoever waits for it is told.
    visiting.catch(() => undefined);
  }

  /** Nothing to visit is all there is to know, once an interval, as long as the source could tell otherwise. */
  async function concludeEmptyRound(): Promise<void> {
    const isDue = clock.now() - (status.lastSuccess ?? 0) >= settings.interval;
    if (!presence.isHere || (status.reason === 'ok' && !isDue)) return;
    status.lastSuccess = clock.now();
    await conclude(context, status, { reason: 'ok' });
  }

  function lookWhetherAllIsSeen(): void {
    status.hasSeenAll ||= presence.isHere && plan.isWhole() && context.lists.areRead();
  }

  function forgetGone(items: readonly Item[]): void {
    const gone = plan.list(items);
    for (const key of gone) {
      publisher.add(key, undefined);
      losses.forget(key);
    }
    if (gone.length > 0) sumUp(plan, settings, status);
  }

  /** Waits while the source is away, no longer than that. */
  async function rest(reason: Reason): Promise<void> {
    await Promise.all(underWay);
    lanes.reset();
    outages += 1;
    outage = undefined;
    for (let left = pause(outages, settings.interval); left > 0; left -= LOOK) {
      if (presence.returns > returns && endsWithReturn(reason)) return;
      await clock.sleep(Math.min(left, LOOK), signal);
    }
  }

  /** Until a visit has ended, or so many milliseconds. */
  async function waitForVisit(longest: number): Promise<void> {
    if (underWay.size === 0) return clock.sleep(longest, signal);
    const over = new AbortController();
    const asleep = clock.sleep(longest, over.signal).catch(() => undefined);
    await Promise.race([asleep, ...underWay]).finally(() => over.abort(NO_LONGER_NEEDED));
  }

  /** One look at the list: at most one visit more. */
  async function step(): Promise<void> {
    if (presence.returns > returns) plan.wake();
    returns = presence.returns;
    const items = collector.items?.(api) ?? [];
    forgetGone(items);
    if (items.length === 0) await concludeEmptyRound();
    if (!status.hasSeenAll) lookWhetherAllIsSeen();
    await publisher.publishInTime(plan.isWhole());
    if (outage !== undefined) return rest(outage);
    if (underWay.size >= lanes.allowed()) return Promise.race(underWay);
    const item = plan.next(clock.now());
    if (item !== undefined) return begin(item);
    const look = items.length > 0 || context.lists.areTried() ? LOOK : FIRST_LOOK;
    return waitForVisit(Math.min(look, plan.untilTurn(clock.now()) || look));
  }

  return {
    status,
    async work() {
      try {
        for (;;) await step();
      } finally {
        await Promise.allSettled(underWay);
      }
    },
    async expire() {
      const oldest = clock.now() - maxAgeOf(settings, status);
      let lost = 0;
      // Together, since each change of the store compresses whole families again.
      const ended: Promise<void>[] = [];
      for (const [item, state] of plan.states) {
        if (state.lastSuccess >= oldest) continue;
        if (isLoss(state.reason)) lost += 1;
        if (state.series === 0) continue;
        plan.hidden(item);
        ended.push(publisher.drop(item));
      }
      status.lostItems = lost;
      await Promise.all(ended);
    },
  };
}

/** Publishes the rows of items together, at a pace: each publication compresses whole families again. */
function createItemPublisher<Api>({ source, collector, clock, store }: JobContext<Api>) {
  let waiting = new Map<string, Rows | undefined>();
  let publishedAt = Number.NEGATIVE_INFINITY;
  let wasWhole = false;
  const keyOf = (item: string) => ({ source: source.name, collector: collector.name, item });

  return {
    /** Without rows those of the item go. */
    add: (item: string, rows: Rows | undefined) => void waiting.set(item, rows),
    drop: (item: string) => store.drop(keyOf(item)),
    /** @param isWhole every item has been visited; the last one of them is not kept waiting */
    async publishInTime(isWhole: boolean): Promise<void> {
      const isLast = isWhole && !wasWhole;
      if (waiting.size === 0 || (!isLast && clock.now() - publishedAt < PUBLISH)) return;
      wasWhole = isWhole;
      publishedAt = clock.now();
      const pending = waiting;
      waiting = new Map();
      await Promise.all(
        [...pending].map(([item, rows]) =>
          rows ? store.publish(keyOf(item), rows) : store.drop(keyOf(item)),
        ),
      );
    },
  };
}

/** Logs once what goes unnoticed in the state of a collector because it works for other items. */
function createLossLog<Api>({ source, collector, clock, log, presence }: JobContext<Api>) {
  const lines = new Map<string, HeldLine>();

  function forget(item: string): void {
    lines.get(item)?.withdraw();
    lines.delete(item);
  }

  return {
    forget,
    tell(item: string, outcome: Outcome): void {
      if (gaveRows(outcome.reason)) forget(item);
      if (outcome.reason === 'ok' || !isLoss(outcome.reason)) return;
      const { reason, message } = outcome;
      const line = lines.get(item) ?? createHeldLine();
      lines.set(item, line);
      const where = { source: source.name, collector: collector.name, item };
      line.hold(presence, clock.now(), () => log.warn({ ...where, reason }, message));
    },
  };
}

/** Takes what all items come to into the status of their collector. */
function sumUp({ totals, round }: ItemPlan, { interval }: JobSettings, status: JobStatus): void {
  status.series = totals.series;
  status.requests = totals.requests;
  status.missing = totals.missing;
  status.duration = totals.took;
  const isLate = totals.items > 0 && round > interval * PUNCTUAL;
  status.interval = isLate ? round : interval;
  if (totals.lastSuccess > 0) status.lastSuccess = Math.max(totals.lastSuccess, status.lastSuccess ?? 0);
}

/** One item that may not be read does not make a collector fail, unless no other can be. */
function verdict({ totals: { reasons } }: ItemPlan, last: Outcome, { message }: JobStatus): Outcome {
  if (concernsSource(last.reason) || last.reason === 'incomplete') return last;
  // What one item keeps back is kept back, however well the others do.
  if (reasons.has('incomplete') && message !== undefined)
    return { reason: 'incomplete', message, isOfSource: false };
  return reasons.has('ok') ? { reason: 'ok' } : last;
}

/** What the source does not have, or not any more, is no loss. */
function isLoss(reason: Reason): boolean {
  return !gaveRows(reason) && reason !== 'not_found';
}

function pause(outages: number, interval: number): number {
  return Math.min(FIRST_PAUSE * 2 ** (outages - 1), longestWait(interval)) * (0.9 + 0.1 * Math.random());
}
