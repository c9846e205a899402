import type { Token, Tokens } from 'marked';

/** Ends a person: a list item or paragraph of a cell. */
export const ITEM = '\u2029';

/** The words of a cell without the markup. */
export interface CellText {
  /** A mail link is its address, a line break `\n`; struck-out text is not in it. */
  readonly text: string;
  readonly struckOut: readonly string[];
  /** Escapes of links that cannot be decoded. */
  readonly broken: readonly string[];
  /** Where the links of its words lead, unless to a mail address or a phone; and what its pictures are called. */
  readonly links: readonly string[];
  readonly pictures: readonly string[];
  /** Marks of footnotes, without their brackets: `1` of `[^1]`, `¹` and `<sup>1</sup>`, `*` of `Ann*`. */
  readonly footnotes: readonly string[];
}

const LINE = /^<\/?br\b[^>]*>$/i;
const BLOCK = /^<\/?(?:li|p|div|ul|ol|hr)\b[^>]*>$/i;
const GONE = /^<(?:s|del|strike|sup)\b[^>]*>$/i;
const BACK = /^<\/(?:s|del|strike|sup)>$/i;
const TARGET = /\bhref\s*=\s*["']?([^"'>\s]+)/i;
const PICTURE = /^<img\b.*?\b(?:alt|src)\s*=\s*(?:"([^"]+)"|'([^']+)'|([^"'>\s]+))/is;
const REACHES = /^(?:mailto|tel):/i;
/** What a link to an address is called where it is not called like somebody. */
const CALL =
  /^\W*(?:e-?mail|mail|write|send|phone|call|tel|mobile|contact|courriel|correo|telefon|anrufen|メール|電話)?\W*$/iu;
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ue000-\uf8ff]/g;
const FOOTNOTE = /\[(?:\^[^\]\s]+|\d{1,2}|\*+)\]|[¹²³⁰⁴-⁹†‡]+|(?<=[\p{L}\p{N})])\*+(?!\S)/gu;
const WIDE: Readonly<Record<string, string>> = {
  '「': '(',
  '」': ')',
  '【': '[',
  '】': ']',
  '〈': '<',
  '〉': '>',
};

/** Reads a cell of a Markdown table. */
export function cellText(tokens: readonly Token[]): CellText {
  const found: Found = {
    struckOut: [],
    broken: [],
    links: [],
    pictures: [],
    footnotes: [],
    isCall: false,
    gone: undefined,
  };
  const text = words(tokens, found);
  const { struckOut, broken, links, pictures } = found;
  const marks = visible(text).match(FOOTNOTE) ?? [];
  return {
    text: cleaned(text),
    struckOut,
    broken,
    links,
    pictures,
    footnotes: [...found.footnotes, ...marks.map(footnoteCalled)],
  };
}

/** What a footnote is called, whatever its mark looks like: `[^1]` and `¹` are `1`. */
export function footnoteCalled(mark: string): string {
  return mark.normalize('NFKC').replace(/[[\]^\s]/g, '');
}

/** A text on one line, without invisible characters, footnote marks and full-width signs. */
export function oneLine(text: string): string {
  return cleaned(text).replace(/\s+/g, ' ').trim();
}

interface Found {
  readonly struckOut: string[];
  readonly broken: string[];
  readonly links: string[];
  readonly pictures: string[];
  readonly footnotes: string[];
  /** True behind the tag of a link to an address. */
  isCall: boolean;
  /** Text since the tag that strikes it out. */
  gone: { readonly isFootnote: boolean; text: string } | undefined;
}

function words(tokens: readonly Token[], found: Found): string {
  return tokens.map((token) => tokenWords(token, found)).join('');
}

function tokenWords(token: Token, found: Found): string {
  if (token.type === 'html' && GONE.test(token.raw)) {
    found.gone = { isFootnote: /^<sup/i.test(token.raw), text: '' };
    return '';
  }
  if (found.gone !== undefined) return goneWords(token, found, found.gone);
  if (token.type === 'br' || (token.type === 'html' && LINE.test(token.raw))) return '\n';
  const isCall = found.isCall && token.type === 'text' && CALL.test(token.raw);
  found.isCall = false;
  if (isCall) return '';
  if (token.type === 'html') return tagWords(token.raw, found);
  if (token.type === 'link') return linkWords(token as Tokens.Link, found);
  if (token.type === 'del' && 'text' in token) {
    found.struckOut.push(oneLine(String(token.text)));
    return '';
  }
  if (token.type === 'image') {
    const { text, href } = token as Tokens.Image;
    found.pictures.push(text === '' ? href : text);
    return '';
  }
  if ('tokens' in token && token.tokens !== undefined) return words(token.tokens, found);
  return 'text' in token ? String(token.text) : token.raw;
}

function goneWords(token: Token, found: Found, gone: NonNullable<Found['gone']>): string {
  if (token.type === 'html' && BACK.test(token.raw)) {
    if (gone.isFootnote) found.footnotes.push(footnoteCalled(gone.text));
    else found.struckOut.push(oneLine(gone.text));
    found.gone = undefined;
  } else if (token.type !== 'html') {
    gone.text += 'text' in token ? String(token.text) : token.raw;
  }
  return '';
}

function tagWords(tag: string, found: Found): string {
  if (BLOCK.test(tag)) return ITEM;
  const picture = PICTURE.exec(tag)
    ?.slice(1)
    .find((text) => text !== undefined);
  if (picture !== undefined) found.pictures.push(picture);
  const target = TARGET.exec(tag)?.[1];
  if (target === undefined) return '';
  if (REACHES.test(target)) {
    found.isCall = true;
    return `${targetOf(target, found)} `;
  }
  found.links.push(target);
  return '';
}

function linkWords({ href, tokens, text }: Tokens.Link, found: Found): string {
  // A footnote of one word is a target to Markdown: `[^1]: weekdays`.
  if (text.startsWith('^')) {
    found.footnotes.push(footnoteCalled(text));
    return '';
  }
  const shown = words(tokens, found);
  if (!REACHES.test(href)) {
    if (bareAddress(href) !== bareAddress(text)) found.links.push(href);
    return shown;
  }
  const target = targetOf(href, found);
  if (target === '' || shown.includes(target)) return shown;
  return CALL.test(shown) ? ` ${target}` : `${shown} (${target})`;
}

function bareAddress(address: string): string {
  return address.replace(/^https?:\/\//i, '').replace(/\/$/, '');
}

function targetOf(href: string, found: Found): string {
  const target = href.replace(REACHES, '').replace(/\?.*$/s, '');
  try {
    return decodeURIComponent(target);
  } catch {
    found.broken.push(target);
    return '';
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ensp: ' ',
  emsp: ' ',
  thinsp: ' ',
  zwnj: '',
  zwj: '',
  shy: '',
  commat: '@',
  num: '#',
  comma: ',',
  semi: ';',
  colon: ':',
  period: '.',
  lpar: '(',
  rpar: ')',
  lsqb: '[',
  rsqb: ']',
  plus: '+',
  sol: '/',
  lowbar: '_',
  vert: '|',
  verbar: '|',
  hyphen: '-',
  dash: '-',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  middot: '·',
  bull: '•',
  szlig: 'ß',
  oslash: 'ø',
  Oslash: 'Ø',
  aelig: 'æ',
  AElig: 'Æ',
  oelig: 'œ',
  OElig: 'Œ',
  eth: 'ð',
  thorn: 'þ',
  lstrok: 'ł',
  Lstrok: 'Ł',
};
const MARKS: Readonly<Record<string, string>> = {
  grave: '\u0300',
  acute: '\u0301',
  circ: '\u0302',
  tilde: '\u0303',
  uml: '\u0308',
  ring: '\u030a',
  caron: '\u030c',
  cedil: '\u0327',
};

function unescaped(text: string): string {
  return text
    .replace(/&#x([0-9a-f]{1,6});/gi, (entity, code: string) => character(entity, Number.parseInt(code, 16)))
    .replace(/&#(\d{1,7});/g, (entity, code: string) => character(entity, Number(code)))
    .replace(/&([a-z])(grave|acute|circ|tilde|uml|ring|caron|cedil);/gi, (_, letter: string, mark: string) =>
      `${letter}${MARKS[mark.toLowerCase()]}`.normalize('NFC'),
    )
    .replace(/&([A-Za-z]+);/g, (entity, name: string) => ENTITIES[name] ?? entity);
}

function character(entity: string, code: number): string {
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : entity;
}

function visible(text: string): string {
  return unescaped(text).replace(INVISIBLE, '');
}

// Full-width signs and digits are those of ASCII, one by one, 0xFEE0 further on.
function cleaned(text: string): string {
  return visible(text)
    .replace(FOOTNOTE, '')
    .replace(/[「」【】〈〉]/g, (sign) => WIDE[sign] ?? sign)
    .replace(/[！-～]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/\u3000/g, ' ');
}
