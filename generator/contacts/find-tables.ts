import { lexer, type Token, type Tokens } from 'marked';

/** A table of a page, and where it stands. */
export interface FoundTable {
  readonly table: Tokens.Table;
  /** Line of the header. */
  readonly line: number;
  /** The nearest heading above it. */
  readonly heading: string | undefined;
}

/** The tables of a page. */
export interface FoundTables {
  readonly tables: readonly FoundTable[];
  /** Lines of tables that are written in HTML. */
  readonly inHtml: readonly number[];
}

// Line ends for JavaScript, but not for Markdown: they would cut a row in two.
const ODD_BREAKS = /[\u2028\u2029]/g;
const COMMENT = /<!--[\s\S]*?(?:-->|$)/g;
const DIRECTIVE = /^(\s*)(?:!!!|\?\?\?\+?|===)\s/;

/** Finds every table of a Markdown page, also those in lists, quotes, admonitions, tabs and `<details>`. */
export function tablesOf(page: string): FoundTables {
  const text = page.replace(ODD_BREAKS, ' ').replace(/\r\n?/g, '\n');
  const search: Search = { lines: text.split('\n'), from: 0, heading: undefined, tables: [], inHtml: [] };
  visit(lexer(withoutIndentation(text)), search);
  return search;
}

interface Search {
  readonly lines: readonly string[];
  /** Index of the line that the search goes on from. */
  from: number;
  heading: string | undefined;
  readonly tables: FoundTable[];
  readonly inHtml: number[];
}

function visit(tokens: readonly Token[], search: Search): void {
  for (const token of tokens) {
    if (token.type === 'heading' && 'text' in token) search.heading = String(token.text);
    else if (isTable(token)) addTable(token, search);
    else if (token.type === 'html') visitHtml(token.raw, search);
    else if (isIndentedCode(token)) visit(lexer(String(token.text)), search);
    else if (token.type === 'list') visit((token as Tokens.List).items, search);
    else if (['blockquote', 'list_item'].includes(token.type) && 'tokens' in token) {
      visit(token.tokens ?? [], search);
    }
  }
}

function addTable(table: Tokens.Table, search: Search): void {
  const header = table.raw.trimStart().split('\n')[0]?.trim() ?? '';
  const index = search.lines.findIndex(
    (line, at) => at >= search.from && line.includes(header) && (search.lines[at + 1] ?? '').includes('-'),
  );
  const at = index < 0 ? search.from : index;
  search.tables.push({ table, line: at + 1, heading: search.heading });
  search.from = at + 2 + table.rows.length;
}

function visitHtml(raw: string, search: Search): void {
  const html = raw.replace(COMMENT, '');
  if (/<table\b/i.test(html)) {
    const at = search.lines.findIndex((line, index) => index >= search.from && /<table\b/i.test(line));
    search.inHtml.push(Math.max(at, search.from) + 1);
    search.from = Math.max(at, search.from) + 1;
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

// What stands in an admonition or a tab is indented, and would be a paragraph or code to other readers.
function withoutIndentation(text: string): string {
  const lines = text.split('\n');
  let inside: number | undefined;
  return lines
    .map((line) => {
      const marker = DIRECTIVE.exec(line);
      const depth = /^[ \t]*/.exec(line)?.[0].replaceAll('\t', '    ').length ?? 0;
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
