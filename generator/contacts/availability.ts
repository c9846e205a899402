import { type Rank, rankIn } from './rank-words.ts';
import { readHours, type WrittenHours } from './written-hours.ts';

/** What the availability of a row decides, and what it does not. */
export interface Availability {
  readonly rank: Rank | undefined;
  /** Hours and the zone that the text names; empty lines mean at any time. */
  readonly hours: Pick<WrittenHours, 'lines' | 'timeZone' | 'always'>;
  /** Text that nobody obeys. */
  readonly rest: string;
}

// A comma also stands between days and hours, so clauses are only cut off where they give a rank.
const CLAUSE = /\s*[,;()|·、]\s*|\s+[-–—/]\s+/;
const ABOUT_TIME =
  /\d|hours?\b|week|day|night|shift|time|vacation|leave|holiday|on-?call|stunden|zeit|tag|nacht|urlaub|schicht|heure|jour|nuit|horario|noche|時|日|夜/i;

const DAYS =
  '(?:mon|tues|wednes|thurs|fri|satur|sun)days?|week(?:ends?|days?)|nights?|(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|feiertag)s?|' +
  'wochenenden?|werktags?|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|' +
  'vacations?|holidays?|on leave|out of office|urlaub|vacances|congés|vacaciones';
const HOUR_OR_DAY = new RegExp(
  `(?<![\\p{L}\\d])(?:\\d{1,2}(?::\\d{2}(?!\\d)| ?(?:[ap]\\.?m|uhr|h\\d{0,2})(?![\\p{L}\\d]))|(?:${DAYS})(?!\\p{L}))`,
  'iu',
);

/** Reads rank and hours out of the text of an availability: `Backup, Mon-Fri 09:00-17:00 Europe/Berlin`. */
export function readAvailability(text: string, role: string): Availability {
  const parts: string[] = [];
  let rank: Rank | undefined;
  for (const clause of text.split(CLAUSE)) {
    const found = rank === undefined ? rankIn(clause, role, isTime) : undefined;
    rank ??= found?.rank;
    parts.push(found === undefined ? clause : found.rest);
  }
  const { lines, always, timeZone, rest } = readHours(rank === undefined ? text : joined(parts));
  return { rank, hours: { lines, always, timeZone }, rest: rest.replace(/^[\s,;-]+|[\s,;-]+$/g, '') };
}

/** True for text that names an hour, a day of the week or an absence: `Call only after 18:00`, `not on Fridays`. */
export function namesTime(text: string): boolean {
  return HOUR_OR_DAY.test(text);
}

/** True for text that seems to say when somebody is there. */
export function seemsAboutTime(text: string): boolean {
  return ABOUT_TIME.test(text);
}

function isTime(text: string): boolean {
  const { lines, always, rest } = readHours(text);
  return (always || lines.length > 0) && rest === '';
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part.trim() !== '').join(', ');
}
