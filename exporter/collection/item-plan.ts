import type { Reason } from '../sources/failures.ts';
import type { Item } from './collector.ts';
import { createQueue, isBefore, type Waiting } from './queue.ts';
import { concernsSource, countFailures, endsWithReturn, gaveRows, longestWait, nextRun } from './standby.ts';

/** What is remembered of an item that was visited. */
export interface ItemState {
  /** Undefined until a visit has succeeded. */
  readonly version: string | undefined;
  readonly at: number;
  /** Not again before this time: set after a failure. */
  due: number;
  readonly failures: number;
  readonly reason: Reason;
  /** The source came back since it failed. */
  woken: boolean;
  readonly lastSuccess: number;
  /** Milliseconds. */
  readonly took: number;
  readonly requests: number;
  /** Rows that lists kept back. */
  readonly missing: number;
  series: number;
}

/** How a visit ended. */
export interface ItemVisit {
  readonly reason: Reason;
  readonly at: number;
  readonly ended: number;
  readonly requests: number;
  readonly missing?: number;
  /** Undefined: those of the visit before are still shown. */
  readonly series: number | undefined;
}

/** Which item is visited when. What it does costs by what happens, not by how many items there are. */
export interface ItemPlan {
  readonly states: ReadonlyMap<string, ItemState>;
  readonly totals: Readonly<Totals>;
  /**
   * Milliseconds that a round over all items takes: between the last two visits of the item whose turn it was last, unless
   * the former one failed; where the source failed in between, what the visits around it let expect. While some items have never been visited it is what the others let expect, if that is longer.
   */
  readonly round: number;
  /** Takes the list over, unless it is the same one. Forgets what is not listed any more, and names it. */
  list(listed: readonly Item[]): readonly string[];
  isListed(key: string): boolean;
  /** Whether all that are listed have been visited. */
  isWhole(): boolean;
  /** The item to visit now, if any. It is not named again before `visited` is told of it. */
  next(now: number): Item | undefined;
  /** Milliseconds until an item has its turn. */
  untilTurn(now: number): number;
  /** Tells nothing of an item that is gone. */
  visited(item: Item, visit: ItemVisit): void;
  /** The series of an item have ended. */
  hidden(key: string): void;
  /** The source is back: what it failed to give is due again. */
  wake(): void;
}

/** What the last visits of all items come to. */
export interface Totals {
  items: number;
  series: number;
  requests: number;
  missing: number;
  /** Milliseconds. */
  took: number;
  /** Of any item, one that is gone included; 0 before the first. */
  lastSuccess: number;
  /** How many items there are whose visits ended like this. */
  readonly reasons: Map<Reason, number>;
}

/** After so many changed items in a row one is visited whose turn it is, so that none is forgotten. */
const CHANGED_IN_A_ROW = 4;
/** First retry of an item that a failing source did not give. */
const RETRY = 30_000;

/** First retry of an item that could not be read and has changed since. */
const CHANGE_RETRY = 60_000;

/**
 * What is visited first: an item that changed, then one that is new, then the one that waited longest, be it its turn or
 * one that the source failed to give and that need not wait for its turn.
 */
const RANK = { changed: 2, new: 1, turn: 0, missed: 0 } as const;

/**
 * Unchanged items have their turns, spread evenly over the interval, the longest unvisited first. Changed and new ones
 * need no turn. When the visits do not keep up, turns are late, never made up for in a burst.
 */
export function createItemPlan(interval: () => number): ItemPlan {
  const entries = new Map<string, Entry>();
  const states = new Map<string, ItemState>();
  const totals = createTotals();
  const queues = createQueues();
  let listedLast: readonly Item[] | undefined;
  let listing = 0;
  let entered = 0;
  let nextTurn = 0;
  let changedInARow = 0;
  let round = 0;
  /** What a round will take that brings items never visited before; 0 where the last one says it. */
  let expected = 0;
  let lastOutage = Number.NEGATIVE_INFINITY;
  const pace = createPace();

  function take(item: Item): void {
    const entry = entries.get(item.key);
    if (entry === undefined) {
      const added = {
        item,
        number: entered++,
        firstListed: item.version,
        listed: listing,
        state: undefined,
        isUnderWay: false,
      };
      entries.set(item.key, added);
      queues.add(added);
    } else {
      const isSame = entry.item.version === item.version;
      entry.item = item;
      entry.listed = listing;
      if (!isSame && !entry.isUnderWay) queues.add(entry);
    }
  }

  function forget(key: string, entry: Entry): void {
    entries.delete(key);
    states.delete(key);
    queues.remove(entry);
    if (entry.state !== undefined) totals.add(entry.state, -1);
  }

  return {
    states,
    totals: totals.sums,
    get round() {
      return Math.max(round, expected);
    },
    list(listed) {
      if (listed === listedLast) return [];
      listedLast = listed;
      listing += 1;
      for (const item of listed) take(item);
      const gone: string[] = [];
      for (const [key, entry] of entries) {
        if (entry.listed === listing) continue;
        forget(key, entry);
        gone.push(key);
      }
      return gone;
    },
    isListed: (key) => entries.has(key),
    isWhole: () => states.size === entries.size,
    next(now) {
      const isTurn = nextTurn <= now;
      const inOrder = isTurn && changedInARow >= CHANGED_IN_A_ROW;
      const best = queues.takeBest(now, isTurn, inOrder);
      if (best === undefined) return undefined;
      const { entry, news } = best;
      const rank = inOrder ? RANK.turn : RANK[news];
      const step = interval() / entries.size;
      changedInARow = rank === RANK.turn ? 0 : changedInARow + 1;
      if (rank === RANK.turn && news !== 'missed') {
        nextTurn = Math.max(nextTurn + step, now);
        // Pauses after a failure are no measure of how long a round takes.
        if (entry.state?.failures === 0) {
          const isInterrupted = entry.state.at <= lastOutage;
          round = isInterrupted ? pace.perVisit() * entries.size : now - entry.state.at;
          if (states.size === entries.size) expected = 0;
        }
      } else if (rank === RANK.new) nextTurn = Math.max(nextTurn, now + step);
      entry.isUnderWay = true;
      return entry.item;
    },
    untilTurn: (now) => Math.max(0, nextTurn - now),
    wake() {
      for (const entry of entries.values()) {
        if (entry.state === undefined || !endsWithReturn(entry.state.reason)) continue;
        entry.state.due = 0;
        entry.state.woken = true;
        if (!entry.isUnderWay) queues.add(entry);
      }
    },
    hidden(key) {
      const state = states.get(key);
      if (state === undefined) return;
      totals.sums.series -= state.series;
      state.series = 0;
    },
    visited({ key, version }, { reason, at, ended, requests, missing = 0, series }) {
      pace.visited(ended, gaveRows(reason));
      if (concernsSource(reason)) lastOutage = ended;
      const entry = entries.get(key);
      if (entry === undefined) return;
      const before = entry.state;
      if (before === undefined || states.size < entries.size) expected = pace.perVisit() * entries.size;
      const failures = countFailures(reason, before?.reason ?? 'ok', before?.failures ?? 0);
      const lastSuccess = gaveRows(reason) ? ended : (before?.lastSuccess ?? 0);
      const state = {
        // What a failing source did not give is still news once it is back.
        version: concernsSource(reason) ? before?.version : version,
        at,
        due: gaveRows(reason) ? 0 : at + standby(reason, interval(), failures, lastSuccess > 0),
        failures,
        reason,
        woken: false,
        lastSuccess,
        took: ended - at,
        requests,
        missing,
        series: series ?? before?.series ?? 0,
      };
      if (before !== undefined) totals.add(before, -1);
      totals.add(state, 1);
      states.set(key, state);
      entry.state = state;
      entry.isUnderWay = false;
      queues.add(entry);
    },
  };
}

/** An item that is listed. */
interface Entry {
  item: Item;
  /** Lower than that of items listed after it. */
  readonly number: number;
  /** The version in which it was first listed: a new item that changes while it waits is news as well. */
  readonly firstListed: string;
  /** The number of the last list that had it. */
  listed: number;
  state: ItemState | undefined;
  /** It is being visited. */
  isUnderWay: boolean;
}

type News = keyof typeof RANK;

/** Since when an item waits that was never visited. */
const NEVER = 0;
const NEVER_URGENT = -1;

/** Who waits for which reason. */
function createQueues() {
  const ready = {
    changed: createQueue<Entry>(),
    new: createQueue<Entry>(),
    missed: createQueue<Entry>(),
    turn: createQueue<Entry>(),
  };
  /** Those that are not due yet, by the time when they are. */
  const waiting = createQueue<Entry>();

  function remove(entry: Entry): void {
    for (const queue of [...Object.values(ready), waiting]) queue.remove(entry);
  }

  function add(entry: Entry): void {
    remove(entry);
    const due = entry.state === undefined ? 0 : dueOf(entry.state, newsOf(entry) === 'changed');
    if (due > 0) waiting.add(entry, due, entry.number);
    else makeReady(entry);
  }

  function makeReady(entry: Entry): void {
    const since = entry.state?.at ?? (entry.item.isUrgent ? NEVER_URGENT : NEVER);
    ready[newsOf(entry)].add(entry, since, entry.number);
  }

  return {
    /** Lets it wait for what is known of it now. */
    add,
    remove,
    /** The next one to visit; it does not wait any more. */
    takeBest(now: number, isTurn: boolean, inOrder: boolean): { entry: Entry; news: News } | undefined {
      for (let due = waiting.first(); due !== undefined && due.since <= now; due = waiting.first()) {
        waiting.remove(due.entry);
        makeReady(due.entry);
      }
      let best: (Waiting<Entry> & { news: News; rank: number }) | undefined;
      for (const news of Object.keys(ready) as News[]) {
        const first = news === 'turn' && !isTurn ? undefined : ready[news].first();
        if (first === undefined) continue;
        const rank = inOrder ? RANK.turn : RANK[news];
        if (best === undefined || rank > best.rank || (rank === best.rank && isBefore(first, best)))
          best = { ...first, news, rank };
      }
      if (best !== undefined) ready[best.news].remove(best.entry);
      return best;
    },
  };
}

function newsOf({ item, firstListed, state }: Entry): News {
  if ((state?.version ?? firstListed) !== item.version) return 'changed';
  if (state?.version === undefined) return 'new';
  return concernsSource(state.reason) || state.woken ? 'missed' : 'turn';
}

function createTotals() {
  const sums: Totals = {
    ...{ items: 0, series: 0, requests: 0, missing: 0, took: 0, lastSuccess: 0 },
    reasons: new Map(),
  };
  return {
    sums,
    /** @param times 1, or -1 to take it away */
    add({ reason, series, requests, missing, took, lastSuccess }: ItemState, times: 1 | -1): void {
      sums.items += times;
      sums.series += times * series;
      sums.requests += times * requests;
      sums.missing += times * missing;
      sums.took += times * took;
      sums.lastSuccess = Math.max(sums.lastSuccess, lastSuccess);
      const count = (sums.reasons.get(reason) ?? 0) + times;
      if (count === 0) sums.reasons.delete(reason);
      else sums.reasons.set(reason, count);
    },
  };
}

/**
 * How far apart visits end, on average of the last ones. Where one failed, the pause around it is no measure: data must
 * not live longer because their source is away.
 */
function createPace() {
  let before: number | undefined;
  let counted = 0;
  let average = 0;
  return {
    perVisit: () => average,
    visited(ended: number, gaveRows: boolean): void {
      if (before !== undefined && gaveRows) {
        counted += 1;
        average += (ended - before - average) / Math.min(counted, PACE_OF);
      }
      before = gaveRows ? ended : undefined;
    },
  };
}

/** Visits that the pace is an average of. */
const PACE_OF = 50;

/** What kept an item from being read may be over once it changes; what ails the source is not. */
function dueOf({ due, at, reason }: ItemState, isChanged: boolean): number {
  return isChanged && !concernsSource(reason) ? Math.min(due, at + CHANGE_RETRY) : due;
}

function standby(reason: Reason, interval: number, failures: number, worked: boolean): number {
  if (!concernsSource(reason)) return nextRun(reason, interval, failures, worked);
  return Math.min(RETRY * 2 ** (failures - 1), longestWait(interval));
}
