import { countedDays, holds } from '../alertmanager/time-intervals.ts';
import { type FullDay, instantOf } from './duty.ts';
import { clock, type Interval, minutes, ranges } from './interval.ts';

/** Years whose months are looked at. */
const FIRST_YEAR = 2024;
const LAST_YEAR = 2060;
const HOUR = 3_600_000;
const MINUTE = 60_000;
const DAY = 24 * 60;

/**
 * Adds what Alertmanager would not see of intervals with days of a month.
 *
 * It takes the hours of a month by 24 for its days, so that a month in which clocks go forward lacks its last day: in
 * Berlin no day of the month holds on the 31st of March (live Alertmanagers 0.28 and 0.33; Grafana has the same code). In UTC every
 * month is whole, so these days are written in UTC too, for the years until 2060.
 */
export function withLastDays(intervals: readonly Interval[]): readonly Interval[] {
  return [...intervals, ...merged(intervals.flatMap(lostPieces))];
}

/** A part of a day in UTC, in minutes. */
interface Piece extends FullDay {
  readonly start: number;
  readonly end: number;
}

function lostPieces(interval: Interval): readonly Piece[] {
  const { days_of_month, times, location } = interval;
  if (days_of_month === undefined) return [];
  // A wall clock read as UTC, where every month is whole.
  const wholeDays = { ...interval, times: undefined, location: 'UTC' };
  return lostDays(location)
    .filter(({ year, month, day }) => holds([wholeDays], new Date(Date.UTC(year, month - 1, day))))
    .flatMap((day) =>
      (times ?? [{ start_time: '00:00', end_time: '24:00' }]).flatMap(({ start_time, end_time }) =>
        piecesBetween(
          instantOf(day, minutes(start_time), location),
          instantOf(day, minutes(end_time), location),
        ),
      ),
    );
}

const known = new Map<string, readonly FullDay[]>();

/** The last days of months that are shorter by an hour or more than their days. */
function lostDays(timeZone: string): readonly FullDay[] {
  const found = known.get(timeZone) ?? lostDaysOf(timeZone);
  known.set(timeZone, found);
  return found;
}

function lostDaysOf(timeZone: string): readonly FullDay[] {
  return Array.from({ length: (LAST_YEAR - FIRST_YEAR + 1) * 12 }, (_, index) => index).flatMap((index) => {
    const [year, month] = [FIRST_YEAR + Math.floor(index / 12), (index % 12) + 1];
    const counted = countedDays(timeZone, year, month);
    const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
    return Array.from({ length: Math.max(0, days - counted) }, (_, lost) => ({
      year,
      month,
      day: counted + lost + 1,
    }));
  });
}

function piecesBetween(from: Date, to: Date): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let at = from.getTime(); at < to.getTime(); ) {
    const day = new Date(at);
    const midnight = Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate());
    const end = Math.min(to.getTime(), midnight + 24 * HOUR);
    pieces.push({
      year: day.getUTCFullYear(),
      month: day.getUTCMonth() + 1,
      day: day.getUTCDate(),
      start: (at - midnight) / MINUTE,
      end: (end - midnight) / MINUTE,
    });
    at = end;
  }
  return pieces;
}

// Most years have the same pieces.
function merged(pieces: readonly Piece[]): readonly Interval[] {
  const years = new Map<string, { readonly piece: Piece; readonly years: Set<number> }>();
  for (const piece of pieces) {
    const { month, day, start, end } = piece;
    const key = [month, day, start, end].join();
    const known = years.get(key) ?? { piece, years: new Set() };
    known.years.add(piece.year);
    years.set(key, known);
  }
  return [...years.values()].map(({ piece: { month, day, start, end }, years: of }) => ({
    ...(end - start < DAY && { times: [{ start_time: clock(start), end_time: clock(end) }] }),
    days_of_month: [String(day)],
    months: [String(month)],
    years: ranges([...of].sort((a, b) => a - b)),
    location: 'UTC',
  }));
}
