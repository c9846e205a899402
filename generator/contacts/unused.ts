import { basename } from 'node:path';
import { quote } from '../kit/problem.ts';
import { seemsAboutTime } from './availability.ts';
import { list } from './plan-text.ts';

/** Something that stands in a contact table and decides nothing. */
export interface Unused {
  /** File and line. */
  readonly at: string;
  /** Descriptions are told together: they are for people, and every table has some. */
  readonly kind: 'description' | 'vacancy' | 'table' | 'other';
  /** A sentence; of a description and a vacancy only what is described or vacant. */
  readonly text: string;
}

/** What stands in a file and is not used, each with its line, what is alike in one sentence. */
export function unusedTexts(unused: readonly Unused[]): readonly string[] {
  const others = unused.filter(({ kind }) => kind === 'other');
  const sentences = new Map<string, string[]>();
  for (const { at, text } of others) sentences.set(text, [...(sentences.get(text) ?? []), at]);
  return [
    ...[...sentences].map(([text, places]) => `${placesText(places)}: ${text}.`),
    ...together(unused, 'vacancy', 'vacant: '),
    ...together(unused, 'table', 'tables that are not read: '),
    ...together(unused, 'description', 'for people only, it decides nothing: '),
  ];
}

/** Text of an availability that decides nothing. */
export function unusedRest(at: string, rest: string): readonly Unused[] {
  if (!/[\p{L}\p{N}]/u.test(rest)) return [];
  if (!seemsAboutTime(rest)) return [{ at, kind: 'description', text: quote(rest) }];
  const remedy = 'write hours like Mon-Fri 09:00-17:00 Europe/Berlin';
  return [{ at, kind: 'other', text: `${quote(rest)} is obeyed by nobody; ${remedy}` }];
}

function together(unused: readonly Unused[], kind: Unused['kind'], beginning: string): readonly string[] {
  const same = unused.filter((one) => one.kind === kind);
  const [first] = same;
  if (first === undefined) return [];
  const items = same.map(({ at, text }) => `${text} (line ${lineOf(at)})`);
  return [`${fileOf(first.at)}: ${beginning}${items.join(', ')}.`];
}

// `contacts.md:3, 7 and 9`
function placesText(places: readonly string[]): string {
  const [first = ''] = places;
  if (places.length === 1) return basename(first);
  return `${fileOf(first)}:${list(places.map(lineOf))}`;
}

function fileOf(at: string): string {
  return basename(at).replace(/:.*$/, '');
}

function lineOf(at: string): string {
  return /^[^:]*:(\d+)/.exec(basename(at))?.[1] ?? '?';
}
