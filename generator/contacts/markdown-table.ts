import { ConfigError } from '../../exporter/config/read-yaml.ts';
import type { InputFile } from '../kit/input-file.ts';
import { Problem, quote } from '../kit/problem.ts';
import { cellText, oneLine } from './cell-text.ts';
import { type FoundTable, tablesOf } from './find-tables.ts';
import { markdownTableRows } from './markdown-rows.ts';
import { type Column, type ColumnKind, columnsOf } from './table-columns.ts';
import type { TableRow } from './table-row.ts';
import type { Unused } from './unused.ts';

/** The rows of a file, and what stands in it without being used. */
export interface ReadRows {
  readonly rows: readonly TableRow[];
  readonly unused: readonly Unused[];
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
export function markdownRows(file: InputFile): ReadRows {
  const { tables, inHtml } = tablesOf(file.text);
  const candidates = tables.map(candidateOf);
  const fitting = candidates.filter(({ lacks }) => lacks === undefined);
  const telling = fitting.filter(isTelling);
  const chosen = telling.length > 0 ? telling : fitting;
  if (chosen.length === 0) throw noTable(file, candidates);

  const read = chosen.map(({ found, columns }) => markdownTableRows(file.name, found, columns));
  const problems = read.flatMap(({ problems: own }) => own.map(({ message }) => message));
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
  const html = inHtml.map((line) => unread(file, line, 'a table in HTML'));
  const others = candidates
    .filter((candidate) => !chosen.includes(candidate))
    .map(({ found, columns, lacks }) =>
      unread(
        file,
        found.line,
        `${titleOf(columns)} ${lacks === undefined ? 'gives no address' : `lacks ${lacks}`}`,
      ),
    );
  return {
    rows: read.flatMap(({ rows }) => rows),
    unused: [...read.flatMap(({ unused }) => unused), ...others, ...html],
  };
}

interface Candidate {
  readonly found: FoundTable;
  readonly columns: readonly Column[];
  /** What keeps it from being a contact table. */
  readonly lacks: string | undefined;
}

function candidateOf(found: FoundTable): Candidate {
  const columns = columnsOf(found.table.header.map(({ tokens }) => cellText(tokens).text));
  const has = (kinds: readonly ColumnKind[]) =>
    columns.some(({ kind }) => kind !== undefined && kinds.includes(kind));
  const missing = [...(has(['role']) ? [] : ['Role']), ...(has(REACHING) ? [] : ['Contact'])];
  const lacks =
    missing.length === 0
      ? undefined
      : `${missing.length === 1 ? 'a column' : 'columns'} ${missing.join(' and ')}`;
  return { found, columns, lacks };
}

// `Service | Owner` may be any table: it counts beside others where somebody can be reached by it.
function isTelling({ found, columns }: Candidate): boolean {
  const isPlain = columns.some(({ kind }) => kind === 'availability' || kind === 'email' || kind === 'phone');
  return isPlain || ADDRESS.test(found.table.raw);
}

function noTable(file: InputFile, candidates: readonly Candidate[]): Problem {
  const near = candidates
    .filter(({ found, columns }) => ADDRESS.test(found.table.raw) || known(columns) > 0)
    .sort((a, b) => score(b) - score(a))[0];
  if (near?.lacks === undefined) return new Problem(file.name, 'no contact table', EXAMPLE);
  const what = `the table ${titleOf(near.columns)} lacks ${near.lacks}`;
  return new Problem(`${file.name}:${near.found.line}`, what, EXAMPLE);
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
