import { z } from 'zod';
import { countLeftOut } from '../../sources/wire.ts';

/*
 * Values that Local UI writes as text of no declared format (Local UI reference, section 5). What cannot be read is
 * undefined and counted as left out, so that a drift of the format shows.
 */

/** What names a row: without it the row is left out. */
export const key = z.string().min(1);

/** Seconds since the epoch. RFC 3339, as Go prints a time, or as kubeadm does: `Dec 30, 2026 23:36 UTC`. */
export const dateText = textValue(parseDate);

/** Bytes: a bare number, or one with a unit, decimal (`10GB`, `10 G`) or binary (`10Gi`, `10 GiB`). */
export const sizeText = textValue(parseSize);

/** 0 to 1 from a percentage, with or without its sign. */
export const percentText = textValue((text) => {
  const [, digits] = /^(\d+(?:\.\d+)?) ?%?$/.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits) / 100;
});

function textValue(parse: (text: string) => number | undefined) {
  return z
    .string()
    .nullish()
    .transform((value) => {
      const text = value?.trim() ?? '';
      if (text === '' || text.startsWith('0001-01-01')) return undefined;
      const parsed = parse(text);
      if (parsed === undefined || !Number.isFinite(parsed)) countLeftOut();
      return parsed;
    });
}

const GO_TIME =
  /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(?:(Z|UTC)|([+-]\d\d):?(\d\d)(?: \w+)?)?$/;
const KUBEADM_TIME = /^[A-Z][a-z]{2} \d{1,2}, \d{4} \d\d:\d\d(?::\d\d)? (?:UTC|GMT)$/;

// Date.parse alone finds a date in almost any text that holds a number, and takes a missing zone for the local one.
function parseDate(text: string): number | undefined {
  const [, day, time, , hours, minutes] = GO_TIME.exec(text) ?? [];
  if (day === undefined && !KUBEADM_TIME.test(text)) return undefined;
  const zone = hours === undefined ? 'Z' : `${hours}:${minutes}`;
  const milliseconds = Date.parse(day === undefined ? text : `${day}T${time}${zone}`);
  return milliseconds > 0 ? milliseconds / 1000 : undefined;
}

const PREFIXES = ['', 'k', 'm', 'g', 't', 'p', 'e'];

function parseSize(text: string): number | undefined {
  const [, digits, prefix = '', binary] = /^(\d+(?:\.\d+)?) ?([kmgtpe]?)(i?)b?$/i.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const base = binary ? 1024 : 1000;
  return Math.round(Number(digits) * base ** PREFIXES.indexOf(prefix.toLowerCase()));
}

/** The last of some points in time, those that are not known left aside. */
export function latest(times: readonly (number | undefined)[]): number | undefined {
  let found: number | undefined;
  for (const time of times) if (time !== undefined && (found === undefined || time > found)) found = time;
  return found;
}
