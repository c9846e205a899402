import { dirname, join } from 'node:path';
import { type InputFile, readInput } from '../kit/input-file.ts';
import { Problem, quote } from '../kit/problem.ts';
import { type CalendarTurn, calendarTurns, feedDuty, wallSpans } from './calendar-turns.ts';
import { instantOf } from './duty.ts';
import type { Horizon } from './roster.ts';
import type { WrittenCalendar } from './roster-schema.ts';
import { isCalled, rowFor } from './row-names.ts';
import type { NamedRow } from './table-row.ts';
import type { Unused } from './unused.ts';

/** The rows of those who have duty by a calendar file. */
export interface CalendarRows {
  readonly rows: readonly NamedRow[];
  readonly unused: readonly Unused[];
  /** End of the last event; after it all people of the calendar are on duty. */
  readonly until: Date;
}

/**
 * Reads the calendar of a role: its events are turns of the contacts that attend them or that they name.
 *
 * @param roster the file that names the calendar, which lies beside it
 * @throws Problem
 */
export function calendarRows(
  roster: InputFile,
  { at, role, rank, file, timeZone }: WrittenCalendar & { readonly at: string },
  contacts: readonly NamedRow[],
  horizon: Horizon,
): CalendarRows {
  const path = join(dirname(roster.name), file);
  const turns = calendarTurns(readInput(path), horizon, timeZone);
  const found = turns.map((turn) => ({ turn, people: peopleOf(turn, contacts) }));
  const names = [...new Set(found.flatMap(({ people }) => people))];
  const end = instantOf(horizon.until, 0, timeZone).getTime();
  const last = Math.max(
    ...found.flatMap(({ turn, people }) => (people.length === 0 ? [] : [turn.to.getTime()])),
  );
  if (names.length === 0) {
    const remedy = 'name the contacts as its events do, by name or mail address';
    throw new Problem(at, `${file} has no event of these months that names a contact`, remedy);
  }
  const until = new Date(Math.min(end, last));
  const text = `by the calendar ${file}`;
  const rows = names.flatMap((name) => {
    const own = found.filter(({ people }) => people.includes(name)).map(({ turn }) => turn);
    const duty = feedDuty(wallSpans(own, timeZone), until, { timeZone, text });
    return role.map((one) => ({ ...rowFor(contacts, name, at), roles: [one], rank, duty }));
  });
  const nameless = found.filter(({ people }) => people.length === 0).map(({ turn }) => turn.summary);
  return { rows, until, unused: [...new Set(nameless)].map((summary) => namesNobody(at, file, summary)) };
}

function namesNobody(at: string, file: string, summary: string): Unused {
  const text = `the event ${quote(summary)} of ${file} names no contact, it decides nothing`;
  return { at, kind: 'other', text };
}

// Those who attend, as on-call tools export it; else the only contact whose name stands in the words of the event.
function peopleOf({ names, summary }: CalendarTurn, contacts: readonly NamedRow[]): readonly string[] {
  const distinct = [...new Map(contacts.map((row) => [row.name.toLowerCase(), row])).values()];
  const attending = distinct.filter((row) => names.some((name) => isCalled(row, name)));
  if (attending.length > 0) return attending.map(({ name }) => name);
  const words = ` ${wordsOf(summary)} `;
  const mentioned = distinct.filter(({ name }) => words.includes(` ${wordsOf(name)} `));
  return mentioned.map(({ name }) => name);
}

function wordsOf(text: string): string {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .join(' ');
}
