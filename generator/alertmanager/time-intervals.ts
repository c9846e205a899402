import { instantOf } from '../contacts/duty.ts';
import { minutes } from '../contacts/interval.ts';

/** A time interval as Alertmanager shows it: all fields that are there hold together. */
export interface TimeInterval {
  readonly times?: readonly { readonly start_time: string; readonly end_time: string }[] | undefined;
  /** Names of days, or ranges of them such as `monday:friday`. */
  readonly weekdays?: readonly string[] | undefined;
  /** `1:5`; negative ones count from the end of the month. */
  readonly days_of_month?: readonly string[] | undefined;
  /** Names or numbers, or ranges of them. */
  readonly months?: readonly string[] | undefined;
  readonly years?: readonly string[] | undefined;
  /** Name of a time zone; UTC without it. */
  readonly location?: string | undefined;
}

/** True when one of the intervals holds the moment. */
export function holds(intervals: readonly TimeInterval[], at: Date): boolean {
  return intervals.some((interval) => contains(interval, at));
}

/** What keeps an interval from being worked out, such as a time zone that is unknown here; undefined for none. */
export function intervalProblem({ location, weekdays = [], months = [] }: TimeInterval): string | undefined {
  if (location === 'Local') return 'location "Local" is the zone of the machine that Alertmanager runs on';
  if (location !== undefined && !isKnownZone(location))
    return `location ${JSON.stringify(location)} is unknown here`;
  const names = [
    ...weekdays.flatMap((range) => edges(range, WEEKDAYS)),
    ...months.flatMap((range) => edges(range, MONTHS)),
  ];
  return names.some(Number.isNaN) ? 'a weekday or month is not understood' : undefined;
}

const counted = new Map<string, number>();

/**
 * Alertmanager takes the hours of a month by 24, so that a month in which clocks go forward has a day less: in Berlin the
 * 31st of March is behind its end (live Alertmanagers 0.28 and 0.33, where a zone lost hours).
 */
export function countedDays(timeZone: string, year: number, month: number): number {
  const key = `${timeZone} ${year} ${month}`;
  const days =
    counted.get(key) ??
    Math.floor(
      (instantOf({ year, month: month + 1, day: 1 }, 0, timeZone).getTime() -
        instantOf({ year, month, day: 1 }, 0, timeZone).getTime()) /
        86_400_000,
    );
  counted.set(key, days);
  return days;
}

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MONTHS = [
  '',
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

function contains(interval: TimeInterval, at: Date): boolean {
  const { year, month, day, weekday, minute, lastDay } = fieldsAt(interval.location || 'UTC', at);
  const fromEnd = (edge: number) => (edge < 0 ? lastDay + edge + 1 : edge);
  // A range that begins behind the last day holds never, one that ends behind it holds until there.
  return (
    fits(interval.years, year) &&
    fits(interval.months, month, MONTHS) &&
    fits(interval.weekdays, weekday, WEEKDAYS) &&
    (interval.days_of_month?.some((range) => {
      const [begin = 0, end = begin] = edges(range).map(fromEnd);
      return begin <= day && day <= Math.min(end, lastDay);
    }) ??
      true) &&
    (interval.times?.some(
      ({ start_time, end_time }) => minutes(start_time) <= minute && minute < minutes(end_time),
    ) ??
      true)
  );
}

function fits(ranges: readonly string[] | undefined, value: number, names?: readonly string[]): boolean {
  if (ranges === undefined) return true;
  return ranges.some((range) => {
    const [begin = 0, end = begin] = edges(range, names);
    return begin <= value && value <= end;
  });
}

const NUMBERS: readonly string[] = [];
/** By the names that may stand in a range. */
const read = new Map(
  [NUMBERS, WEEKDAYS, MONTHS].map((names) => [names, new Map<string, readonly number[]>()]),
);

// The few ranges of a configuration are looked at for each hour of a week or a year.
function edges(range: string, names = NUMBERS): readonly number[] {
  const known = read.get(names)?.get(range);
  if (known !== undefined) return known;
  const found = edgesOf(range, names);
  read.get(names)?.set(range, found);
  return found;
}

function edgesOf(range: string, names: readonly string[]): readonly number[] {
  return range
    .toLowerCase()
    .split(':')
    .map((text) => (names.includes(text) ? names.indexOf(text) : Number(text)));
}

interface Fields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  /** Since midnight. */
  readonly minute: number;
  /** How many days the month has to Alertmanager. */
  readonly lastDay: number;
}

const zones = new Map<string, { readonly format: Intl.DateTimeFormat; last?: readonly [number, Fields] }>();

/** What clock and calendar show in a zone. Many intervals are asked about one moment, so the last answer is kept. */
function fieldsAt(timeZone: string, at: Date): Fields {
  const zone = zones.get(timeZone) ?? {
    // The Swedish way to write a date is the ISO way.
    format: new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }),
  };
  zones.set(timeZone, zone);
  const [lastAt, lastFields] = zone.last ?? [];
  if (lastAt === at.getTime() && lastFields !== undefined) return lastFields;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = zone.format
    .format(at)
    .split(/[- :]/)
    .map(Number);
  const fields = {
    year,
    month,
    day,
    weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay(),
    minute: hour * 60 + minute,
    lastDay: countedDays(timeZone, year, month),
  };
  zone.last = [at.getTime(), fields];
  return fields;
}

function isKnownZone(timeZone: string): boolean {
  if (timeZone === '') return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}
