import { lexer, type Token, type Tokens } from 'marked';
import type { InputFile } from '../kit/input-file.ts';
import { Problem, quote } from '../kit/problem.ts';
import { mentions } from './contact-cell.ts';
import { rankOf, type TableRow } from './table-rows.ts';

const COLUMNS = ['Role', 'Contact', 'Availability'] as const;
// Line ends for JavaScript, but not for Markdown: they would cut a row in two.
const ODD_BREAKS = /[\u2028\u2029]/g;
const EXAMPLE = 'add a table with the header | Role | Contact | Availability |';

/** The rows of every contact table in a Markdown file, found by its header: the file may be a whole operations page. */
export function markdownRows(file: InputFile): readonly TableRow[] {
  const text = file.text.replace(ODD_BREAKS, ' ');
  const tables = tablesOf(lexer(text), text, 1);
  const found = tables.filter(({ table }) => COLUMNS.every((column) => columnOf(table, column) >= 0));
  if (found.length > 0) return found.flatMap(({ table, line }) => rows(file, table, line));

  const near = tables.find(({ table }) => COLUMNS.some((column) => columnOf(table, column) >= 0));
  if (near === undefined) throw new Problem(file.name, 'no contact table', EXAMPLE);
  const missing = COLUMNS.filter((column) => columnOf(near.table, column) < 0);
  const columns = missing.length === 1 ? `column ${missing[0]}` : `columns ${missing.join(', ')}`;
  throw new Problem(`${file.name}:${near.line}`, `the contact table lacks the ${columns}`, EXAMPLE);
}

function rows(file: InputFile, table: Tokens.Table, line: number): readonly TableRow[] {
  let role = '';
  return table.rows.flatMap((row, index): readonly TableRow[] => {
    const at = `${file.name}:${line + 2 + index}`;
    const cell = (column: string) => plain(row[columnOf(table, column)]?.tokens ?? []);
    const own = oneLine(cell('Role'));
    const people = mentions(cell('Contact'));
    // An empty role cell continues the role above it, as in tables with merged cells.
    role = own === '' ? role : own;
    if (role === '' && people.length > 0)
      throw new Problem(at, 'a contact without a role', 'fill in the column Role');
    const malformed = people.find((person) => person.malformed !== undefined)?.malformed;
    if (malformed !== undefined) {
      throw new Problem(at, `${quote(malformed)} is not a mail address`, 'write it like name@example.com');
    }
    const availability = oneLine(cell('Availability'));
    const base = { at, roles: role === '' ? [] : [role], rank: rankOf(availability), availability };
    // A role with nobody in it is still a role: its alerts go to the fallback, and coverage says so.
    if (people.length === 0) return [{ ...base, name: undefined, channels: [] }];
    return people.map(({ name, addresses, phone }) => ({
      ...base,
      name,
      phone,
      channels: addresses.map((to) => ({ type: 'email' as const, to })),
    }));
  });
}

interface Located {
  readonly table: Tokens.Table;
  readonly line: number;
}

function tablesOf(tokens: readonly Token[], text: string, firstLine: number): readonly Located[] {
  let from = 0;
  return tokens.flatMap((token) => {
    const at = text.indexOf(token.raw.trimEnd(), from);
    const start = at < 0 ? from : at;
    const line = firstLine + text.slice(0, start).split('\n').length - 1;
    from = at < 0 ? from : at + token.raw.trimEnd().length;
    if (isTable(token)) return [{ table: token, line }];
    const inner: readonly Token[] = token.type === 'list' ? (token as Tokens.List).items : nested(token);
    return tablesOf(inner, text.slice(start), line);
  });
}

function isTable(token: Token): token is Tokens.Table {
  return token.type === 'table';
}

function nested(token: Token): readonly Token[] {
  return ['blockquote', 'list_item'].includes(token.type) && 'tokens' in token ? (token.tokens ?? []) : [];
}

function columnOf(table: Tokens.Table, name: string): number {
  return table.header.findIndex(({ tokens }) => oneLine(plain(tokens)).toLowerCase() === name.toLowerCase());
}

/** The words of a cell without the markup: a mail link becomes its address, a line break separates people. */
function plain(tokens: readonly Token[]): string {
  return tokens.map(plainToken).join('');
}

function plainToken(token: Token): string {
  if (token.type === 'br' || (token.type === 'html' && /^<br\s*\/?>$/i.test(token.raw))) return '\n';
  if (token.type === 'html') return /href="mailto:([^"?]+)/i.exec(token.raw)?.[1]?.concat(' ') ?? '';
  if (token.type === 'link') return link(token as Tokens.Link);
  if ('tokens' in token && token.tokens !== undefined) return plain(token.tokens);
  return unescaped('text' in token ? String(token.text) : token.raw);
}

function link({ href, tokens, text }: Tokens.Link): string {
  const words = plain(tokens);
  const target = /^(?:mailto|tel):([^?]*)/i.exec(href)?.[1];
  if (target === undefined || words.includes(target) || text === href) return words;
  return `${words} (${decodeURIComponent(target)})`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  nbsp: ' ',
  '#39': "'",
  '#124': '|',
};

function unescaped(text: string): string {
  return text.replace(
    /&(amp|lt|gt|quot|nbsp|#39|#124);/g,
    (entity, name: string) => ENTITIES[name] ?? entity,
  );
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
