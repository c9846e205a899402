import { namesTime, seemsAboutTime } from './availability.ts';
import { type Detail, detailsIn, hideDetails, PLACE } from './cell-details.ts';
import { ITEM } from './cell-text.ts';
import { type Rank, rankIn } from './rank-words.ts';

/** What a cell says about one person. */
export interface Mention {
  /** Empty where the cell gives no name and no address: only a phone number or a name in a chat. */
  readonly name: string;
  readonly addresses: readonly string[];
  readonly phone?: string | undefined;
  /** Names in a chat: `@plant-lead`, `#plant-ops`. */
  readonly handles: readonly string[];
  readonly rank?: Rank | undefined;
  /** Texts that decide nothing: links, labels that nobody knows. */
  readonly unused: readonly string[];
}

/** The people of a cell. */
export interface CellPeople {
  readonly people: readonly Mention[];
  /** What looks like a mail address and is none. */
  readonly malformed: readonly string[];
  /** Words that say that there is nobody: `TBD`, `N/A`. */
  readonly vacancies: readonly string[];
}

const EMOJI = /\p{Extended_Pictographic}|\u{fe0f}|[\u{1f3fb}-\u{1f3ff}]|(?<!\S):[a-z][a-z_+-]+:/gu;
const VACANT =
  /^\(?(?:t\.?b\.?[adcn]\.?|n\. ?n\.|x|n\.? ?\/ ?a\.?|n\.a\.|none|nobody|no ?one|(?:currently |zurzeit |derzeit |momentan |actuellement |actualmente )?(?:vacant|vacancy|open|open position|unassigned|not assigned|unknown|pending|hiring|(?:new|to be) hired?.{0,20}|position open|to be (?:defined|determined|announced|confirmed|assigned|hired|filled|named)|vakant|offen|unbesetzt|vacante?)|niemand|keine?r?|k\.? ?a\.?|aucune?|personne|vacante?|[aà] (?:d[ée]finir|pourvoir)|por (?:definir|asignar)|ninguno|nadie|未定|なし|空席|募集中|[?–—-]+)\)?[.!?]?$/iu;
const LABELS =
  'e-?mails?|mails?|e-?mail address|courriel|mél|correo(?: electrónico)?|phones?|tel(?:efon|ephone|[ée]fono|éphone)?|mobile?|móvil|' +
  'portable|cell(?:phone)?|handy|fax|office|direct|work|home|contact|name|ask|call|write|slack|teams|chat|discord|mattermost|telegram|whatsapp|signal|irc|channel|handle|in|im|via|at|or|ext|' +
  'メール|電話|携帯|氏名|[empt]';
const LABELLED = new RegExp(`(?<![\\p{L}\\p{N}])(?:${LABELS})\\.?\\s*:`, 'giu');
const LABEL = new RegExp(`(?<![\\p{L}\\p{N}])(?:${LABELS})(?![\\p{L}\\p{N}])\\.?`, 'giu');
// The bullets and numbers of a list that is written by hand.
const BULLET = /^\s*(?:(\d{1,2})[.)]\s+|[•・‣▪*–-]\s*)(?=\S)/u;
const PREFIX = /^([^:\ue000-\uf8ff]{1,30}):(?!\d\d)\s*/u;
const AND = /\s+(?:and|und|et|y|og|och|e|&|\+|or|oder)\s+|\s*と\s*/iu;

// `Ann → Bob`, `Ann, then Bob`
const NEXT = /\s*(?:[→➔➜➝⇒⟶]|[-=]+>)\s*|[,;]?\s+(?:and )?then\s+(?:to )?/giu;
const REFERENCE = /^(?:see|siehe|voir|ver|cf\.?) (.*)$/is;
const PERIOD =
  /^(?:from|until|till|since|starting|only|not|except|during|ab|bis|seit|nur|nicht|à partir|jusqu|dès|desde|hasta|solo) /iu;

const NAMES_AND_DETAILS =
  /^([^()<>[\]\ue000-\uf8ff]+)[(<[]\s*([\ue000-\uf8ff](?:\s*[/|,;&]\s*[\ue000-\uf8ff])+)\s*[)>\]]\s*$/u;
const LINE = '\n';

/** The people of a cell: `Ann (ann@example.com); Bob`, or one person over several lines. */
export function peopleIn(cell: string, role = ''): CellPeople {
  const { text, details, malformed } = hideDetails(cell);
  const blocks = text
    .split(ITEM)
    .flatMap((block) => inTurn(numbered(block)))
    .map(({ block, rank }) =>
      split(paired(block, details))
        .map((piece) => pieceOf(piece, details, role))
        .map((piece) => ({ ...piece, rank: piece.rank ?? rank })),
    );
  const vacancies = blocks.flat().flatMap(({ isVacant, name }) => (isVacant ? [name] : []));
  const people = blocks.flatMap((pieces) =>
    grouped(pieces.filter((piece) => !piece.isVacant && !isEmpty(piece))),
  );
  return { people: people.map(named), malformed, vacancies };
}

/** True when a mail address seems to be somebody's: `mara.lind@example.com` and Mara Lind. */
export function isAddressOf(address: string, name: string): boolean {
  const local = folded(address.split('@')[0] ?? '');
  return folded(name)
    .split(/[^a-z0-9]+/)
    .some((word) => word.length > 2 && local.includes(word));
}

interface Piece extends Mention {
  readonly isVacant: boolean;
}

function pieceOf(text: string, details: readonly Detail[], role: string): Piece {
  const own = detailsIn(text, details);
  const all = (kind: Detail['kind']) => [
    ...new Set(own.flatMap((detail) => (detail.kind === kind ? [detail.text] : []))),
  ];
  const [bullet = '', number] = BULLET.exec(text) ?? [];
  const ranked = withoutRank(
    text.slice(bullet.length).replace(EMOJI, ' ').replace(LABELLED, ' ').trim(),
    role,
  );
  const words = ranked.text.replace(PLACE, ' ');
  const written = nameOf(own.length > 0 && nameOf(words.replace(LABEL, ' ')) === '' ? '' : words);
  const isElsewhere = isReference(written, own);
  // `vacant (Ann left)`, `TBD (ann@example.com until then)`
  const isNobody =
    isElsewhere || VACANT.test(written) || VACANT.test(nameOf(written.replace(/\(.*?\)/g, ' ')));
  const name = isNobody && own.length > 0 ? '' : written;
  const shown = all('handle').length > 0 ? nameOf(name.replace(LABEL, ' ')) : name;
  // `ops@example.com (mailing list)`
  const [, aside] = own.length > 0 ? (/^\(([^()]+)\)$/.exec(name) ?? []) : [];
  const phones = all('phone');
  return {
    name: aside === undefined ? shown : '',
    addresses: all('address'),
    phone: phones.length === 0 ? undefined : phones.join(', '),
    handles: all('handle'),
    rank: ranked.rank,
    unused: [
      ...all('link'),
      ...ranked.unused,
      ...(number === undefined ? [] : [`${number}.`]),
      ...(isNobody && own.length > 0 ? [written] : []),
      ...(aside === undefined ? timesIn(name) : [aside]),
    ],
    isVacant: isElsewhere || (own.length === 0 && (isNobody || (name === '' && VACANT.test(text.trim())))),
  };
}

// `see the wiki`; See Hong is a person.
function isReference(text: string, own: readonly Detail[]): boolean {
  const [, what] = REFERENCE.exec(text) ?? [];
  if (what === undefined) return false;
  return own.length === 0 ? !/\p{Lu}/u.test(what) : own.every(({ kind }) => kind === 'link');
}

// `Ann (day)`, `Bob (until 2026-12-31)`: the name keeps it for people to read.
function timesIn(name: string): readonly string[] {
  return [...name.matchAll(/[([]([^()[\]]+)[)\]]/g)].flatMap(([, inner = '']) =>
    seemsAboutTime(inner) ? [inner] : [],
  );
}

interface WithoutRank {
  readonly text: string;
  readonly rank?: Rank | undefined;
  readonly unused: readonly string[];
}

// `Ann (backup)`, `Backup: Ann`; a label that nobody knows, as in `Weekends: Ann`, would be obeyed by nobody.
function withoutRank(text: string, role: string): WithoutRank {
  for (const [bracket, inner = ''] of text.matchAll(/[([{]([^()[\]{}]*)[)\]}]/g)) {
    const found = rankIn(inner.trim(), role);
    if (found?.rest === '') return { text: text.replace(bracket, ' '), rank: found.rank, unused: [] };
  }
  const [prefix, label] = PREFIX.exec(text) ?? [];
  if (prefix === undefined || label === undefined) return { text, unused: [] };
  const found = rankIn(label, role);
  const rest = text.slice(prefix.length);
  return { text: rest, rank: found?.rank, unused: found === undefined ? [label.trim()] : [] };
}

function isEmpty({ name, addresses, phone, handles, unused }: Mention): boolean {
  return name === '' && phone === undefined && addresses.length + handles.length + unused.length === 0;
}

function named(piece: Mention): Mention {
  const { name, addresses, phone, handles, rank, unused } = piece;
  const [address = ''] = addresses;
  return {
    name: name === '' ? (address.split('@')[0] ?? '') : name,
    addresses,
    phone,
    handles,
    rank,
    unused,
  };
}

function nameOf(text: string): string {
  let name = text;
  for (let before = ''; before !== name; ) {
    before = name;
    name = name
      .replace(/\(\s*[,;.:/|\s-]*\)|<\s*>|\[[\s,]*\]/g, ' ')
      .replace(/([([])\s*[,;/|]\s*|\s*[,;/|]\s*([)\]])/g, '$1$2');
  }
  return name
    .replace(/\s+/g, ' ')
    .replace(/(?:\s[—–-])+\s*$|\s[・—–-]\s*(?=$)/g, '')
    .replace(/^[\s,;:/|.*・—–-]+|[\s,;:/|*・—–-]+$/g, '');
}

/** Lines and items that belong together are one person: a name, then the ways to reach them. */
function grouped(pieces: readonly Mention[]): readonly Mention[] {
  const people: Mention[] = [];
  for (const piece of pieces) {
    const at = owner(people, piece);
    const known = people[at];
    if (known === undefined) people.push(piece);
    else if (isPeriod(piece))
      people[at] = { ...known, unused: [...known.unused, ...piece.unused, piece.name] };
    else if (isSurnameOf(known, piece)) people[at] = { ...piece, name: `${piece.name} ${known.name}` };
    else people[at] = together(known, piece);
  }
  return people;
}

/** Index of the person whom a piece adds to; -1 where it is somebody else. */
function owner(people: readonly Mention[], piece: Mention): number {
  const last = people.length - 1;
  const before = people[last];
  if (before === undefined) return -1;
  if (isPeriod(piece)) return last;
  if (piece.name !== '') return isNameOf(before, piece) || isSurnameOf(before, piece) ? last : -1;
  const [address] = piece.addresses;
  if (address === undefined) return last;
  const match = people.findIndex(
    ({ name, addresses }) => name !== '' && addresses.length === 0 && isAddressOf(address, name),
  );
  if (match >= 0) return match;
  return before.addresses.length === 0 ? last : -1;
}

// `Ann (ann@example.com), from 1 Dec`; Petra Sonntag is a person.
function isPeriod({ name, addresses, handles, phone }: Mention): boolean {
  if (addresses.length + handles.length > 0 || phone !== undefined) return false;
  const isNoName = /\d/.test(name) || !/\p{Lu}/u.test(name);
  return isNoName && (namesTime(name) || (PERIOD.test(name) && seemsAboutTime(name)));
}

// The address or the number stands before the name.
function isNameOf(before: Mention, { name, addresses, handles, phone }: Mention): boolean {
  if (before.name !== '' || addresses.length > 0 || handles.length > 0) return false;
  const [address] = before.addresses;
  return address === undefined ? phone === undefined : isAddressOf(address, name);
}

// `Lind, Mara (mara.lind@example.com)`
function isSurnameOf(before: Mention, { name, addresses }: Mention): boolean {
  const isWord = /^\p{Lu}[\p{L}'’-]+$/u.test(before.name);
  const isAlone = before.addresses.length + before.handles.length === 0 && before.phone === undefined;
  const [address] = addresses;
  if (!isWord || !isAlone || address === undefined || name === '' || name.includes(before.name)) return false;
  return isAddressOf(address, before.name) && isAddressOf(address, name);
}

/** Both as one person. */
export function together(one: Mention, other: Mention): Mention {
  const phones = [one.phone, other.phone].filter((phone) => phone !== undefined);
  return {
    name: one.name === '' ? other.name : one.name,
    addresses: [...new Set([...one.addresses, ...other.addresses])],
    phone: phones.length === 0 ? undefined : [...new Set(phones)].join(', '),
    handles: [...new Set([...one.handles, ...other.handles])],
    rank: one.rank ?? other.rank,
    unused: [...one.unused, ...other.unused],
  };
}

// `1. Ann (ann@example.com) 2. Bob (bob@example.com)`
function numbered(block: string): string {
  const isList = /^\s*1[.)]\s/.test(block) && /\s2[.)]\s/.test(block);
  return isList ? block.replace(/\s+(?=\d{1,2}[.)]\s)/g, LINE) : block;
}

interface Turn {
  readonly block: string;
  readonly rank?: Rank;
}

/** The block in parts, of which each is asked after the one before it. */
function inTurn(block: string): readonly Turn[] {
  const parts = block.split(NEXT).filter((part) => part.trim() !== '');
  // `Ann → ann@example.com`
  const isDetail = parts.some(
    (part, index) =>
      index > 0 && nameOf(part.replace(PLACE, ' ')) === '' && (parts[index - 1] ?? '').search(PLACE) < 0,
  );
  if (isDetail) return [{ block: block.replace(NEXT, ' ') }];
  return parts.map((part, index) => (index === 0 ? { block: part } : { block: part, rank: 'backup' }));
}

// Separators inside brackets belong to the person: `Ann (ann@example.com, +1 555 0100)`.
function split(text: string): readonly string[] {
  const block = surnamesBehind(text.replace(/"([^",]+), *([^",]+)"/g, '$2 $1'));
  const parts: string[] = [];
  let [depth, part] = [0, ''];
  for (const [index, character] of [...block].entries()) {
    if ('(<['.includes(character)) depth++;
    if (')>]'.includes(character)) depth = Math.max(0, depth - 1);
    const isSlash = '/|•'.includes(character) && /\s/.test([...block][index - 1] ?? ' ');
    if (character === '\n' || (depth === 0 && (',;、，；'.includes(character) || isSlash))) {
      parts.push(part);
      [depth, part] = [0, ''];
    } else {
      part += character;
    }
  }
  return [...parts, part]
    .filter((text) => text.trim() !== '')
    .flatMap(joinedByAnd)
    .flatMap(placePerPerson);
}

// `Lind, Mara <mara@example.com>; Roy, Lea <lea@example.com>`: where `;` stands between people, a comma does not.
function surnamesBehind(block: string): string {
  const word = String.raw`\p{Lu}[\p{L}'’-]+`;
  const person = new RegExp(
    String.raw`^\s*(${word}(?: ${word})?), *(${word}(?: ${word})?)\s*([(<]?[\ue000-\uf8ff].*)$`,
    'u',
  );
  const items = block.split(/[;\n]/).filter((item) => item.trim() !== '');
  if (items.length < 2 || !items.every((item) => person.test(item))) return block;
  return items.map((item) => item.replace(person, '$2 $1 $3')).join('\n');
}

// `Ann and Bob` are two; `Research and Development (rd@example.com)` is one.
function joinedByAnd(text: string): readonly string[] {
  const parts = text.split(AND);
  const isEach = parts.every((part) => part.search(PLACE) >= 0);
  const isNames = parts.every((part) => isFullName(part, text.search(PLACE) >= 0 ? 2 : 1));
  const isList = isEach || isNames;
  return parts.length > 1 && isList ? parts : [text];
}

function isFullName(text: string, least: number): boolean {
  const words = text
    .replace(/\(.*?\)|<.*?>/g, ' ')
    .replace(PLACE, ' ')
    .trim()
    .split(/\s+/);
  return (
    words.length >= least && words.length <= 4 && words.every((word) => /^\p{Lu}[\p{L}.'’-]*$/u.test(word))
  );
}

// `ann@example.com bob@example.com` are two people; `Ann (ann@example.com, ann@home.example)` is one.
function placePerPerson(text: string): readonly string[] {
  const words = text.trim().split(/\s+/);
  return words.length > 1 && words.every((word) => /^[\ue000-\uf8ff]$/.test(word)) ? words : [text];
}

// `Ann / Bob (ann@example.com / bob@example.com)`: as many details behind the names as names, each in its turn.
function paired(block: string, details: readonly Detail[]): string {
  const [, before = '', behind = ''] = NAMES_AND_DETAILS.exec(block) ?? [];
  const places = behind.match(PLACE) ?? [];
  const own = places.flatMap((place) => detailsIn(place, details));
  if (places.length < 2 || new Set(own.map(({ kind }) => kind)).size !== 1) return block;
  const names = before.split(/\s*[/|;\n]\s*/).flatMap((part) => part.split(AND));
  if (names.length === places.length && names.every((name) => /\p{L}/u.test(name))) {
    return names.map((name, index) => `${name} (${places[index]})`).join(LINE);
  }
  // A comma may also stand between surname and name, so the addresses must say that it does not.
  const listed = before.split(/\s*,\s*/);
  const fits = (name: string, at: number) =>
    own.every(({ text }, index) => isAddressOf(text, name) === (index === at));
  if (listed.length !== places.length || !listed.every(fits)) return block;
  return listed.map((name, index) => `${name} (${places[index]})`).join(LINE);
}

function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();
}
