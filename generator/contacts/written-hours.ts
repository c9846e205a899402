import { zoneNamed } from './time-zone.ts';

/** Hours as people write them, read. */
export interface WrittenHours {
  /** One line for each span, as the rosters have it: `Mon-Fri 09:00-17:00`. Empty where the text holds none. */
  readonly lines: readonly string[];
  readonly always: boolean;
  readonly timeZone?: string | undefined;
  /** What is left and decides nothing. */
  readonly rest: string;
}

const NAMES = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const DAY = 24 * 60;

/** Names of the days, Sunday first. */
const DAYS: readonly string[] = [
  'sun(?:days?)?|so(?:nntags?)?|dim(?:anche)?|dom(?:ingo)?|日曜?日?',
  'mon(?:days?)?|mo(?:ntags?)?|lun(?:di|es)?|月曜?日?',
  'tues?(?:days?)?|di(?:enstags?)?|mar(?:di|tes)?|火曜?日?',
  'wed(?:nesdays?)?|mi(?:ttwochs?)?|mer(?:credi)?|mi[eé](?:rcoles)?|水曜?日?',
  'thu(?:rs?(?:days?)?)?|do(?:nnerstags?)?|jeu(?:di)?|jue(?:ves)?|木曜?日?',
  'fri(?:days?)?|fr(?:eitags?)?|ven(?:dredi)?|vie(?:rnes)?|金曜?日?',
  'sat(?:urdays?)?|sa(?:mstags?)?|sam(?:edi)?|s[aá]b(?:ado)?|土曜?日?',
];
const ALWAYS =
  '24\\s?[/x*×-]\\s?7(?:\\s?[/x*×-]\\s?365)?|24 ?h(?:ours?)?(?: a day)?(?:/(?:7|24)(?: ?[jd])?)?|7 ?j?/7(?: ?[jd])?|always|any ?time|' +
  '(?:a?round|round) the clock|at (?:any|all) (?:hours?|times?)|all (?:hours|day)|rund um die uhr|immer|jederzeit|toujours|' +
  'siempre|24時間(?:365日)?|常時|いつでも';
// Hours that are told by what they are not would be read as their opposite.
const NEGATION =
  /\b(?:not|no|never|except|excluding|outside|out of|after|before|until|from|since|ohne|nicht|au(?:ss|ß)er|außerhalb|nach|vor|hors|sauf|après|avant|fuera|salvo|después|antes|excepto)\b|以外|を除く/iu;
const FILLER =
  'on[- ]?call|on duty|available|availability|reachable|coverage|business hours|office hours|working hours|hours|support|daily|' +
  'de|du|von|from|every day|each day|7 days(?: a week)?|täglich|erreichbar|tous les jours|todos los días|毎日|local time';

type Token =
  | { readonly kind: 'days'; readonly days: readonly number[] }
  | { readonly kind: 'to' | 'and' | 'filler' | 'always' }
  | {
      readonly kind: 'clock';
      readonly minute: number;
      readonly half: 'am' | 'pm' | undefined;
      readonly plain: boolean;
    }
  | { readonly kind: 'zone'; readonly zone: string }
  | { readonly kind: 'word'; readonly text: string };

type Reader = readonly [pattern: RegExp, token: (match: RegExpExecArray) => Token | undefined];

const READERS: readonly Reader[] = [
  [sticky(`(?:${ALWAYS})(?![\\p{L}\\d:])`), () => ({ kind: 'always' })],
  [
    sticky(
      '(?:(?:UTC|GMT)(?:\\s*[+-]\\s*\\d{1,2}(?::?\\d{2})?)?|[A-Z][a-z]+(?:/[A-Za-z0-9_+-]+)+)(?![\\p{L}\\d])',
    ),
    zoneToken,
  ],
  [
    sticky(
      '(?:central european|eastern|central|mountain|pacific)(?: standard| daylight| summer)?(?: time)?(?!\\p{L})',
    ),
    zoneToken,
  ],
  [sticky('[A-Z]{1,4}(?![\\p{L}\\d])'), zoneToken],
  [sticky('m ?- ?f(?!\\p{L})'), () => ({ kind: 'days', days: [1, 2, 3, 4, 5] })],
  [
    sticky(
      '(?:weekdays?|workdays?|werktags|wochentags|jours ouvr[ée]s|en semaine|días laborables|平日)(?!\\p{L})',
    ),
    () => ({ kind: 'days', days: [1, 2, 3, 4, 5] }),
  ],
  [
    sticky('(?:weekends?|wochenende|am wochenende|week-ends?|fin de semana|週末|土日)(?!\\p{L})'),
    () => ({ kind: 'days', days: [6, 0] }),
  ],
  ...DAYS.map(
    (names, day): Reader => [sticky(`(?:${names})(?!\\p{L})\\.?`), () => ({ kind: 'days', days: [day] })],
  ),
  [sticky('(?:noon|mittags?|midi|mediodía)(?!\\p{L})'), () => clock(12 * 60)],
  [sticky('(?:midnight|mitternacht|minuit|medianoche)(?!\\p{L})'), () => clock(DAY)],
  [
    sticky('(\\d{2})(\\d{2})(?:\\s*(?:hrs?|h|uhr))?(?![\\p{L}\\d:])'),
    ([, hours, minutes]) => clockOf(hours, minutes),
  ],
  [
    sticky(
      '(\\d{1,2})(?:[:.h](\\d{2}))?\\s*(?:(a\\.?m\\.?|p\\.?m\\.?)|uhr|hrs?|h|時)?(?:(\\d{2})分)?(?![\\p{L}\\d:])',
    ),
    ([text, hours, minutes, half, more]) =>
      clockOf(hours, minutes ?? more, half?.toLowerCase().startsWith('p') ? 'pm' : half && 'am', text),
  ],
  [sticky('-|(?:to|through|thru|till|bis|à|au|al?|hasta)(?!\\p{L})|から|〜|~'), () => ({ kind: 'to' })],
  [sticky('[,;/&+()、|]|(?:and|und|et|y)(?!\\p{L})'), () => ({ kind: 'and' })],
  [sticky(`(?:${FILLER})(?!\\p{L})`), () => ({ kind: 'filler' })],
  [sticky('[^\\s,;()]+'), ([text]) => ({ kind: 'word', text })],
];

/** Reads hours out of a text. What cannot be read for sure is left in `rest`. */
export function readHours(text: string): WrittenHours {
  const written = text
    .normalize('NFKC')
    .replace(/[‐-―−]/g, '-')
    .replace(/\s+/g, ' ')
    .trim();
  const unread: WrittenHours = { lines: [], always: false, rest: written };
  if (written === '' || NEGATION.test(written)) return unread;
  const tokens = tokensOf(written);
  const zones = new Set(tokens.flatMap((token) => (token.kind === 'zone' ? [token.zone] : [])));
  const words = tokens.flatMap((token) => (token.kind === 'word' ? [token.text] : []));
  const rest = words.join(' ');
  const lines = linesOf(tokens.filter(({ kind }) => !['zone', 'word', 'filler'].includes(kind)));
  if (lines === undefined || zones.size > 1) return unread;
  // Names of days are short words of other meanings too: `Sun`, `do`, `mar`.
  if (rest !== '' && !tokens.some(({ kind }) => kind === 'clock' || kind === 'always')) return unread;
  const always = tokens.some(({ kind }) => kind === 'always');
  if (always) return lines.length === 0 ? { lines, always, rest } : unread;
  if (lines.length === 0) return unread;
  return { lines, always, timeZone: [...zones][0], rest };
}

function sticky(pattern: string): RegExp {
  return new RegExp(pattern, 'iuy');
}

function zoneToken([text]: RegExpExecArray): Token | undefined {
  const zone = zoneNamed(text);
  return zone === undefined ? undefined : { kind: 'zone', zone };
}

function clock(minute: number, half?: 'am' | 'pm', plain = false): Token {
  return { kind: 'clock', minute, half, plain };
}

function clockOf(hours = '', minutes = '0', half?: 'am' | 'pm' | '', text = ''): Token | undefined {
  const [hour, minute] = [Number(hours), Number(minutes)];
  if (minute > 59 || hour > 24 || (hour === 24 && minute > 0)) return undefined;
  const isPlain = half === undefined && /^\d:?|^\d{1,2}$/.test(text.trim()) && !/^\d{2}:/.test(text.trim());
  if (half === undefined || half === '') return clock(hour * 60 + minute, undefined, isPlain);
  return hour < 1 || hour > 12
    ? undefined
    : clock((hour % 12) * 60 + minute + (half === 'pm' ? DAY / 2 : 0), half);
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] === ' ') {
      at += 1;
      continue;
    }
    const { token, length } = tokenAt(text, at);
    tokens.push(token);
    at += length;
  }
  return tokens;
}

function tokenAt(text: string, at: number): { readonly token: Token; readonly length: number } {
  for (const [pattern, make] of READERS) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    const token = match === null ? undefined : make(match);
    if (match !== null && token !== undefined) return { token, length: match[0].length };
  }
  return { token: { kind: 'word', text: text.charAt(at) }, length: 1 };
}

/** The spans of a sentence such as `Mon-Thu 9-17, Fri 9-15`; undefined where the parts do not fit together. */
function linesOf(tokens: readonly Token[]): readonly string[] | undefined {
  const spans: { days: readonly number[]; start: number; end: number }[] = [];
  let days: readonly number[] = [];
  let closed = false;
  for (let index = 0; index < tokens.length; index++) {
    const [token, next, after] = tokens.slice(index, index + 3);
    if (token?.kind === 'days') {
      const isRange = next?.kind === 'to' && after?.kind === 'days';
      const named = isRange ? range(token.days[0] ?? 0, after.days.at(-1) ?? 0) : token.days;
      days = closed ? named : [...days, ...named];
      closed = false;
      if (isRange) index += 2;
    } else if (token?.kind === 'clock') {
      if (next?.kind !== 'to' || after?.kind !== 'clock') return undefined;
      const span = spanOf(token, after);
      if (span === undefined) return undefined;
      spans.push({ days, ...span });
      closed = true;
      index += 2;
    } else if (token?.kind === 'to') {
      return undefined;
    }
  }
  if (!closed && days.length > 0) return daysBehind(spans, days);
  return spans.map(lineOf);
}

// `09:00-17:00 Mon-Fri`, or whole days: `weekends`.
function daysBehind(
  spans: readonly { readonly days: readonly number[]; readonly start: number; readonly end: number }[],
  days: readonly number[],
): readonly string[] | undefined {
  if (spans.length === 0) return [lineOf({ days, start: 0, end: DAY })];
  return spans.every((span) => span.days.length === 0)
    ? spans.map((span) => lineOf({ ...span, days }))
    : undefined;
}

type Clock = Extract<Token, { kind: 'clock' }>;

function spanOf(from: Clock, to: Clock): { readonly start: number; readonly end: number } | undefined {
  // `9-5pm` begins in the morning, `1-5pm` after noon.
  const isAfternoon = from.half === undefined && to.half === 'pm' && from.minute < 7 * 60;
  const start = isAfternoon && from.minute + DAY / 2 < to.minute ? from.minute + DAY / 2 : from.minute;
  const isShort = from.plain && to.plain && to.minute < start && to.minute < DAY / 2;
  // `9-5` is a working day; `8-2` may be that or a night.
  const isWorkingDay =
    isShort && start >= 7 * 60 && start <= 10 * 60 && to.minute >= 4 * 60 && to.minute <= 7 * 60;
  const end = isWorkingDay ? to.minute + DAY / 2 : to.minute === 0 ? DAY : to.minute;
  const isAmbiguous = !isWorkingDay && from.plain && to.half === undefined && end < start && end < DAY / 2;
  return start === end || start >= DAY || isAmbiguous ? undefined : { start, end };
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, step) => (from + step) % 7);
}

function lineOf(span: {
  readonly days: readonly number[];
  readonly start: number;
  readonly end: number;
}): string {
  const days = daysText(span.days);
  return `${days}${days === '' ? '' : ' '}${time(span.start)}-${time(span.end)}`;
}

// Monday first, neighbours as a range.
function daysText(days: readonly number[]): string {
  const order = [1, 2, 3, 4, 5, 6, 0].filter((day) => days.includes(day));
  if (order.length === 7) return '';
  const runs: number[][] = [];
  for (const day of order) {
    const last = runs.at(-1);
    if (last !== undefined && (last.at(-1) ?? 0) + 1 === (day === 0 ? 7 : day)) last.push(day);
    else runs.push([day]);
  }
  return runs
    .flatMap((run) => (run.length > 2 ? [[run[0], run.at(-1)]] : run.map((day) => [day])))
    .map((run) => run.map((day) => NAMES[day ?? 0]).join('-'))
    .join(',');
}

function time(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
