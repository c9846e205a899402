import { lexer, type Token, type Tokens } from 'marked';
import { type HtmlTable, htmlTablesOf, markedTable } from './html-table.ts';
import { hiddenRanges, pieceCells, shown } from './page-text.ts';

/** A table of a page, and where it stands. */
export interface FoundTable {
  readonly table: Tokens.Table;
  /** Line of the header. */
  readonly line: number;
  /** The line of each row. */
  readonly rowLines: readonly number[];
  /** The headings above it, the highest first. */
  readonly headings: readonly string[];
  /** Text of its rows that stands in no column. */
  readonly beyond: readonly Place[];
}

/** Something of a page, and its line. */
export interface Place {
  readonly line: number;
  readonly text: string;
}

/** The tables of a page. */
export interface FoundTables {
  readonly tables: readonly FoundTable[];
  /** First lines of what looks like a table to people and is none: in a code block, or in the markup of other wikis. */
  readonly lookalikes: readonly Place[];
}

// Line ends for JavaScript, but not for Markdown: they would cut a row in two.
const ODD_BREAKS = /[\u2028\u2029]/g;
const COMMENT = /<!--[\s\S]*?(?:-->|$)/g;
const DIRECTIVE = /^(\s*)(?:!!!|\?\?\?\+?|===)\s/;
const ADDRESS = /[^\s|]@[^\s|]/;
const DELIMITER = /^\s*\|?\s*:?-{2,}:?\s*\|/;

/** Finds every table of a Markdown page, also in HTML, lists, quotes, admonitions, tabs and `<details>`. */
export function tablesOf(page: string): FoundTables {
  const text = page.replace(ODD_BREAKS, ' ').replace(/\r\n?/g, '\n');
  const hidden = hiddenRanges(text);
  const { page: marked, tables: html } = htmlTablesOf(text, (index) =>
    hidden.some(({ start, end }) => start <= index && index < end),
  );
  const lines = shown(marked).split('\n');
  const search: Search = { lines, from: 0, headings: [], tables: [], html, unread: [] };
  visit(lexer(withoutIndentation(marked)), search);
  return { tables: search.tables, lookalikes: [...search.unread, ...lookalikesOf(text, search.tables)] };
}

interface Search {
  readonly lines: readonly string[];
  /** Index of the line that the search goes on from. */
  from: number;
  readonly headings: { readonly depth: number; readonly text: string }[];
  readonly tables: FoundTable[];
  readonly html: readonly HtmlTable[];
  /** Beginnings of HTML tables that have no end. */
  readonly unread: Place[];
}

function visit(tokens: readonly Token[], search: Search): void {
  for (const token of tokens) {
    if (token.type === 'heading') addHeading(token as Tokens.Heading, search);
    else if (isTable(token)) addTable(token, search);
    else if (token.type === 'html') visitHtml(token.raw, search);
    else if (isIndentedCode(token)) visit(lexer(String(token.text)), search);
    else if (token.type === 'list') visit((token as Tokens.List).items, search);
    else if (['blockquote', 'list_item'].includes(token.type) && 'tokens' in token) {
      visit(token.tokens ?? [], search);
    }
  }
}

function addHeading({ depth, text }: Tokens.Heading, { headings }: Search): void {
  while ((headings.at(-1)?.depth ?? 0) >= depth) headings.pop();
  headings.push({ depth, text });
}

function addTable(table: Tokens.Table, search: Search): void {
  const header = table.raw.trimStart().split('\n')[0]?.trim() ?? '';
  const index = search.lines.findIndex(
    (line, at) => at >= search.from && line.includes(header) && (search.lines[at + 1] ?? '').includes('-'),
  );
  const at = index < 0 ? search.from : index;
  search.from = at + 2 + table.rows.length;
  const { rows, rowLines, beyond } = rowsWithin(table, at + 3);
  search.tables.push({
    table: { ...table, rows },
    line: at + 1,
    rowLines,
    headings: titles(search),
    beyond,
  });
}

type Rows = Pick<FoundTable, 'rowLines' | 'beyond'> & { readonly rows: Tokens.TableCell[][] };

// To Markdown a line below a table is a row, also without any bar; and cells that no header stands above are none.
function rowsWithin(table: Tokens.Table, firstLine: number): Rows {
  const lines = table.raw.trim().split('\n').slice(2);
  const rows: Tokens.TableCell[][] = [];
  const rowLines: number[] = [];
  const beyond: Place[] = [];
  for (const [index, row] of table.rows.entries()) {
    const raw = lines[index] ?? '|';
    const pieces = pieceCells(raw);
    const extra = pieces.slice(table.header.length).filter((text) => text.trim() !== '');
    if (extra.length > 0)
      beyond.push({ line: firstLine + index, text: extra.map((one) => one.trim()).join(' | ') });
    if (pieces.length < 2 && !raw.trim().startsWith('|')) {
      beyond.push({ line: firstLine + index, text: raw.trim() });
    } else {
      rows.push(row);
      rowLines.push(firstLine + index);
    }
  }
  return { rows, rowLines, beyond };
}

function titles({ headings }: Search): readonly string[] {
  return headings.map(({ text }) => text);
}

function visitHtml(raw: string, search: Search): void {
  const html = raw.replace(COMMENT, '');
  const number = markedTable(html);
  const found = number === undefined ? undefined : search.html[number];
  if (found !== undefined) {
    search.tables.push({ ...found, headings: titles(search), beyond: [] });
    search.from = Math.max(search.from, found.line);
    return;
  }
  if (/<table\b/i.test(html)) {
    const at = search.lines.findIndex((line, index) => index >= search.from && /<table\b/i.test(line));
    search.unread.push({ line: Math.max(at, search.from) + 1, text: '<table> without </table>' });
    return;
  }
  const inside = html.replace(/^[ \t]*<[^\n]*$/gm, '');
  if (inside.includes('|')) visit(lexer(inside), search);
}

function isTable(token: Token): token is Tokens.Table {
  return token.type === 'table';
}

function isIndentedCode(token: Token): token is Tokens.Code {
  return token.type === 'code' && 'codeBlockStyle' in token && token.codeBlockStyle === 'indented';
}

// Grid tables, tables of Jira, MediaWiki and AsciiDoc, and everything in a code block.
function lookalikesOf(text: string, tables: readonly FoundTable[]): readonly Place[] {
  const read = new Set(
    tables.flatMap(({ line, rowLines, beyond }) => [line, ...rowLines, ...beyond.map((one) => one.line)]),
  );
  const lines = withoutComments(text).split('\n');
  const found: Place[] = [];
  let before = -2;
  for (const [index, line] of lines.entries()) {
    const isHeader = DELIMITER.test(lines[index + 1] ?? '') && line.includes('|');
    const isPart = /^[\s>]*[|+!]/.test(line);
    const isRow = isPart && line.includes('|') && ADDRESS.test(line);
    if (read.has(index + 1)) before = -2;
    else if (isHeader || isRow) {
      if (before !== index - 1) found.push({ line: index + 1, text: line.trim() });
      before = index;
    } else if (isPart && before === index - 1) before = index;
  }
  return found;
}

function withoutComments(text: string): string {
  return text.replace(COMMENT, (comment) => comment.replace(/[^\n]/g, ''));
}

// What stands in an admonition or a tab is indented, and would be a paragraph or code to other readers.
function withoutIndentation(text: string): string {
  const lines = text.split('\n');
  let inside: number | undefined;
  return lines
    .map((line) => {
      const marker = DIRECTIVE.exec(line);
      const depth = /^[ \t]*/.exec(line)?.[0].replaceAll('\t', '    ').length ?? 0;
      if (/^\s*:{3,}/.test(line)) return '';
      if (marker !== null) {
        inside = depth + 4;
        return '';
      }
      if (inside === undefined || line.trim() === '') return line;
      if (depth < inside) inside = undefined;
      return inside === undefined ? line : line.trimStart();
    })
    .join('\n');
}
