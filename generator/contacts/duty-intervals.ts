import { type Duty, type DutyPart, dutyDay, type FullDay, mergedSpans, type Span, WEEKDAYS } from './duty.ts';
import { clock, type Interval, ranges } from './interval.ts';
import { withLastDays } from './last-days.ts';

type CalendarPart = Pick<Interval, 'days_of_month' | 'months' | 'years'>;

const DAY = 24 * 60;
// The operator takes years that begin with 2.
const FIRST_YEAR = 2000;
const LAST_YEAR = 2999;
const LEAP_YEARS = Array.from({ length: 20 }, (_, index) => 2020 + 4 * index);

// The calendar of a duty is long, and several products of one site ask for it.
const known = { on: new WeakMap<Duty, readonly Interval[]>(), off: new WeakMap<Duty, readonly Interval[]>() };

/** The intervals in which somebody is on duty. */
export function onIntervals(duty: Duty): readonly Interval[] {
  const found = known.on.get(duty) ?? intervalsOn(duty);
  known.on.set(duty, found);
  return found;
}

/** The intervals in which somebody is not on duty: the exact complement. */
export function offIntervals(duty: Duty): readonly Interval[] {
  const found = known.off.get(duty) ?? intervalsOff(duty);
  known.off.set(duty, found);
  return found;
}

function intervalsOn({ parts, timeZone }: Duty): readonly Interval[] {
  const intervals = parts.flatMap((part) => {
    const hours = part.week === undefined ? [{}] : hourParts(part.week);
    return calendarParts([part], (day) => dutyDay(part, day)).flatMap((days) =>
      hours.map((times) => ({ ...times, ...days, location: timeZone })),
    );
  });
  return withLastDays(intervals);
}

function intervalsOff({ parts, timeZone }: Duty): readonly Interval[] {
  const isOff = (day: FullDay) => parts.every((part) => !dutyDay(part, day));
  return withLastDays([
    ...hoursOutside(parts).map((hours) => ({ ...hours, location: timeZone })),
    ...calendarParts(parts, isOff).map((days) => ({ ...days, location: timeZone })),
  ]);
}

type Week = readonly (readonly Span[])[];

// The hours of the days that are of the duty in which nobody is there.
function hoursOutside(parts: readonly DutyPart[]): readonly Omit<Interval, 'location'>[] {
  const [first] = parts;
  if (parts.every(({ week }) => JSON.stringify(week) === JSON.stringify(first?.week))) {
    return first?.week === undefined ? [] : hourParts(first.week.map(complement));
  }
  return togetherOnADay(parts).flatMap((active) => {
    if (active.some(({ week }) => week === undefined)) return [];
    const isSuch = (day: FullDay) => parts.every((part) => active.includes(part) === dutyDay(part, day));
    const hours = hourParts(allHours(active).map(complement));
    return calendarParts(parts, isSuch).flatMap((days) => hours.map((times) => ({ ...times, ...days })));
  });
}

// The sets of parts that hold on the same day.
function togetherOnADay(parts: readonly DutyPart[]): readonly (readonly DutyPart[])[] {
  const found = new Map<string, readonly DutyPart[]>();
  for (const [year] of runs(namedYears(parts))) {
    for (const day of daysOf(year)) {
      const active = parts.filter((part) => dutyDay(part, day));
      if (active.length > 0) found.set(active.map((part) => parts.indexOf(part)).join(), active);
    }
  }
  return [...found.values()];
}

function daysOf(year: number): readonly FullDay[] {
  return Array.from({ length: 12 * 31 }, (_, index) => ({
    year,
    month: Math.floor(index / 31) + 1,
    day: (index % 31) + 1,
  }));
}

function allHours(parts: readonly DutyPart[]): Week {
  return WEEKDAYS.map((_, day) => mergedSpans(parts.flatMap(({ week }) => week?.[day] ?? [])));
}

// Weekdays with the same hours share an interval.
function hourParts(week: readonly (readonly Span[])[]): readonly Pick<Interval, 'times' | 'weekdays'>[] {
  const byHours = new Map<string, { spans: readonly Span[]; days: number[] }>();
  for (const [index, spans] of week.entries()) {
    if (spans.length === 0) continue;
    const key = JSON.stringify(spans);
    const known = byHours.get(key) ?? { spans, days: [] };
    known.days.push(index);
    byHours.set(key, known);
  }
  return [...byHours.values()].map(({ spans, days }) => {
    const weekdays = days.length === WEEKDAYS.length ? {} : { weekdays: ranges(days).map(weekdayRange) };
    if (spans.length === 1 && spans[0]?.[0] === 0 && spans[0][1] === DAY) return weekdays;
    return {
      times: spans.map(([start, end]) => ({ start_time: clock(start), end_time: clock(end) })),
      ...weekdays,
    };
  });
}

function weekdayRange(range: string): string {
  return range
    .split(':')
    .map((index) => WEEKDAYS[Number(index)] ?? '')
    .join(':');
}

function complement(spans: readonly Span[]): readonly Span[] {
  const free: Span[] = [];
  let from = 0;
  for (const [start, end] of spans) {
    if (from < start) free.push([from, start]);
    from = end;
  }
  return from < DAY ? [...free, [from, DAY]] : free;
}

/**
 * The calendar days of which something is true, as unions of years, months and days: Alertmanager has no "except".
 * Years that nothing distinguishes share one part.
 */
function calendarParts(parts: readonly DutyPart[], has: (day: FullDay) => boolean): readonly CalendarPart[] {
  return runs(namedYears(parts)).flatMap(([first, last]) => {
    const year = first === last ? `${first}` : `${first}:${last}`;
    return monthParts(first, has).map((part) =>
      first === FIRST_YEAR && last === LAST_YEAR ? part : { ...part, years: [year] },
    );
  });
}

function namedYears(parts: readonly DutyPart[]): readonly number[] {
  const named = parts.flatMap(({ from, to, holidays, isDayAfter, only = [], except = [] }) => {
    const years = [
      ...[from, to, ...holidays].flatMap((day) => (day?.year === undefined ? [] : [day.year])),
      ...[...only, ...except].map((day) => Math.floor(day / 10_000)),
    ];
    if (!isDayAfter) return years;
    // The night of New Year's Eve ends in the next year; which day comes before the 1st of March depends on the year.
    const isFebruary = holidays.some(({ year, month, day }) => year === undefined && month === 2 && day > 27);
    return [...years, ...years.map((year) => year + 1), ...(isFebruary ? LEAP_YEARS : [])];
  });
  return [...new Set(named)].sort((a, b) => a - b);
}

// The named years one by one, and the years between, before and after them as ranges.
function runs(years: readonly number[]): readonly (readonly [number, number])[] {
  const result: (readonly [number, number])[] = [];
  let from = FIRST_YEAR;
  for (const year of years) {
    if (from < year) result.push([from, year - 1]);
    result.push([year, year]);
    from = year + 1;
  }
  return [...result, [from, LAST_YEAR]];
}

function monthParts(year: number, has: (day: FullDay) => boolean): readonly CalendarPart[] {
  const whole: number[] = [];
  const parts: CalendarPart[] = [];
  for (let month = 1; month <= 12; month++) {
    const days = Array.from({ length: 31 }, (_, index) => index + 1).filter((day) =>
      has({ year, month, day }),
    );
    if (days.length === 31) whole.push(month);
    else if (days.length > 0) parts.push({ days_of_month: ranges(days), months: [String(month)] });
  }
  if (whole.length === 12) return [{}];
  return whole.length === 0 ? parts : [{ months: ranges(whole) }, ...parts];
}
