/** A day of the calendar; without a year it comes back every year. */
export interface Day {
  readonly year?: number | undefined;
  readonly month: number;
  readonly day: number;
}

/** A day of a certain year. */
export interface FullDay extends Day {
  readonly year: number;
}

/** Minutes of a local day, the end not included: `[480, 1020]` is 08:00 to 17:00. */
export type Span = readonly [start: number, end: number];

/** When somebody is on duty, in local time. */
export interface Duty {
  readonly timeZone: string;
  /** As it was written, for people. */
  readonly text: string;
  /** Spans of the seven weekdays, Sunday first; absent means all day. */
  readonly week?: readonly (readonly Span[])[] | undefined;
  readonly from?: FullDay | undefined;
  readonly to?: FullDay | undefined;
  readonly holidays: readonly Day[];
}

/** A local wall clock reading. */
export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  readonly minute: number;
}

/** True when the duty covers this instant. Wall clock times follow daylight saving, as Alertmanager's do. */
export function onDuty(duty: Duty | undefined, at: Date): boolean {
  if (duty === undefined) return true;
  const local = localTime(at, duty.timeZone);
  if (!dutyDay(duty, local)) return false;
  const spans = duty.week?.[local.weekday];
  return (
    duty.week === undefined ||
    (spans ?? []).some(([start, end]) => start <= local.minute && local.minute < end)
  );
}

/** True when the calendar day is one of the duty: within its validity and no holiday. */
export function dutyDay(duty: Duty, { year, month, day }: FullDay): boolean {
  const number = dayNumber({ year, month, day });
  if (duty.from !== undefined && number < dayNumber(duty.from)) return false;
  if (duty.to !== undefined && number > dayNumber(duty.to)) return false;
  return !duty.holidays.some(
    (holiday) => holiday.month === month && holiday.day === day && (holiday.year ?? year) === year,
  );
}

/** True when the duty ended before this instant: its row can go. */
export function expired(duty: Duty | undefined, at: Date): boolean {
  if (duty?.to === undefined) return false;
  return dayNumber(localTime(at, duty.timeZone)) > dayNumber(duty.to);
}

/** What a clock on the wall of that time zone shows. */
export function localTime(at: Date, timeZone: string): LocalTime {
  const parts = new Map(
    formatter(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const number = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
  return {
    year: number('year'),
    month: number('month'),
    day: number('day'),
    weekday: WEEKDAYS.findIndex((name) => name.startsWith((parts.get('weekday') ?? '').toLowerCase())),
    minute: number('hour') * 60 + number('minute'),
  };
}

/** Weekday names as Alertmanager and Grafana spell them, Sunday first. */
export const WEEKDAYS = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
] as const;

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    weekday: 'short',
    hour: 'numeric',
    minute: 'numeric',
  });
  formatters.set(timeZone, made);
  return made;
}

function dayNumber({ year, month, day }: FullDay): number {
  return year * 10_000 + month * 100 + day;
}
