import { Lexer, type Tokens } from 'marked';

/** Tables written in HTML, and the page with a mark in the place of each. */
export interface HtmlTables {
  /** As many lines as before. */
  readonly page: string;
  readonly tables: readonly HtmlTable[];
}

/** A table written in HTML as a table of Markdown would be read. */
export interface HtmlTable {
  readonly table: Tokens.Table;
  /** Line of the header. */
  readonly line: number;
  readonly rowLines: readonly number[];
}

const TABLE = /<table\b[^>]*>[\s\S]*?<\/table\s*>/gi;
const MARK = /^<table data-at="(\d+)">/;

/**
 * Takes the HTML tables out of a page, as wikis export them. Markdown would end one at its first empty line.
 *
 * @param isHidden tells whether the character at an index stands in a code block or a comment
 */
export function htmlTablesOf(page: string, isHidden: (index: number) => boolean): HtmlTables {
  const tables: HtmlTable[] = [];
  const marked = page.replace(TABLE, (html, index: number) => {
    const read = isHidden(index) ? undefined : tableOf(html, lineAt(page, index));
    if (read === undefined) return html;
    tables.push(read);
    const rest = '\n'.repeat(html.split('\n').length - 1);
    return `<table data-at="${tables.length - 1}"></table>${rest}`;
  });
  return { page: marked, tables };
}

/** The number of the table that a piece of HTML stands for. */
export function markedTable(html: string): number | undefined {
  const [, number] = MARK.exec(html.trim()) ?? [];
  return number === undefined ? undefined : Number(number);
}

interface Cell {
  readonly text: string;
  readonly columns: number;
  readonly rows: number;
}

interface Row {
  readonly line: number;
  readonly cells: readonly Cell[];
}

function tableOf(html: string, line: number): HtmlTable | undefined {
  const rows = spread(rowsOf(html, line));
  const [header, ...others] = rows;
  if (header === undefined) return undefined;
  const width = Math.max(...rows.map(({ texts }) => texts.length));
  const cells = ({ texts }: Spread) =>
    Array.from({ length: width }, (_, column) => cellOf(texts[column] ?? ''));
  return {
    line: header.line,
    rowLines: others.map((row) => row.line),
    table: {
      type: 'table',
      raw: html,
      align: Array.from({ length: width }, () => null),
      header: cells(header),
      rows: others.map(cells),
    },
  };
}

function rowsOf(html: string, line: number): readonly Row[] {
  return [...html.matchAll(/<tr\b[^>]*>([\s\S]*?)(?=<tr\b|<\/tr\s*>|<\/table\s*>)/gi)].map((row) => ({
    line: line + lineAt(html, row.index) - 1,
    cells: [...(row[1] ?? '').matchAll(/<t[hd]\b([^>]*)>([\s\S]*?)(?=<t[hd]\b|<\/t[hd]\s*>|$)/gi)].map(
      ([, attributes = '', text = '']) => ({
        text: text.replace(/\s+/g, ' ').trim(),
        columns: spanOf(attributes, 'colspan'),
        rows: spanOf(attributes, 'rowspan'),
      }),
    ),
  }));
}

function spanOf(attributes: string, name: string): number {
  const [, count = '1'] = new RegExp(`\\b${name}\\s*=\\s*["']?(\\d{1,3})`, 'i').exec(attributes) ?? [];
  return Math.max(1, Number(count));
}

interface Spread {
  readonly line: number;
  readonly texts: readonly string[];
}

// A cell over several rows counts in each of them; one over several columns in the first, and a header in all.
function spread(rows: readonly Row[]): readonly Spread[] {
  const pending = new Map<number, { text: string; rows: number }>();
  return rows.map(({ line, cells }, index) => {
    const texts: string[] = [];
    const takeOver = () => {
      for (let above = pending.get(texts.length); above !== undefined; above = pending.get(texts.length)) {
        if (above.rows === 1) pending.delete(texts.length);
        else pending.set(texts.length, { text: above.text, rows: above.rows - 1 });
        texts.push(above.text);
      }
    };
    for (const cell of cells) {
      takeOver();
      for (let column = 0; column < cell.columns; column++) {
        const text = column === 0 || index === 0 ? cell.text : '';
        if (cell.rows > 1) pending.set(texts.length, { text, rows: cell.rows - 1 });
        texts.push(text);
      }
    }
    takeOver();
    return { line, texts };
  });
}

function cellOf(text: string): Tokens.TableCell {
  return { text, tokens: Lexer.lexInline(text), header: false, align: null };
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
