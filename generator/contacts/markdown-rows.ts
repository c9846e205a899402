import type { Tokens } from 'marked';
import { ROUTED } from '../channels/channel.ts';
import { isAddress } from '../channels/email.ts';
import { Problem, quote } from '../kit/problem.ts';
import { type Availability, namesTime, readAvailability } from './availability.ts';
import type { Mention } from './cell-people.ts';
import { type CellText, cellText, oneLine } from './cell-text.ts';
import type { FoundTable } from './find-tables.ts';
import { list } from './plan-text.ts';
import { rankBeside, rankCalled } from './rank-words.ts';
import { rowPeople, strayDetails } from './row-people.ts';
import { readSeverities } from './severity-words.ts';
import type { Column, ColumnKind } from './table-columns.ts';
import type { TableRow } from './table-row.ts';
import { zoneNamed } from './time-zone.ts';
import { type Unused, unusedRest } from './unused.ts';
import { dutyOf, writtenDate } from './written-duty.ts';

/** What a contact table says, what of it is not used, and what is wrong with it. */
export interface ReadTable {
  readonly rows: readonly TableRow[];
  readonly unused: readonly Unused[];
  readonly problems: readonly Problem[];
}

/** Reads the rows of a contact table. */
export function markdownTableRows(
  file: string,
  { table, line, rowLines, beyond }: FoundTable,
  columns: readonly Column[],
): ReadTable & { readonly footnotes: readonly string[] } {
  const used = usedColumns(columns);
  const rows = table.rows.map((row) => cellsOf(row, used));
  let role = '';
  const read = rows.map((cells, index) => {
    const own = oneLine(cells.joined('role'));
    // An empty role cell continues the role above it, as in tables with merged cells.
    const isGone = own === '' && cells.isStruckOut('role');
    const ranked = roleIn(own);
    role = own === '' ? role : ranked.role;
    const at = `${file}:${rowLines[index] ?? line}`;
    const zone = headerZone(used);
    return isGone ? goneRow(at, cells) : readRow({ at, role, rankInRole: ranked.rank, cells, zone });
  });
  const unusedColumns = used.filter(
    ({ index, kind }) =>
      kind === undefined && table.rows.some((row) => (row[index]?.text ?? '').trim() !== ''),
  );
  const headers = list(unusedColumns.map(({ header }) => quote(header)));
  const columnsText = `the ${unusedColumns.length === 1 ? 'column' : 'columns'} ${headers} decide nothing`;
  return {
    rows: read.flatMap((row) => row.rows),
    footnotes: [cellsOf(table.header, used), ...rows]
      .flatMap(({ all }) => all)
      .flatMap(({ footnotes }) => footnotes),
    problems: read.flatMap(({ problems }) => problems),
    unused: [
      ...(unusedColumns.length === 0
        ? []
        : [
            other(
              `${file}:${line}`,
              unusedColumns.length === 1 ? columnsText.replace('decide', 'decides') : columnsText,
            ),
          ]),
      ...read.flatMap(({ unused }) => unused),
      ...beyond.map((one) => other(`${file}:${one.line}`, `${quote(one.text)} stands in no column`)),
    ],
  };
}

// `Storage (backup)` is the role Storage.
function roleIn(text: string): { readonly role: string; readonly rank?: TableRow['rank'] | undefined } {
  const [, role = '', inner = ''] = /^(.*\S)\s*\(([^()]+)\)$/.exec(text) ?? [];
  const rank = rankBeside(inner.trim(), role);
  return rank === undefined ? { role: text } : { role, rank };
}

// Who strikes out the role means the row.
function goneRow(at: string, cells: Cells): ReadTable {
  const left = oneLine(cells.all.map(({ text }) => text).join(' '));
  const struck = cells.all.flatMap(({ struckOut }) => struckOut).filter((text) => text !== '');
  const texts = [...struck, ...(left === '' ? [] : [left])];
  return {
    rows: [],
    problems: [],
    unused: texts.map((text) =>
      other(at, `${quote(text)} is of a row that is struck out, so it counts no more`),
    ),
  };
}

// Where several columns mean the role, the one that is called so counts.
function usedColumns(columns: readonly Column[]): readonly Column[] {
  const roles = columns.filter(({ kind }) => kind === 'role');
  const role = roles.find(({ header }) => /^(?:role|rolle|r[oô]le?|rol|役割)$/i.test(header)) ?? roles[0];
  const seen = new Set<ColumnKind>();
  return columns.map((column) => {
    const { kind } = column;
    const isDouble =
      (kind === 'role' && column !== role) ||
      (kind !== undefined &&
        ['first', 'name', 'last', 'zone', 'from', 'to'].includes(kind) &&
        seen.has(kind));
    if (kind !== undefined) seen.add(kind);
    return isDouble ? { ...column, kind: undefined } : column;
  });
}

// `Hours (CET)`
function headerZone(columns: readonly Column[]): string | undefined {
  const header = columns.find(({ kind }) => kind === 'availability')?.header ?? '';
  const inBrackets = /\(([^)]+)\)/.exec(header)?.[1];
  return inBrackets === undefined ? undefined : zoneNamed(inBrackets);
}

interface Cells {
  readonly of: (kind: ColumnKind) => readonly string[];
  readonly joined: (kind: ColumnKind, separator?: string) => string;
  /** Cells of columns that mean nothing. */
  readonly unknown: readonly string[];
  readonly all: readonly CellText[];
  readonly isStruckOut: (kind: ColumnKind) => boolean;
}

function cellsOf(row: readonly Tokens.TableCell[], columns: readonly Column[]): Cells {
  const all = columns.map(({ index, kind }) => ({ kind, ...cellText(row[index]?.tokens ?? []) }));
  const of = (kind: ColumnKind | undefined) => all.flatMap((cell) => (cell.kind === kind ? [cell.text] : []));
  const joined = (kind: ColumnKind, separator = ' ') =>
    of(kind)
      .filter((text) => text.trim() !== '')
      .join(separator);
  const isStruckOut = (kind: ColumnKind) =>
    all.some((cell) => cell.kind === kind && cell.struckOut.length > 0);
  return { of, joined, unknown: of(undefined), all, isStruckOut };
}

interface Row {
  readonly at: string;
  readonly role: string;
  readonly rankInRole: TableRow['rank'] | undefined;
  readonly cells: Cells;
  readonly zone: string | undefined;
}

function readRow(row: Row): ReadTable {
  const { at, role, cells } = row;
  const availability = oneLine(cells.joined('availability', ', '));
  const notes = oneLine(cells.joined('notes'));
  const stray = [availability, ...cells.unknown, ...(isAddress(notes) ? [notes] : [])];
  const { people, backups, malformed, vacancies, ownerless } = rowPeople(cells.of, role, stray);
  const problems = [
    ...malformed.map(
      (text) => new Problem(at, `${quote(text)} is not a mail address`, 'write it like name@example.com'),
    ),
    ...cells.all.flatMap(({ broken }) => broken.map((text) => escapeProblem(at, text))),
  ];
  const everybody = [...people, ...backups];
  if (role === '' && everybody.length > 0) {
    return failed([...problems, new Problem(at, 'a contact without a role', 'fill in the column Role')]);
  }
  if (problems.length > 0) return failed(problems);
  const unused = [
    ...struckOut(row),
    ...markupOf(row),
    ...ownerless.map((text) => other(at, `${quote(text)} belongs to nobody of the row`)),
  ];
  if (role === '') {
    const words = oneLine(cells.all.map(({ text }) => text).join(' '));
    return {
      rows: [],
      problems,
      unused: words === '' ? unused : [...unused, other(at, 'a row without role and contact')],
    };
  }
  if (everybody.length === 0) return vacant(row, vacancies, unused);

  const written = oneLine(cells.joined('severity'));
  const { severities, rest } = readSeverities(written);
  const told = availabilityOf(row, withoutDetails(availability), isAddress(notes) ? '' : notes);
  const place = oneLine(cells.joined('rank'));
  const rankOfRow = rankCalled(place, role) ?? told.rank ?? row.rankInRole;
  const entry = (mention: Mention, rank: TableRow['rank']): TableRow => ({
    at,
    roles: [role],
    name: mention.name === '' ? role : mention.name,
    rank: mention.rank ?? rank,
    availability,
    channels: mention.addresses.map((to) => ({ type: 'email' as const, to })),
    handles: mention.handles,
    phone: mention.phone,
    duty: told.duty,
    ...(severities !== undefined && { severities }),
    notes: notesOf(isAddress(notes) ? '' : notes, mention),
  });
  return {
    rows: [
      ...people.map((mention) => entry(mention, rankOfRow ?? 'primary')),
      ...backups.map((mention) => entry(mention, 'backup')),
    ],
    problems,
    unused: [
      ...unused,
      ...told.unused,
      ...(rest.length === 0 ? [] : [severityUnread(at, written)]),
      ...(hasWords(place) && rankCalled(place, role) === undefined ? [rankUnread(at, place)] : []),
      ...vacancies.filter(hasWords).map((words) => vacancyOf(row, words)),
      ...everybody.flatMap((mention) => mentionUnused(at, mention, role)),
    ],
  };
}

function severityUnread(at: string, written: string): Unused {
  return other(at, `the severity ${quote(written)} is obeyed by nobody; write ${ROUTED.join(', ')} or all`);
}

function rankUnread(at: string, written: string): Unused {
  return other(at, `the rank ${quote(written)} decides nothing; write primary or backup`);
}

function failed(problems: readonly Problem[]): ReadTable {
  return { rows: [], unused: [], problems };
}

function escapeProblem(at: string, text: string): Problem {
  return new Problem(
    at,
    `the escape in the link to ${quote(text)} cannot be read`,
    'write % in a link as %25',
  );
}

function vacancyOf({ at, role }: Row, words = '', about = ''): Unused {
  return { at, kind: 'vacancy', text: `${quote(role)}${words === '' ? '' : ` ${quote(words)}`}${about}` };
}

// A role with nobody in it is still a role: its alerts go to the fallback, and coverage says so.
function vacant(row: Row, words: readonly string[], unused: readonly Unused[]): ReadTable {
  const { at, role, cells } = row;
  const availability = oneLine(cells.joined('availability', ', '));
  const others = (['zone', 'from', 'to', 'severity', 'rank', 'notes'] as const).map((kind) =>
    oneLine(cells.joined(kind)),
  );
  const beside = [availability, ...others].filter(hasWords);
  const about = beside.length === 0 ? '' : ` beside ${list(beside.map(quote))}`;
  return {
    rows: [{ at, roles: [role], rank: 'primary', availability, name: undefined, channels: [] }],
    problems: [],
    unused: [...unused, vacancyOf(row, list(words.filter(hasWords)), about)],
  };
}

function hasWords(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

function struckOut({ at, cells }: Row): readonly Unused[] {
  return cells.all
    .flatMap((cell) => cell.struckOut)
    .filter((text) => text !== '')
    .map((text) => other(at, `${quote(text)} is struck out, so it counts no more`));
}

// Links and pictures are for people.
function markupOf({ at, cells }: Row): readonly Unused[] {
  const links = cells.all.flatMap((cell) => cell.links.map((target) => `the link ${quote(target)}`));
  const pictures = cells.all.flatMap((cell) => cell.pictures.map((name) => `the picture ${quote(name)}`));
  return [...new Set([...links, ...pictures])].map((text) => ({ at, kind: 'description', text }));
}

function mentionUnused(at: string, { name, unused }: Mention, role: string): readonly Unused[] {
  const who = name === '' ? role : name;
  return unused.map((text) => other(at, `${quote(text)} beside ${who} decides nothing`));
}

function notesOf(notes: string, { handles }: Mention): string | undefined {
  const chat = handles.length === 0 ? '' : `In a chat: ${handles.join(', ')}.`;
  const text = [notes, chat].filter((part) => part !== '').join(' ');
  return text === '' ? undefined : text;
}

function withoutDetails(text: string): string {
  return strayDetails(text)
    .reduce((left, detail) => left.replace(detail, ''), text)
    .replace(/[(<]\s*[)>]/g, '')
    .replace(/\s*,(?:\s*,)+/g, ',')
    .replace(/^[\s,;]+|[\s,;]+$/g, '');
}

interface Told {
  readonly rank: TableRow['rank'] | undefined;
  readonly duty: TableRow['duty'];
  readonly unused: readonly Unused[];
}

function availabilityOf(row: Row, availability: string, notes: string): Told {
  const { at, role, cells } = row;
  const inNotes = readAvailability(notes, role);
  const isSaidInNotes =
    availability === '' && inNotes.rest === '' && (inNotes.rank !== undefined || hasHours(inNotes));
  const text = isSaidInNotes ? notes : availability;
  const { rank, hours, rest } = isSaidInNotes ? inNotes : readAvailability(text, role);
  const own = oneLine(cells.joined('zone'));
  const timeZone = hours.timeZone ?? zoneNamed(own) ?? row.zone;
  const { period, unused: periodUnused } = periodOf(row);
  const isLimited = hours.lines.length > 0 || period.validFrom !== undefined || period.validTo !== undefined;
  const zoneUnused =
    own !== '' && (!isLimited || zoneNamed(own) === undefined || zoneNamed(own) !== timeZone)
      ? [other(at, `the time zone ${quote(own)} decides nothing`)]
      : [];
  const notesUnused =
    !isSaidInNotes && (inNotes.rank !== undefined || hasHours(inNotes) || namesTime(notes))
      ? [
          other(
            at,
            `${quote(notes)} in the notes is obeyed by nobody; write hours and ranks into the availability`,
          ),
        ]
      : [];
  const unused = [...zoneUnused, ...periodUnused, ...notesUnused];
  const isZoneless = hours.lines.length > 0 && timeZone === undefined;
  if (isZoneless) {
    const remedy = `write ${hours.lines.join(', ')} Europe/Berlin, or the zone that it is`;
    const without = `${quote(text)} is obeyed by nobody, as hours need a time zone; ${remedy}`;
    unused.push(other(at, without));
  } else {
    unused.push(...unusedRest(at, rest));
  }
  const duty = dutyOf({ hours: isZoneless ? [] : hours.lines, timeZone, ...period }) ?? 'always';
  return { rank, duty, unused };
}

function hasHours({ hours }: Availability): boolean {
  return hours.always || hours.lines.length > 0;
}

interface Period {
  readonly validFrom?: string;
  readonly validTo?: string;
}

// Columns such as `From` and `To`, where they hold dates.
function periodOf({ at, cells }: Row): { readonly period: Period; readonly unused: readonly Unused[] } {
  const [from, to] = [oneLine(cells.joined('from')), oneLine(cells.joined('to'))];
  const [validFrom, validTo] = [writtenDate(from), writtenDate(to)];
  const remedy = 'write dates like 2026-12-25';
  const unread = (written: string) => other(at, `${quote(written)} is obeyed by nobody; ${remedy}`);
  const unused = [
    ...(hasWords(from) && validFrom === undefined ? [unread(from)] : []),
    ...(hasWords(to) && validTo === undefined ? [unread(to)] : []),
  ];
  if (validFrom !== undefined && validTo !== undefined && validFrom > validTo) {
    const text = `${from} is after ${to}, so neither is obeyed; exchange them`;
    return { period: {}, unused: [...unused, other(at, text)] };
  }
  return {
    period: { ...(validFrom !== undefined && { validFrom }), ...(validTo !== undefined && { validTo }) },
    unused,
  };
}

function other(at: string, text: string): Unused {
  return { at, kind: 'other', text };
}
