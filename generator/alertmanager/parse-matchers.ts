import { goPattern, type Pattern } from './go-pattern.ts';

/** A condition on one label; an absent label counts as the empty text. */
export interface LabelMatcher {
  readonly label: string;
  readonly operator: Operator;
  readonly value: string;
  readonly fits: Pattern;
}

export type Operator = '=' | '!=' | '=~' | '!~';

/** A condition that is already taken apart. */
export function labelMatcher(label: string, operator: Operator, value: string): LabelMatcher {
  return { label, operator, value, fits: fitting(operator, value) };
}

/**
 * The conditions of one entry of `matchers`. Alertmanager reads it in two ways, with names in UTF-8 and the classic one;
 * where both work and differ, the classic one holds (section "Matcher parsing modes" of its documentation).
 *
 * @throws Error when neither works
 */
export function parseMatchers(line: string): readonly LabelMatcher[] {
  const modern = attempt(() => modernMatchers(line));
  const classic = attempt(() => classicMatchers(line));
  const parts = classic ?? modern;
  if (parts === undefined) throw new Error(`the matcher ${JSON.stringify(line)} is not understood`);
  return parts.map((part) => labelMatcher(...part));
}

type Part = readonly [label: string, operator: Operator, value: string];

function fitting(operator: Operator, value: string): Pattern {
  if (operator === '=') return (text) => text === value;
  if (operator === '!=') return (text) => text !== value;
  const pattern = goPattern(value);
  return operator === '=~' ? pattern : (text) => !pattern(text);
}

function attempt(read: () => readonly Part[] | undefined): readonly Part[] | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Texts in quotes, operators, commas, braces, and runs of what is none of these. */
const TOKEN = /\s*(?:("(?:[^"\\]|\\.)*")|(=~|!~|!=|=)|([{},])|([^\s{}!=~,\\"'`]+))/suy;

function modernMatchers(line: string): readonly Part[] | undefined {
  const tokens = tokensOf(line);
  if (tokens === undefined) return undefined;
  const isBraced = tokens[0]?.text === '{';
  if (isBraced !== (tokens.at(-1)?.text === '}') || (isBraced && tokens.length < 2)) return undefined;
  const inside = isBraced ? tokens.slice(1, -1) : tokens;
  const parts: Part[] = [];
  for (let at = 0; at < inside.length; at += 4) {
    const [label, operator, value, comma] = inside.slice(at, at + 4);
    if (label?.word === undefined || operator?.operator === undefined || value?.word === undefined)
      return undefined;
    if (comma !== undefined && comma.text !== ',') return undefined;
    parts.push([label.word, operator.operator, value.word]);
  }
  return parts;
}

interface Token {
  readonly text: string;
  readonly word?: string;
  readonly operator?: Operator;
}

function tokensOf(line: string): readonly Token[] | undefined {
  const text = line.trimEnd();
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const found = TOKEN.exec(text);
    if (found === null) return undefined;
    const [, quoted, operator, mark, bare] = found;
    if (quoted !== undefined) tokens.push({ text: quoted, word: unquoted(quoted) });
    else if (operator !== undefined) tokens.push({ text: operator, operator: operator as Operator });
    else tokens.push({ text: mark ?? bare ?? '', ...(bare !== undefined && { word: bare }) });
  }
  return tokens;
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
};

/** A text in quotes as Go reads it, which refuses escapes that it does not know and line breaks. */
function unquoted(text: string): string {
  if (text.includes('\n')) throw new Error('a line break in a text');
  return text
    .slice(1, -1)
    .replace(
      /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))/gsu,
      (_, x, u, long, octal, other) => {
        const code = x ?? u ?? long;
        if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
        if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
        const character = ESCAPES[other];
        if (character === undefined) throw new Error('an unknown escape');
        return character;
      },
    );
}

const CLASSIC = /^\s*([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(=~|=|!=|!~)\s*(.*?)\s*$/s;

function classicMatchers(line: string): readonly Part[] | undefined {
  const parts = separated(line.replace(/^\{/, '').replace(/\}$/, '')).map(classicMatcher);
  return parts.every((part) => part !== undefined) ? parts : undefined;
}

function separated(text: string): readonly string[] {
  const parts: string[] = [''];
  let [inQuotes, escaped] = [false, false];
  for (const character of text) {
    if (character === ',' && !inQuotes) {
      parts.push('');
      continue;
    }
    if (character === '"' && !escaped) inQuotes = !inQuotes;
    escaped = character === '\\' && !escaped;
    parts.push((parts.pop() ?? '') + character);
  }
  return parts.at(-1)?.trim() === '' ? parts.slice(0, -1) : parts;
}

function classicMatcher(text: string): Part | undefined {
  const [, label = '', operator, raw = ''] = CLASSIC.exec(text) ?? [];
  if (operator === undefined) return undefined;
  // Backslashes that escape nothing stand for themselves.
  const quoted = /^"((?:[^"\\]|\\.)*?(?:[^"\\]|\\.|\\)?)"$/s.exec(raw);
  const inside = quoted === null ? raw : (quoted[1] ?? '');
  const bare = inside.replace(/\\./gs, '');
  if (bare.includes('"')) return undefined;
  const value = inside.replace(/\\([n"\\])/g, (_, character) => (character === 'n' ? '\n' : character));
  return [label, operator as Operator, value];
}
