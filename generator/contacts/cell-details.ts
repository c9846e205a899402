import { isAddress } from '../channels/email.ts';
import { phonesIn, phoneText } from './phone-number.ts';

/** A way to reach somebody that stands in a cell, or a link that is none. */
export interface Detail {
  readonly kind: 'address' | 'phone' | 'handle' | 'link';
  readonly text: string;
}

/** A cell whose details are hidden, so that no separator of people cuts one in two. */
export interface HiddenDetails {
  /** One private character for each detail. */
  readonly text: string;
  readonly details: readonly Detail[];
  /** What looks like a mail address and is none. */
  readonly malformed: readonly string[];
}

/** Matches what stands for a detail. */
export const PLACE = /[\ue000-\uf8ff]/g;

const FIRST = 0xe000;
const STOP = String.raw`\s()<>[\],;:、|"/\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\ue000-\uf8ff`;
const AT_WORD = new RegExp(`[^${STOP}]*@[^${STOP}]*`, 'gu');
const SPELLED_AT = /\s*[[({]\s*(?:at|ät)\s*[\])}]\s*/gi;
const SPELLED_DOT = /\s*[[({]\s*(?:dot|punkt)\s*[\])}]\s*/gi;
const CHANNEL = /(?<![\p{L}\p{N}&/#])#\p{L}[\p{L}\p{N}_-]*/gu;
const LINK = /\bhttps?:\/\/[^\s<>()]+/gi;
const SHORT_NUMBER =
  /(?<![\p{L}\d])(?:phone|tel(?:efon|ephone)?|extension|ext|durchwahl|dw|poste|interno|x|電話|内線)\.?\s*:?\s*(\d{3,6})(?!\d)/giu;

/** Finds mail addresses, phone numbers, names in a chat and links, and hides them. */
export function hideDetails(cell: string): HiddenDetails {
  const details: Detail[] = [];
  const malformed: string[] = [];
  const place = (kind: Detail['kind'], text: string) => {
    details.push({ kind, text });
    return String.fromCharCode(FIRST + details.length - 1);
  };
  const phones = (text: string) =>
    phonesIn(text).reduce((left, found) => left.replace(found, () => place('phone', phoneText(found))), text);
  const text = cell
    .replace(SPELLED_AT, '@')
    .replace(SPELLED_DOT, '.')
    .replace(LINK, (found) => place('link', found))
    .replace(/\b(?:mailto|tel):/gi, ' ')
    .replace(AT_WORD, (found) => {
      const word = found.replace(/^[.'`*]+|[.'`*!?]+$/g, '');
      if (isAddress(word)) return place('address', word);
      if (/^@\p{L}[\p{L}\p{N}._-]*$/u.test(word)) return place('handle', word);
      malformed.push(word);
      return '';
    })
    .replace(CHANNEL, (found) => place('handle', found));
  return {
    text: phones(text).replace(SHORT_NUMBER, (_, digits: string) => place('phone', digits)),
    details,
    malformed,
  };
}

/** The details that stand in a text. */
export function detailsIn(text: string, details: readonly Detail[]): readonly Detail[] {
  return [...text.matchAll(PLACE)].flatMap(([place]) => details[place.charCodeAt(0) - FIRST] ?? []);
}
