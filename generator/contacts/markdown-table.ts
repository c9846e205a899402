import { ConfigError } from '../../exporter/config/read-yaml.ts';
import type { InputFile } from '../kit/input-file.ts';
import { Problem, quote } from '../kit/problem.ts';
import { cellText, oneLine } from './cell-text.ts';
import { type FoundTable, type Place, tablesOf } from './find-tables.ts';
import { footnotesOf } from './footnotes.ts';
import { markdownTableRows } from './markdown-rows.ts';
import type { Roster } from './roster.ts';
import {
  type Column,
  type ColumnKind,
  type ColumnNames,
  columnsOf,
  isHeader,
  withVendorAsRole,
} from './table-columns.ts';
import type { TableRow } from './table-row.ts';
import { type Unused, unusedRest } from './unused.ts';

/** The rows of a file, and what stands in it without being used. */
export interface ReadRows {
  readonly rows: readonly TableRow[];
  readonly unused: readonly Unused[];
  /** Turns of a roster in YAML. */
  readonly roster?: Roster | undefined;
}

/** Which tables of a page count, and what their columns mean, where a person says so. */
export interface TableChoice {
  /** Text of a heading above the tables. */
  readonly section?: string | undefined;
  /** Headers of columns by what they hold. */
  readonly columns?: ColumnNames | undefined;
}

const REACHING: readonly ColumnKind[] = ['contact', 'name', 'last', 'email', 'phone', 'handle'];
const ADDRESS = /[^\s|]@[^\s|]/;
const EXAMPLE = 'add a table with the header | Role | Contact | Availability |';

/**
 * The rows of every contact table in a Markdown file, found by the meaning of its header: the file may be a whole
 * operations page.
 *
 * @throws ConfigError with a line for each mistake
 */
export function markdownRows(file: InputFile, choice: TableChoice = {}): ReadRows {
  const { tables, lookalikes } = tablesOf(file.text);
  const inSection = sectionOf(file, tables, choice);
  checkColumns(file, inSection, choice);
  const plain = inSection.map((found) => candidateOf(found, columnsOf(headersOf(found), choice.columns)));
  // A table of hotlines beside a table of roles is none of contacts.
  const candidates = plain.some((candidate) => fits(candidate) && isTelling(candidate))
    ? plain
    : plain.map(({ found, columns }) => candidateOf(found, withVendorAsRole(columns)));
  const fitting = candidates.filter(fits);
  const telling = fitting.filter(isTelling);
  const chosen = telling.length > 0 ? telling : fitting;
  if (chosen.length === 0) throw noTable(file, candidates, lookalikes);

  const read = chosen.map(({ found, columns }) => markdownTableRows(file.name, found, columns));
  const problems = read.flatMap(({ problems: own }) => own.map(({ message }) => message));
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
  const looks = lookalikes.map(({ line, text }) =>
    unread(file, line, `${quote(text)} looks like a table, and is none to Markdown`),
  );
  const outside = tables
    .filter((found) => !inSection.includes(found))
    .map((found) =>
      unread(file, found.line, `${titleOf(columnsOf(headersOf(found)))} is not of the section`),
    );
  const others = candidates
    .filter((candidate) => !chosen.includes(candidate))
    .map(({ found, columns, lacks }) =>
      unread(
        file,
        found.line,
        `${titleOf(columns)} ${lacks === undefined ? 'gives no address' : `lacks ${lacks}`}`,
      ),
    );
  const marks = new Set(read.flatMap(({ footnotes }) => footnotes));
  const footnotes = footnotesOf(file.text)
    .filter(({ mark }) => marks.has(mark))
    .flatMap(({ line, text }) => unusedRest(`${file.name}:${line}`, text));
  return {
    rows: read.flatMap(({ rows }) => rows),
    unused: [...read.flatMap(({ unused }) => unused), ...footnotes, ...others, ...outside, ...looks],
  };
}

function headersOf({ table }: FoundTable): readonly string[] {
  return table.header.map(({ tokens }) => cellText(tokens).text);
}

function sectionOf(
  { name }: InputFile,
  tables: readonly FoundTable[],
  { section }: TableChoice,
): readonly FoundTable[] {
  if (section === undefined) return tables;
  const wanted = headingText(section);
  const found = tables.filter(({ headings }) => headings.some((heading) => headingText(heading) === wanted));
  if (found.length > 0) return found;
  const known = [...new Set(tables.flatMap(({ headings }) => headings))];
  const remedy =
    known.length === 0
      ? 'leave --section out'
      : `the headings above tables are ${known.map(quote).join(', ')}`;
  throw new Problem(`--section ${quote(section)}`, `${name} has no table under that heading`, remedy);
}

function checkColumns(
  { name }: InputFile,
  tables: readonly FoundTable[],
  { columns = {} }: TableChoice,
): void {
  const headers = new Set(tables.flatMap(headersOf).map(oneLine));
  for (const [kind, header] of Object.entries(columns)) {
    if ([...headers].some((known) => isHeader(known, header))) continue;
    const known = [...headers].map(quote).join(', ');
    const remedy = known === '' ? 'leave --columns out' : `its columns are ${known}`;
    throw new Problem(`--columns ${kind}=${header}`, `${name} has no column ${quote(header)}`, remedy);
  }
}

function headingText(text: string): string {
  return oneLine(text)
    .replace(/^#+\s*|\s*#+$|[*_`]|\s*\{#[^}]*\}$/g, '')
    .toLowerCase();
}

interface Candidate {
  readonly found: FoundTable;
  readonly columns: readonly Column[];
  /** Columns without which it is no contact table. */
  readonly missing: readonly string[];
  /** The same in words. */
  readonly lacks: string | undefined;
}

function candidateOf(found: FoundTable, columns: readonly Column[]): Candidate {
  const has = (kinds: readonly ColumnKind[]) =>
    columns.some(({ kind }) => kind !== undefined && kinds.includes(kind));
  const missing = [...(has(['role']) ? [] : ['Role']), ...(has(REACHING) ? [] : ['Contact'])];
  const lacks =
    missing.length === 0
      ? undefined
      : `${missing.length === 1 ? 'a column' : 'columns'} ${missing.join(' and ')}`;
  return { found, columns, missing, lacks };
}

function fits({ lacks }: Candidate): boolean {
  return lacks === undefined;
}

// `Service | Owner` may be any table: it counts beside others where somebody can be reached by it.
function isTelling({ found, columns }: Candidate): boolean {
  const isPlain = columns.some(({ kind }) => kind === 'availability' || kind === 'email' || kind === 'phone');
  return isPlain || ADDRESS.test(found.table.raw);
}

function noTable(file: InputFile, candidates: readonly Candidate[], lookalikes: readonly Place[]): Problem {
  const near = candidates
    .filter(({ found, columns }) => ADDRESS.test(found.table.raw) || known(columns) > 0)
    .sort((a, b) => score(b) - score(a))[0];
  const [look] = lookalikes;
  if (near?.lacks === undefined && look !== undefined) {
    const what = `${quote(look.text)} looks like a table, and is none to Markdown`;
    return new Problem(`${file.name}:${look.line}`, what, 'write it as a table outside of a code block');
  }
  if (near?.lacks === undefined) return new Problem(file.name, 'no contact table', EXAMPLE);
  const what = `the table ${titleOf(near.columns)} lacks ${near.lacks}`;
  const choice = `or say which column is meant, with --columns ${near.missing[0]}=HEADER`;
  return new Problem(`${file.name}:${near.found.line}`, what, `${EXAMPLE}, ${choice}`);
}

function score({ found, columns }: Candidate): number {
  return known(columns) + (ADDRESS.test(found.table.raw) ? 10 : 0);
}

function known(columns: readonly Column[]): number {
  return columns.filter(({ kind }) => kind !== undefined && kind !== 'notes').length;
}

function unread(file: InputFile, line: number, text: string): Unused {
  return { at: `${file.name}:${line}`, kind: 'table', text };
}

function titleOf(columns: readonly Column[]): string {
  return quote(oneLine(columns.map(({ header }) => header).join(' | ')));
}
