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
  /** On duty in any of them. */
  readonly parts: readonly [DutyPart, ...DutyPart[]];
}

/** Hours that hold for a while. */
export interface DutyPart {
  /** Spans of the seven weekdays, Sunday first; absent means all day. */
  readonly week?: readonly (readonly Span[])[] | undefined;
  readonly from?: FullDay | undefined;
  readonly to?: FullDay | undefined;
  readonly holidays: readonly Day[];
  /** Hours after midnight of shifts that began the day before: that day decides whether they are of the duty. */
  readonly isDayAfter?: true;
  /** Calendar days on which alone the hours hold, as `20261224`. */
  readonly only?: readonly number[] | undefined;
  /** Calendar days on which they do not hold, as other parts say what does. */
  readonly except?: readonly number[] | undefined;
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
  return duty.parts.some((part) => {
    const spans = part.week?.[local.weekday] ?? [];
    const isHour =
      part.week === undefined || spans.some(([start, end]) => start <= local.minute && local.minute < end);
    return isHour && dutyDay(part, local);
  });
}

/** The days of a duty without its hours: undefined where there is none without. */
export function daysOfDuty(duty: Duty): Duty | undefined {
  // What is left of a shift after midnight is its own day, and ends with it.
  const [first, ...others] = duty.parts.map((part) =>
    part.isDayAfter ? part : { ...part, week: undefined },
  );
  const isAlways = [first, ...others].some(
    (part) =>
      part !== undefined &&
      !part.isDayAfter &&
      part.holidays.length === 0 &&
      [part.from, part.to, part.only, part.except].every((limit) => limit === undefined),
  );
  return isAlways || first === undefined ? undefined : { ...duty, parts: [first, ...others] };
}

/** True when shifts that began on the calendar day, or the day before it, are of the duty. */
export function dutyDay({ from, to, holidays, isDayAfter, only, except }: DutyPart, day: FullDay): boolean {
  if (only?.includes(dayNumber(day)) === false || except?.includes(dayNumber(day))) return false;
  const begun = isDayAfter ? dayBefore(day) : day;
  const number = dayNumber(begun);
  if (from !== undefined && number < dayNumber(from)) return false;
  if (to !== undefined && number > dayNumber(to)) return false;
  return !holidays.some(
    (holiday) =>
      holiday.month === begun.month &&
      holiday.day === begun.day &&
      (holiday.year ?? begun.year) === begun.year,
  );
}

function dayBefore({ year, month, day }: FullDay): FullDay {
  const date = new Date(Date.UTC(year, month - 1, day - 1));
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** True when the duty ended before this instant: its row can go. */
export function expired(duty: Duty | undefined, at: Date): boolean {
  if (duty === undefined) return false;
  const today = localTime(at, duty.timeZone);
  return duty.parts.every(
    ({ to, isDayAfter, only }) =>
      (to !== undefined && dayNumber(isDayAfter ? dayBefore(today) : today) > dayNumber(to)) ||
      only?.every((day) => day < dayNumber(today)),
  );
}

/** On duty whenever one of several duties of the same time zone says so; undefined means at any time. */
export function unionOf(duties: readonly (Duty | undefined)[]): Duty | undefined {
  const limited = duties.filter((duty) => duty !== undefined);
  const [first, ...others] = limited;
  if (first === undefined || limited.length < duties.length || others.length === 0) {
    return limited.length < duties.length ? undefined : first;
  }
  const [part, ...parts] = limited.flatMap((duty) => duty.parts);
  if (part === undefined) return undefined;
  return { ...first, text: limited.map(({ text }) => text).join('; '), parts: [part, ...parts] };
}

/** What a clock on the wall of that time zone shows. */
export function localTime(at: Date, timeZone: string): LocalTime {
  const wall = new Date(at.getTime() + offsetAt(at.getTime(), timeZone));
  return {
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    day: wall.getUTCDate(),
    weekday: wall.getUTCDay(),
    minute: wall.getUTCHours() * 60 + wall.getUTCMinutes(),
  };
}

/** The moment at which a clock on the wall shows this; the first where it does so twice, and after a gap where never. */
export function instantOf({ year, month, day }: FullDay, minute: number, timeZone: string): Date {
  const wall = Date.UTC(year, month - 1, day, 0, minute);
  const offsets = [wall - DAY, wall + DAY].map((time) => offsetAt(time, timeZone));
  const found = offsets.map((offset) => wall - offset);
  const right = found.filter((time) => time + offsetAt(time, timeZone) === wall);
  return new Date(Math.min(...(right.length > 0 ? right : [wall - Math.min(...offsets)])));
}

/** Spans in their order, those that touch as one. */
export function mergedSpans(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const span of [...spans].sort(([a], [b]) => a - b)) {
    const last = result.at(-1);
    if (last !== undefined && span[0] <= last[1])
      result[result.length - 1] = [last[0], Math.max(last[1], span[1])];
    else result.push(span);
  }
  return result;
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

const DAY = 86_400_000;
const offsets = new Map<string, number | undefined>();
const formatters = new Map<string, Intl.DateTimeFormat>();

// Asking for every quarter of an hour of a year takes seconds; on most days the offset is the same from end to end.
function offsetAt(time: number, timeZone: string): number {
  const day = Math.floor(time / DAY);
  const key = `${timeZone} ${day}`;
  if (!offsets.has(key)) {
    const [start, end] = [measuredOffset(day * DAY, timeZone), measuredOffset((day + 1) * DAY, timeZone)];
    offsets.set(key, start === end ? start : undefined);
  }
  return offsets.get(key) ?? measuredOffset(time, timeZone);
}

function measuredOffset(time: number, timeZone: string): number {
  const parts = new Map(
    formatter(timeZone)
      .formatToParts(time)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const wall = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return wall - Math.floor(time / 1000) * 1000;
}

function formatter(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(timeZone, made);
  return made;
}

/** A day as one number that grows with the calendar: `20261224`. */
export function dayNumber({ year, month, day }: FullDay): number {
  return year * 10_000 + month * 100 + day;
}
