/** True for texts that the whole of a pattern fits. */
export type Pattern = (text: string) => boolean;

/** A pattern as a condition. */
export function goPattern(source: string): Pattern {
  const expression = goExpression(source);
  return (text) => expression.test(text);
}

/**
 * A regular expression of Go's syntax (RE2), anchored at both ends as Alertmanager and Prometheus anchor it.
 *
 * @throws Error that names the part of it which JavaScript cannot say
 */
export function goExpression(source: string): RegExp {
  const known = expressions.get(source);
  if (known !== undefined) return known;
  const [, letters = ''] = /^\(\?([is]+)\)/.exec(source) ?? [];
  const body = letters === '' ? source : source.slice(letters.length + 3);
  const reading: Reading = { rest: body, dot: letters.includes('s') ? '[^]' : '[^\\n]' };
  let translated = '';
  while (reading.rest !== '') translated += nextPart(reading);
  const expression = new RegExp(`^(?:${translated})$`, letters.includes('i') ? 'iu' : 'u');
  expressions.set(source, expression);
  return expression;
}

/** What of a pattern is still to be read, and what a dot stands for. */
interface Reading {
  rest: string;
  readonly dot: string;
}

const expressions = new Map<string, RegExp>();

const POSIX: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7f',
  blank: '\\t ',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`\\{-~',
  space: '\\t-\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};
const SPACE = '\\t\\n\\f\\r ';

function nextPart(reading: Reading): string {
  const { rest } = reading;
  const group = /^\(\?(?:P?<(\w+)>|(:))/.exec(rest);
  if (group !== null) return took(reading, group[0], group[1] === undefined ? '(?:' : `(?<${group[1]}>`);
  if (rest.startsWith('(?')) throw unknown(rest.slice(0, 8));
  const quoted = /^\\Q(.*?)(?:\\E|$)/s.exec(rest);
  if (quoted !== null) return took(reading, quoted[0], [...(quoted[1] ?? '')].map(literal).join(''));
  if (rest.startsWith('\\')) return escapePart(reading, false);
  if (rest.startsWith('[')) return classPart(reading);
  const repeat = /^\{\d+(?:,\d*)?\}/.exec(rest);
  if (repeat !== null) return took(reading, repeat[0], repeat[0]);
  const [character = ''] = rest;
  if (character === '.') return took(reading, character, reading.dot);
  return took(reading, character, '^$*+?()|'.includes(character) ? character : literal(character));
}

function took(reading: Reading, read: string, written: string): string {
  reading.rest = reading.rest.slice(read.length);
  return written;
}

/** A character that stands for itself. */
function literal(character: string): string {
  return /[\^$\\.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}

function escapePart(reading: Reading, inClass: boolean): string {
  const { rest } = reading;
  const code = /^\\x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]+)\})/.exec(rest);
  if (code !== null) return took(reading, code[0], `\\u{${code[1] ?? code[2]}}`);
  const property = /^\\([pP])(?:\{(\^?)(\w+)\}|(\w))/.exec(rest);
  if (property !== null) return took(reading, property[0], propertyOf(property));
  const [, character = ''] = [...rest];
  const read = `\\${character}`;
  if (character === 's') return took(reading, read, inClass ? SPACE : `[${SPACE}]`);
  if (character === 'S' && !inClass) return took(reading, read, `[^${SPACE}]`);
  if (character === 'a') return took(reading, read, '\\x07');
  if ('dDwWfnrtv'.includes(character)) return took(reading, read, read);
  if (!inClass && 'bB'.includes(character)) return took(reading, read, read);
  if (!inClass && 'Az'.includes(character)) return took(reading, read, character === 'A' ? '^' : '$');
  if (character === '' || /[0-9A-Za-z]/.test(character)) throw unknown(read);
  return took(reading, read, inClass ? classLiteral(character) : literal(character));
}

function propertyOf([, letter = '', not = '', name = '', short = '']: RegExpExecArray): string {
  const sense = (letter === 'P') === (not === '^') ? 'p' : 'P';
  const value = name || short;
  return value.length <= 2 ? `\\${sense}{${value}}` : `\\${sense}{Script=${value}}`;
}

function classPart(reading: Reading): string {
  const [open = ''] = /^\[\^?/.exec(reading.rest) ?? [];
  let written = took(reading, open, open);
  for (let first = true; first || !reading.rest.startsWith(']'); first = false) {
    if (reading.rest === '') throw unknown(open);
    written += classMember(reading);
  }
  return written + took(reading, ']', ']');
}

function classMember(reading: Reading): string {
  const { rest } = reading;
  const posix = /^\[:(\w+):\]/.exec(rest);
  if (posix !== null) {
    const members = POSIX[posix[1] ?? ''];
    if (members === undefined) throw unknown(posix[0]);
    return took(reading, posix[0], members);
  }
  if (rest.startsWith('\\')) return escapePart(reading, true);
  const [character = ''] = rest;
  const isRange = character === '-' && !/^-\]/.test(rest);
  return took(reading, character, isRange ? '-' : classLiteral(character));
}

function classLiteral(character: string): string {
  return /[\^$\\.*+?()[\]{}|/-]/.test(character) ? `\\${character}` : character;
}

function unknown(part: string): Error {
  return new Error(`${JSON.stringify(part)} in a pattern is not understood`);
}
