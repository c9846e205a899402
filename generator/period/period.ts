import { z } from 'zod';
import { Problem } from '../kit/problem.ts';

/** A stretch of time: milliseconds since the epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The time that a report is about, in whole minutes. */
export interface Period extends Span {
  /** Between two looks at a state, in milliseconds. */
  readonly step: number;
  /** Its days, or its hours where it is short: the columns of a chart, and what one query is about. */
  readonly buckets: readonly Span[];
}

export const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Up to here minutes are looked at; more would be millions of samples for what nobody remembers by the minute. */
const BY_THE_MINUTE = 35 * DAY;
const LONGEST = 400 * DAY;

/**
 * The period that a user names.
 *
 * @param now where `to` is not given
 * @throws Problem when it is none, or lies in the future
 */
export function periodOf(from: string, to: string | undefined, now: Date): Period {
  const begin = Math.floor(timeOf('--from', from) / MINUTE) * MINUTE;
  const end = Math.floor((to === undefined ? now.getTime() : timeOf('--to', to)) / MINUTE) * MINUTE;
  if (begin >= end) {
    const what = `is not before --to ${to ?? stamp(end)}`;
    throw new Problem(`--from ${from}`, what, 'exchange them, or correct one of them');
  }
  if (end > now.getTime()) {
    throw new Problem(
      `--to ${to}`,
      `lies in the future: it is ${stamp(now.getTime())}`,
      'choose an end that has passed',
    );
  }
  if (end - begin > LONGEST) {
    throw new Problem(`--from ${from}`, 'is more than 400 days before --to', 'report on a shorter time');
  }
  return {
    from: begin,
    to: end,
    step: end - begin <= BY_THE_MINUTE ? MINUTE : 5 * MINUTE,
    buckets: bucketsOf(begin, end),
  };
}

/** `2026-11-22 09:05 UTC` */
export function stamp(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

const moment = z.union([z.iso.date(), z.iso.datetime({ offset: true, local: true })]);

/** A date is its first minute; without a zone it is UTC, so that everybody who runs the command means the same. */
function timeOf(option: string, text: string): number {
  const read = moment.safeParse(text);
  const hasZone = /(?:Z|[+-]\d\d:\d\d)$/.test(text);
  const at = Date.parse(!text.includes('T') || hasZone ? text : `${text}Z`);
  if (read.success && !Number.isNaN(at)) return at;
  throw new Problem(`${option} ${text}`, 'is not a time', 'write it like 2026-11-22 or 2026-11-22T09:00Z');
}

function bucketsOf(from: number, to: number): readonly Span[] {
  const size = to - from <= 2 * DAY ? HOUR : DAY;
  const count = Math.ceil((to - from) / size);
  return Array.from({ length: count }, (_, index) => ({
    from: from + index * size,
    to: Math.min(to, from + (index + 1) * size),
  }));
}
