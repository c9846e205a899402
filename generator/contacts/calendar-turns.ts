import ICAL from 'ical.js';
import type { InputFile } from '../kit/input-file.ts';
import { Problem, quote } from '../kit/problem.ts';
import { DAY, midnight, partsFor, type WallSpan, wallDay } from './calendar-duty.ts';
import { type Duty, instantOf, localTime } from './duty.ts';
import type { Horizon } from './roster.ts';
import { isTimeZone } from './time-zone.ts';

/** An event of a calendar file: one stretch of duty. */
export interface CalendarTurn {
  /** What may name the person: addresses and names of those who attend, else the words of the event. */
  readonly names: readonly string[];
  readonly summary: string;
  readonly from: Date;
  readonly to: Date;
}

// A rule without an end never stops by itself.
const MOST_OCCURRENCES = 20_000;

/**
 * The turns of an iCalendar file (RFC 5545) that touch the horizon, those of recurring events one by one. What is
 * cancelled is left out.
 *
 * @param timeZone zone of whole days, and of times that name none
 * @throws Problem
 */
export function calendarTurns(file: InputFile, horizon: Horizon, timeZone: string): readonly CalendarTurn[] {
  const events = eventsOf(file);
  const [from, until] = [horizon.from, horizon.until].map((day) => instantOf(day, 0, timeZone).getTime());
  const touches = ({ from: begin, to }: CalendarTurn) =>
    to.getTime() > (from ?? 0) && begin.getTime() < (until ?? 0) && begin < to;
  return events
    .flatMap((event) => occurrences(event, timeZone, until ?? 0))
    .filter(touches)
    .sort((a, b) => a.from.getTime() - b.from.getTime());
}

/** Spans on the wall of a zone, for turns of one person. */
export function wallSpans(turns: readonly CalendarTurn[], timeZone: string): readonly WallSpan[] {
  return turns.map(({ from, to }) => ({ from: wallOf(from, timeZone), to: wallOf(to, timeZone) }));
}

/**
 * A duty in these spans until a moment, and always from then on: after the last event of a file nobody would be told.
 */
export function feedDuty(
  spans: readonly WallSpan[],
  until: Date,
  { timeZone, text }: Pick<Duty, 'timeZone' | 'text'>,
): Duty {
  const end = wallOf(until, timeZone);
  const nextDay = Math.ceil(end / DAY) * DAY;
  const rest = partsFor([
    ...spans.filter(({ from }) => from < end).map(({ from, to }) => ({ from, to: Math.min(to, end) })),
    ...(end < nextDay ? [{ from: end, to: nextDay }] : []),
  ]);
  return { timeZone, text, parts: [{ from: wallDay(nextDay), holidays: [] }, ...rest] };
}

function wallOf(at: Date, timeZone: string): number {
  const local = localTime(at, timeZone);
  return midnight(local) + local.minute;
}

function eventsOf({ name, text }: InputFile): readonly ICAL.Event[] {
  const calendar = parsed(name, text);
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
  const events = calendar
    .getAllSubcomponents('vevent')
    .filter((event) => event.getFirstPropertyValue('status') !== 'CANCELLED')
    .map((event) => new ICAL.Event(event));
  const exceptions = events.filter((event) => event.isRecurrenceException());
  for (const event of events.filter((one) => one.isRecurring()))
    for (const exception of exceptions.filter(({ uid }) => uid === event.uid))
      event.relateException(exception);
  // A changed occurrence is told by the event that it belongs to, if that is in the file.
  const whole = new Set(events.filter((event) => event.isRecurring()).map(({ uid }) => uid));
  return events.filter((event) => !event.isRecurrenceException() || !whole.has(event.uid));
}

function parsed(name: string, text: string): ICAL.Component {
  const remedy = 'export it as iCalendar (.ics) again';
  try {
    const calendar = new ICAL.Component(ICAL.parse(text));
    if (calendar.name === 'vcalendar') return calendar;
  } catch (error) {
    const reason = error instanceof Error ? quote(error.message) : 'it cannot be parsed';
    throw new Problem(name, `is no calendar: ${reason}`, remedy);
  }
  throw new Problem(name, 'is no calendar', remedy);
}

function occurrences(event: ICAL.Event, timeZone: string, until: number): readonly CalendarTurn[] {
  if (!event.isRecurring()) return [turnOf(event, event.startDate, event.endDate, timeZone)];
  const turns: CalendarTurn[] = [];
  const iterator = event.iterator();
  for (let count = 0; count < MOST_OCCURRENCES; count++) {
    const next = iterator.next();
    if (next === undefined || next === null) break;
    const { item, startDate, endDate } = event.getOccurrenceDetails(next);
    const turn = turnOf(item, startDate, endDate, timeZone);
    if (turn.from.getTime() >= until) break;
    turns.push(turn);
  }
  return turns;
}

function turnOf(event: ICAL.Event, start: ICAL.Time, end: ICAL.Time, timeZone: string): CalendarTurn {
  const attending = event.attendees.flatMap((attendee) => [
    String(attendee.getFirstValue()).replace(/^mailto:/i, ''),
    String(attendee.getFirstParameter('cn') ?? ''),
  ]);
  return {
    names: attending.filter((name) => name !== ''),
    summary: event.summary ?? '',
    from: momentOf(event, 'dtstart', start, timeZone),
    to: momentOf(event, 'dtend', end, timeZone),
  };
}

/**
 * The moment of a time, in the zone of the property; the end of an event with a duration has the zone of its start. Zones
 * by their IANA name are asked of this machine, others must be described in the file.
 */
function momentOf(event: ICAL.Event, property: string, time: ICAL.Time, timeZone: string): Date {
  const component = event.component;
  const written = component.getFirstProperty(property) ?? component.getFirstProperty('dtstart');
  const named = written?.getFirstParameter('tzid');
  const described = time.zone?.tzid;
  const { year, month, day, hour, minute } = time;
  const inZone = (zone: string) => instantOf({ year, month, day }, hour * 60 + minute, zone);
  if (described === 'UTC') return time.toJSDate();
  if (named === undefined || named === '') return inZone(timeZone);
  if (isTimeZone(named)) return inZone(named);
  if (described === named) return time.toJSDate();
  const what = `the time zone ${quote(named)} is not known`;
  throw new Problem(
    `event ${quote(event.summary ?? '')}`,
    what,
    'export the calendar with its time zones, or in UTC',
  );
}
