import { DAY, midnight, partsFor, type WallSpan, wallDay } from './calendar-duty.ts';
import { type Duty, type DutyPart, dutyDay, type FullDay, instantOf } from './duty.ts';
import type { Horizon } from './roster.ts';
import { dutyOf, weekShifts } from './written-duty.ts';

/** People who take turns in a role. */
export interface Rotation {
  /** In their order, each once or more often. */
  readonly people: readonly string[];
  /** Days of a turn. */
  readonly days: number;
  /** Day of the first turn. */
  readonly start: FullDay;
  /** Last day of the rotation. */
  readonly end?: FullDay | undefined;
  /** When one hands over to the next: minutes after midnight, and the weekday where a turn has whole weeks. */
  readonly handover: { readonly minute: number; readonly weekday?: number | undefined };
  readonly timeZone: string;
  /** Hours in which there is duty; absent means all. */
  readonly hours?: readonly string[] | undefined;
  /** As people say it: `weekly from Mon 09:00`. */
  readonly text: string;
}

/**
 * What is written out around a moment. It changes once a month only, so that a bundle made again the next day is the
 * same.
 */
export function horizonAt(now: Date, weeks: number): Horizon {
  const last = new Date(now.getTime() + weeks * 7 * DAY * 60_000);
  return {
    from: firstOf(now.getUTCFullYear(), now.getUTCMonth() - 1),
    until: firstOf(last.getUTCFullYear(), last.getUTCMonth() + 1),
  };
}

/**
 * The duty of each of the people of a rotation, by name. No engine knows turns, so they are written out, day by day;
 * after the horizon all of the people are on duty, as too many are better than none. A turn of somebody who is away
 * goes to the next in the row, a shift across midnight to whoever began it.
 *
 * @param absences when somebody is not there: days outside their validity, and vacations
 * @throws RangeError where the hours are wrong
 */
export function rotationDuties(
  rotation: Rotation,
  { from, until }: Horizon,
  absences: ReadonlyMap<string, readonly DutyPart[]>,
): ReadonlyMap<string, Duty> {
  const { people, timeZone, hours = [] } = rotation;
  const shifts = weekShifts(hours);
  const isAway = (name: string, day: FullDay) =>
    absences.get(name)?.some((part) => !dutyDay(part, day)) ?? false;
  const turns = new Map<string, WallSpan[]>();
  for (let begin = midnight(from); begin < midnight(until); begin += DAY) {
    const day = wallDay(begin);
    for (const piece of piecesOf(rotation, begin, shifts?.[day.weekday] ?? (shifts ? [] : [[0, DAY]]))) {
      const name = onTurn(rotation, piece.from, (one) => isAway(one, day));
      if (name !== undefined) turns.set(name, [...(turns.get(name) ?? []), piece]);
    }
  }
  return new Map(
    [...new Set(people)].flatMap((name): readonly (readonly [string, Duty])[] => {
      const after = endsBefore(rotation, until) ? [] : afterwards(rotation, until, absences.get(name) ?? []);
      const [first, ...others] = [...partsFor(turns.get(name) ?? []), ...after];
      if (first === undefined) return [];
      return [[name, { timeZone, text: textOf(rotation, name), parts: [first, ...others] }]];
    }),
  );
}

/** The moment from which on turns are no longer written out; undefined for a rotation that ends before. */
export function writtenUntil(rotation: Rotation, { until }: Horizon): Date | undefined {
  return endsBefore(rotation, until) ? undefined : instantOf(until, 0, rotation.timeZone);
}

function firstOf(year: number, month: number): FullDay {
  const date = new Date(Date.UTC(year, month, 1));
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: 1 };
}

function endsBefore({ end }: Rotation, until: FullDay): boolean {
  return end !== undefined && midnight(end) < midnight(until);
}

// Shifts of a day, cut where one hands over to the next; those across midnight stay whole.
function piecesOf(
  rotation: Rotation,
  begin: number,
  shifts: readonly (readonly [number, number])[],
): readonly WallSpan[] {
  const handover = begin + rotation.handover.minute;
  return shifts.flatMap(([start, end]) => {
    const [from, to] = [begin + start, begin + end];
    const isCut = end <= DAY && from < handover && handover < to;
    return isCut
      ? [
          { from, to: handover },
          { from: handover, to },
        ]
      : [{ from, to }];
  });
}

function onTurn(
  { people, days, start, end, handover }: Rotation,
  minute: number,
  isAway: (name: string) => boolean,
): string | undefined {
  const first = midnight(start);
  const back = handover.weekday === undefined ? 0 : (wallDay(first).weekday - handover.weekday + 7) % 7;
  const isBefore = minute < first + handover.minute;
  const isAfter = end !== undefined && minute >= midnight(end) + DAY;
  if (isBefore || isAfter) return undefined;
  const turn = Math.floor((minute - first + back * DAY - handover.minute) / (days * DAY));
  const row = people.map((_, step) => people[(turn + step) % people.length]);
  return row.find((name): name is string => name !== undefined && !isAway(name));
}

function afterwards(
  { hours, timeZone }: Rotation,
  until: FullDay,
  absences: readonly DutyPart[],
): readonly DutyPart[] {
  const text = [until.year, until.month, until.day].map((part) => String(part).padStart(2, '0')).join('-');
  const duty = dutyOf({ hours, timeZone, validFrom: text });
  const holidays = absences.flatMap((part) => part.holidays);
  const last = absences
    .flatMap(({ to }) => (to === undefined ? [] : [to]))
    .sort((a, b) => midnight(a) - midnight(b))[0];
  return (duty?.parts ?? []).map((part) => ({ ...part, holidays, ...(last !== undefined && { to: last }) }));
}

function textOf({ people, text, hours = [], timeZone }: Rotation, name: string): string {
  const others = [...new Set(people)].filter((other) => other !== name);
  const company = others.length === 0 ? 'alone' : `in turn with ${others.join(', ')}`;
  return `${company}, ${text} (${timeZone})${hours.length === 0 ? '' : `, ${hours.join(', ')}`}`;
}
