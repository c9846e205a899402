import {
  type Day,
  type Duty,
  type DutyPart,
  type FullDay,
  mergedSpans,
  type Span,
  WEEKDAYS,
} from './duty.ts';
import { readHours } from './written-hours.ts';

/** Spans of the seven weekdays, Sunday first. */
type Week = readonly (readonly Span[])[];

const DAY = 24 * 60;
const MILLISECONDS = DAY * 60_000;
const MOST_DAYS = 366;
// Has the 29th of February, so days of every year are counted in it.
const LEAP = 2024;
const HOURS = /^(?:([A-Za-z,\s-]+?)\s+)?(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})$/;

/** What the columns about time say, as they were written. */
export interface WrittenDuty {
  readonly hours?: readonly string[] | undefined;
  readonly timeZone?: string | undefined;
  readonly holidays?: readonly string[] | undefined;
  readonly validFrom?: string | undefined;
  readonly validTo?: string | undefined;
}

/**
 * The duty that was written down; nothing written means any time.
 *
 * @throws RangeError that says which text is wrong and how it is written.
 */
export function dutyOf({
  hours,
  timeZone,
  holidays = [],
  validFrom,
  validTo,
}: WrittenDuty): Duty | undefined {
  const read = hoursOf(hours ?? []);
  const isLimited =
    read.lines.length > 0 || holidays.length > 0 || validFrom !== undefined || validTo !== undefined;
  if (!isLimited) return undefined;
  const zone = timeZone ?? read.timeZone;
  if (read.lines.length > 0 && zone === undefined) {
    throw new RangeError('hours without a time zone; add timeZone, for example Europe/Berlin');
  }
  if (timeZone !== undefined && read.timeZone !== undefined && read.timeZone !== timeZone) {
    throw new RangeError(
      `the hours are in ${read.timeZone} and timeZone says ${timeZone}; remove one of them`,
    );
  }
  const from = validFrom === undefined ? undefined : parseDate(validFrom);
  const to = validTo === undefined ? undefined : parseDate(validTo);
  if (validFrom !== undefined && validTo !== undefined && validFrom > validTo) {
    throw new RangeError(`validFrom ${validFrom} is after validTo ${validTo}; exchange them`);
  }
  const days = {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    holidays: holidays.flatMap(parseDays),
  };
  const text = dutyText({ hours: read.lines, timeZone: zone ?? 'UTC', holidays, validFrom, validTo });
  return { timeZone: zone ?? 'UTC', text, parts: partsOf(read.lines, days) };
}

// Where every day is alike, it makes no difference on which a shift began.
function partsOf(
  lines: readonly string[],
  days: Pick<DutyPart, 'from' | 'to' | 'holidays'>,
): readonly [DutyPart, ...DutyPart[]] {
  if (lines.length === 0) return [days];
  const { begun, after } = week(lines);
  const isAlike = days.from === undefined && days.to === undefined && days.holidays.length === 0;
  if (isAlike || after.every((spans) => spans.length === 0)) {
    return [{ week: begun.map((spans, day) => mergedSpans([...spans, ...(after[day] ?? [])])), ...days }];
  }
  return [
    { week: begun, ...days },
    { week: after, ...days, isDayAfter: true },
  ];
}

/**
 * The shifts that begin on each weekday, Sunday first, in minutes from its midnight: those across midnight end after
 * 1440. Undefined for hours that limit nothing.
 *
 * @throws RangeError
 */
export function weekShifts(hours: readonly string[]): Week | undefined {
  const { lines } = hoursOf(hours);
  if (lines.length === 0) return undefined;
  const { begun, after } = week(lines);
  return begun.map((spans, day) =>
    spans.map(([start, end]): Span => [start, end < DAY ? end : DAY + (after[(day + 1) % 7]?.[0]?.[1] ?? 0)]),
  );
}

/** What is wrong with a text of hours; undefined where nothing is. */
export function hoursFault(text: string): string | undefined {
  return faultOf(() => week(hoursOf([text]).lines));
}

/** What is wrong with a text of holidays: a day, a day of every year, or the first and last of several. */
export function holidaysFault(text: string): string | undefined {
  return faultOf(() => parseDays(text));
}

/** What is wrong with a date. */
export function dateFault(text: string): string | undefined {
  return faultOf(() => parseDate(text));
}

/** The date of a text, `2026-12-25` or `25.12.2026`, as the rosters have it; undefined where it is none for sure. */
export function writtenDate(text: string): string | undefined {
  const [, year, month, day] = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text.trim()) ?? [];
  const [, dayFirst, itsMonth, itsYear] = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$/.exec(text.trim()) ?? [];
  const parts = year === undefined ? [itsYear, itsMonth, dayFirst] : [year, month, day];
  const written = parts.map((part = '') => part.padStart(2, '0')).join('-');
  return dateFault(written) === undefined ? written : undefined;
}

function faultOf(parse: () => unknown): string | undefined {
  try {
    parse();
    return undefined;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return error.message;
  }
}

// `24/7` limits nothing; what cannot be read stays as it is, so that the message quotes it.
function hoursOf(hours: readonly string[]): {
  readonly lines: readonly string[];
  readonly timeZone?: string | undefined;
} {
  const read = hours.map((text) => {
    const found = readHours(text);
    const isRead = found.rest === '' && (found.always || found.lines.length > 0);
    return isRead && !HOURS.test(text.trim()) ? found : { lines: [text], always: false, timeZone: undefined };
  });
  if (read.some(({ always }) => always)) return { lines: [] };
  const [timeZone, another] = new Set(read.flatMap((one) => one.timeZone ?? []));
  if (another !== undefined) {
    throw new RangeError(`hours in two time zones, ${timeZone} and ${another}; write a row for each`);
  }
  return { lines: read.flatMap(({ lines }) => lines), timeZone };
}

// `Mon-Fri 08:00-17:00`, `Sat,Sun 10:00-14:00`, `22:00-06:00` for every day; past midnight it continues on the next day.
function week(lines: readonly string[]): { readonly begun: Week; readonly after: Week } {
  const days: Span[][] = WEEKDAYS.map(() => []);
  const nextDays: Span[][] = WEEKDAYS.map(() => []);
  for (const line of lines) {
    const [, names, ...clock] = HOURS.exec(line.trim()) ?? [];
    if (clock.length === 0)
      throw new RangeError(`"${line}" are no hours; write them like Mon-Fri 08:00-17:00`);
    const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = clock.map(Number);
    const [start, end] = [fromHour * 60 + fromMinute, toHour * 60 + toMinute];
    if (fromMinute > 59 || toMinute > 59 || start >= DAY || end > DAY || start === end) {
      throw new RangeError(`"${line}" is not a span of a day; write it like Mon-Fri 08:00-17:00`);
    }
    for (const day of weekdays(names, line)) {
      if (start < end) days[day]?.push([start, end]);
      else {
        days[day]?.push([start, DAY]);
        if (end > 0) nextDays[(day + 1) % 7]?.push([0, end]);
      }
    }
  }
  return { begun: days.map(mergedSpans), after: nextDays.map(mergedSpans) };
}

function weekdays(names: string | undefined, line: string): readonly number[] {
  if (names === undefined) return [0, 1, 2, 3, 4, 5, 6];
  return names.split(',').flatMap((part) => {
    const [first = '', last = first] = part.split('-').map((name) => name.trim());
    const [from, to] = [weekday(first, line), weekday(last, line)];
    return Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, step) => (from + step) % 7);
  });
}

function weekday(name: string, line: string): number {
  const index = name.length < 2 ? -1 : WEEKDAYS.findIndex((day) => day.startsWith(name.toLowerCase()));
  if (index < 0)
    throw new RangeError(`"${name}" in "${line}" is no weekday; write Mon, Tue, Wed, Thu, Fri, Sat or Sun`);
  return index;
}

// `2026-07-01..2026-07-14`, or one day.
function parseDays(text: string): readonly Day[] {
  const [first = '', last, more] = text.trim().split(/\s*(?:\.\.\.?|\/|–|—|\s(?:to|bis|-)\s)\s*/);
  if (last === undefined || more !== undefined) return [parseDay(text.trim())];
  const [from, to] = [parseDay(first), parseDay(last)];
  if ((from.year === undefined) !== (to.year === undefined)) {
    throw new RangeError(`"${text}" has one year for two days; write it like 2026-07-01..2026-07-14`);
  }
  const begin = Date.UTC(from.year ?? LEAP, from.month - 1, from.day);
  const isNextYear = to.year === undefined && to.month * 100 + to.day < from.month * 100 + from.day;
  const end = Date.UTC((to.year ?? LEAP) + (isNextYear ? 1 : 0), to.month - 1, to.day);
  const count = Math.round((end - begin) / MILLISECONDS) + 1;
  if (count < 1 || count > MOST_DAYS) {
    throw new RangeError(
      `"${text}" ends before it begins, or after more than a year; write it like 2026-07-01..2026-07-14`,
    );
  }
  return Array.from({ length: count }, (_, index) => {
    const day = new Date(begin + index * MILLISECONDS);
    const [month, number] = [day.getUTCMonth() + 1, day.getUTCDate()];
    return from.year === undefined
      ? { month, day: number }
      : { year: day.getUTCFullYear(), month, day: number };
  });
}

// `2026-12-25`, or `12-25` for every year.
function parseDay(text: string): Day {
  if (/^\d{2}-\d{2}$/.test(text)) {
    const { month, day } = parseDate(`${LEAP}-${text}`);
    return { month, day };
  }
  return parseDate(text);
}

/** @throws RangeError */
export function parseDate(text: string): FullDay {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  const date = new Date(`${text}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(date.getTime()) || date.getUTCDate() !== day) {
    throw new RangeError(`"${text}" is not a date; write it like 2026-12-25, or 12-25 for every year`);
  }
  return { year, month, day };
}

function dutyText({ hours, timeZone, holidays = [], validFrom, validTo }: WrittenDuty): string {
  return [
    hours === undefined || hours.length === 0 ? 'at any hour' : `${hours.join(', ')} (${timeZone})`,
    validFrom === undefined ? '' : `from ${validFrom}`,
    validTo === undefined ? '' : `until ${validTo}`,
    holidays.length === 0 ? '' : `not on ${holidays.join(', ')}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}
