import type { Reason } from '../sources/failures.ts';
import type { Item } from './collector.ts';
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

/** Which item is visited when. */
export interface ItemPlan {
  readonly states: ReadonlyMap<string, ItemState>;
  /**
   * Milliseconds that a round over all items takes: between the last two visits of the item whose turn it was last, unless
   * the former one failed. While some items have never been visited it is what the others let expect, if that is longer.
   */
  readonly round: number;
  /** Forgets what is not listed any more, and names it. */
  forget(listed: readonly Item[]): readonly string[];
  /** The item to visit now, if any. */
  next(listed: readonly Item[], now: number): Item | undefined;
  /** Milliseconds until an item has its turn. */
  untilTurn(now: number): number;
  visited(item: Item, visit: ItemVisit): void;
  /** The source is back: what it failed to give is due again. */
  wake(): void;
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
  const states = new Map<string, ItemState>();
  /** The version in which an item was first listed: a new item that changes while it waits is news as well. */
  const firstListed = new Map<string, string>();
  let nextTurn = 0;
  let changedInARow = 0;
  let round = 0;
  /** What a round will take that brings items never visited before; 0 where the last one says it. */
  let expected = 0;
  const pace = createPace();

  function choose(listed: readonly Item[], now: number) {
    const isTurn = nextTurn <= now;
    const inOrder = isTurn && changedInARow >= CHANGED_IN_A_ROW;
    let best: { item: Item; news: keyof typeof RANK; rank: number; at: number } | undefined;
    for (const item of listed) {
      const state = states.get(item.key);
      const news = newsOf(item, state);
      if (state !== undefined && dueOf(state, news === 'changed') > now) continue;
      if (news === 'turn' && !isTurn) continue;
      const rank = inOrder ? RANK.turn : RANK[news];
      const at = state?.at ?? 0;
      if (best === undefined || rank > best.rank || (rank === best.rank && at < best.at))
        best = { item, news, rank, at };
    }
    return best;
  }

  function newsOf({ key, version }: Item, state: ItemState | undefined): keyof typeof RANK {
    const known = state?.version ?? firstListed.get(key);
    if (known !== undefined && known !== version) return 'changed';
    if (state?.version === undefined) return 'new';
    return concernsSource(state.reason) || state.woken ? 'missed' : 'turn';
  }

  return {
    states,
    get round() {
      return Math.max(round, expected);
    },
    forget(listed) {
      const keys = new Set(listed.map(({ key }) => key));
      const gone = [...firstListed.keys()].filter((key) => !keys.has(key));
      for (const key of gone) {
        states.delete(key);
        firstListed.delete(key);
      }
      return gone;
    },
    next(listed, now) {
      for (const { key, version } of listed) if (!firstListed.has(key)) firstListed.set(key, version);
      const best = choose(listed, now);
      if (best === undefined) return undefined;
      const step = interval() / listed.length;
      changedInARow = best.rank === RANK.turn ? 0 : changedInARow + 1;
      if (best.rank === RANK.turn && best.news !== 'missed') {
        nextTurn = Math.max(nextTurn + step, now);
        // Pauses after a failure are no measure of how long a round takes.
        if (states.get(best.item.key)?.failures === 0) {
          round = now - best.at;
          if (states.size === firstListed.size) expected = 0;
        }
      } else if (best.rank === RANK.new) nextTurn = Math.max(nextTurn, now + step);
      return best.item;
    },
    untilTurn: (now) => Math.max(0, nextTurn - now),
    wake() {
      for (const state of states.values()) {
        if (!endsWithReturn(state.reason)) continue;
        state.due = 0;
        state.woken = true;
      }
    },
    visited({ key, version }, { reason, at, ended, requests, missing = 0, series }) {
      const before = states.get(key);
      pace.visited(ended, gaveRows(reason));
      if (states.size < firstListed.size) expected = pace.perVisit() * firstListed.size;
      const failures = countFailures(reason, before?.reason ?? 'ok', before?.failures ?? 0);
      const lastSuccess = gaveRows(reason) ? ended : (before?.lastSuccess ?? 0);
      states.set(key, {
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
      });
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
