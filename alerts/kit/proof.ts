import { parseDuration } from '../../exporter/time/duration.ts';
import type { AlertTests, Fired, Series } from './alert.ts';
import type { Subject } from './subjects.ts';

/** By selector: the value while all is well and the value that the alert is about; `_` is no series. */
export type States = Readonly<Record<string, readonly [good: string | number, bad: string | number]>>;

interface More {
  /** What the expression yields while the alert fires, where the description shows it. */
  readonly value?: number;
  readonly description?: string;
  /** How long the expression remembers: the time after which a good value has shown. */
  readonly remembers?: string;
  /** How long the alert goes on when all is well again, as in its `keepFiringFor`. */
  readonly keeps?: string;
  /** Further cases in which the alert stays silent: states for as long as it takes to fire. */
  readonly silent?: readonly States[];
  /** Further cases in which it fires: states that turn bad, and the alerts; the usual one unless they are named. */
  readonly also?: readonly { readonly states: States; readonly alerts?: readonly Fired[] }[];
}

/** Steps at the beginning in which all is well. */
const LEAD = 5;

/**
 * Proof for a condition that series meet or not: it fires when they were bad for long enough, neither before that nor
 * while they are good, and is over when they are good again and `keeps` has passed.
 */
export function turns(
  { labels }: Subject,
  holds: string,
  states: States,
  { silent = [], also = [], remembers = '2m', keeps = '0s', ...more }: More = {},
): AlertTests {
  const step = stepFor(parseDuration(holds));
  const fires = LEAD + Math.ceil(parseDuration(holds) / step);
  const over = Math.ceil(parseDuration(remembers) / step) + 1;
  const kept = Math.ceil(parseDuration(keeps) / step);
  const play = (each: States, phases: readonly [which: 0 | 1, steps: number][]): Series =>
    Object.fromEntries(
      Object.entries(each).map(([selector, values]) => [
        selector,
        phases.map(([which, steps], index) => repeat(values[which], steps, index > 0)).join(' '),
      ]),
    );
  const turn = (each: States) =>
    play(each, [
      [0, LEAD],
      [1, fires + 2],
    ]);
  const turning = turn(states);
  const recovering = play(states, [
    [1, fires + 1],
    [0, kept + over + 2],
  ]);
  return {
    ...intervalOf(step),
    firing: { series: turning, at: at(fires, step), labels, ...more },
    ...(also.length > 0 && {
      also: also.map(({ states, alerts = [{ labels, ...more }] }) => ({
        series: turn(states),
        at: at(fires, step),
        alerts,
      })),
    }),
    quiet: [
      { series: turning, at: at(fires - 1, step) },
      ...[states, ...silent.map(asGood)].map((good) => ({
        series: play(good, [[0, fires + 1]]),
        at: at(fires, step),
      })),
    ],
    ...(kept > 0 && { lasting: { series: recovering, at: at(fires + kept, step) } }),
    resolved: { series: recovering, at: at(fires + kept + over + 1, step) },
  };
}

/** Proof for a timestamp that must not lie further back than `limit`. `also` are series with one value all the time. */
export function ages(
  { labels }: Subject,
  holds: string,
  { of, limit, also = {} }: { of: string; limit: string; also?: Readonly<Record<string, number>> },
): AlertTests {
  // A step that is longer than that would let the alert fire late, together with its escalation.
  const step = Math.min(stepFor(parseDuration(limit) + parseDuration(holds)), parseDuration(holds));
  const begins = Math.floor(parseDuration(limit) / step) + 1;
  const fires = begins + Math.ceil(parseDuration(holds) / step);
  const constant = (steps: number) =>
    Object.fromEntries(Object.entries(also).map(([selector, value]) => [selector, repeat(value, steps)]));
  const old = { ...constant(fires + 1), [of]: repeat(0, fires + 1) };
  const fresh = `${repeat(0, fires + 1)} ${repeat(((fires + 1) * step) / 1000, 5)}`;
  return {
    ...intervalOf(step),
    firing: { series: old, at: at(fires, step), labels, value: (fires * step) / 1000 },
    quiet: [
      { series: old, at: at(begins - 1, step) },
      { series: old, at: at(fires - 1, step) },
    ],
    resolved: { series: { ...constant(fires + 6), [of]: fresh }, at: at(fires + 3, step) },
  };
}

/** Proof for a timestamp that must not be nearer than `limit`. */
export function ends(
  { labels }: Subject,
  holds: string,
  { of, limit, also = {} }: { of: string; limit: string; also?: Readonly<Record<string, number>> },
): AlertTests {
  const step = stepFor(parseDuration(holds));
  const left = parseDuration(limit) / 1000;
  const fires = 1 + Math.ceil(parseDuration(holds) / step);
  const constant = (steps: number) =>
    Object.fromEntries(Object.entries(also).map(([selector, value]) => [selector, repeat(value, steps)]));
  const near = { ...constant(fires + 1), [of]: repeat(left, fires + 1) };
  const far = left + (fires * step) / 1000 + 60;
  return {
    ...intervalOf(step),
    firing: { series: near, at: at(fires, step), labels, value: left - (fires * step) / 1000 },
    quiet: [
      { series: near, at: at(fires - 1, step) },
      { series: { ...constant(fires + 1), [of]: repeat(far, fires + 1) }, at: at(fires, step) },
    ],
    resolved: {
      series: { ...constant(fires + 6), [of]: `${repeat(left, fires + 1)} ${repeat(far + left, 5)}` },
      at: at(fires + 3, step),
    },
  };
}

function asGood(states: States): States {
  return Object.fromEntries(Object.entries(states).map(([selector, [, bad]]) => [selector, [bad, bad]]));
}

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** promtool evaluates all rules of a file at each step, so long tests take long steps. */
function stepFor(milliseconds: number): number {
  if (milliseconds <= 15 * MINUTE) return MINUTE;
  if (milliseconds <= 180 * MINUTE) return 5 * MINUTE;
  if (milliseconds <= 2 * DAY) return 30 * MINUTE;
  return milliseconds <= 20 * DAY ? 120 * MINUTE : DAY;
}

function intervalOf(step: number): { interval?: string } {
  return step === MINUTE ? {} : { interval: at(1, step) };
}

function at(steps: number, step: number): string {
  return `${(steps * step) / MINUTE}m`;
}

/** `1x3` are four samples, but `_x3` are three gaps; a series ends at once only with a staleness mark. */
function repeat(value: string | number, steps: number, ends = false): string {
  if (value === '_') return ends ? `stale _x${steps - 1}` : `_x${steps}`;
  return steps === 1 ? String(value) : `${value}x${steps - 1}`;
}
