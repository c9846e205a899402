import { isAddress } from '../channels/email.ts';

/** What a contact cell says about one person. */
export interface Mention {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly phone?: string | undefined;
  /** Something with an @ that is not a mail address. */
  readonly malformed?: string | undefined;
}

const PHONE = /(?:\+|\b00|\()\d[\d\s()./-]{5,}\d|\b\d{3}[\s./-]\d{3,4}[\s./-]\d{3,4}\b/;

/** Several people of one cell: `Duane Gardner, Cameron Shawcross` or `Ann (ann@example.com); Bob`. */
export function mentions(cell: string): readonly Mention[] {
  return split(cell)
    .map(mention)
    .filter(
      ({ name, addresses, malformed }) => name !== '' || addresses.length > 0 || malformed !== undefined,
    );
}

function mention(text: string): Mention {
  const words = text.split(/[\s()<>[\],;|]+|mailto:/i).map(unpunctuated);
  const addresses = [...new Set(words.filter(isAddress))];
  const malformed = words.find((word) => word.includes('@') && !isAddress(word));
  // Without the addresses first: digits before an @ are no phone number.
  const rest = text.replace(/(?:mailto:)?[^\s()<>[\],;|]*@[^\s()<>[\],;|]*/gi, ' ');
  const phone = PHONE.exec(rest)?.[0];
  const name = nameOf(phone === undefined ? rest : rest.replace(phone, ' '));
  return { name: name === '' ? (addresses[0] ?? '') : name, addresses, phone: phone?.trim(), malformed };
}

function nameOf(text: string): string {
  const withoutBrackets = text.replace(/\(\s*[,;\s]*\)|<\s*>|\[\s*\]/g, ' ');
  return withoutBrackets.replace(/\s+/g, ' ').replace(/^[\s,;:–-]+|[\s,;:–-]+$/g, '');
}

function unpunctuated(word: string): string {
  return word.replace(/^[.:"'`]+|[.:"'`]+$/g, '');
}

// Separators inside brackets belong to the person: `Ann (ann@example.com, +1 555 0100)`.
function split(cell: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const character of cell) {
    if ('(<['.includes(character)) depth++;
    if (')>]'.includes(character)) depth = Math.max(0, depth - 1);
    if (character === '\n' || (depth === 0 && ',;'.includes(character))) {
      parts.push(part);
      part = '';
      depth = 0;
    } else {
      part += character;
    }
  }
  return [...parts, part].filter((text) => text.trim() !== '').flatMap(addressPerPerson);
}

// `ann@example.com bob@example.com` are two people; `Ann (ann@example.com, ann@home.example)` is one.
function addressPerPerson(text: string): readonly string[] {
  const words = text.trim().split(/\s+/);
  return words.length > 1 && words.every(isAddress) ? words : [text];
}
