import { isAddress } from '../channels/email.ts';
import { isAddressOf, type Mention, peopleIn, together } from './cell-people.ts';
import { ITEM } from './cell-text.ts';
import { phonesIn } from './phone-number.ts';
import type { ColumnKind } from './table-columns.ts';

/** The people of a row, from all its columns. */
export interface RowPeople {
  readonly people: readonly Mention[];
  readonly backups: readonly Mention[];
  /** What looks like a mail address and is none. */
  readonly malformed: readonly string[];
  /** Words that say that there is nobody. */
  readonly vacancies: readonly string[];
  /** Ways to reach somebody that belong to none of the people. */
  readonly ownerless: readonly string[];
}

/** The texts of a row by the kind of their column; several columns may be of one kind. */
export type CellsOf = (kind: ColumnKind) => readonly string[];

const DETAILS = ['email', 'phone', 'handle'] as const;

/** Puts the people of a row together: a name in one column, the mail address and the phone in others. */
export function rowPeople(cells: CellsOf, role: string, stray: readonly string[]): RowPeople {
  const name = ['first', 'name', 'last']
    .flatMap((kind) => cells(kind as ColumnKind).slice(0, 1))
    .join(' ')
    .trim();
  const contacts = cells('contact').filter((text) => text.trim() !== '');
  const texts = [...(name === '' ? [] : [name]), ...contacts, ...DETAILS.flatMap(cells).map(onePerLine)];
  const first = gathered(texts, role);
  const backup = gathered([...cells('backup'), ...cells('backup-email'), ...cells('backup-phone')], role);
  const left = stray.reduce(strayAddress, first);
  return {
    people: left.people,
    backups: backup.people,
    malformed: [...left.malformed, ...backup.malformed],
    vacancies: [...left.vacancies, ...backup.vacancies],
    ownerless: [...left.ownerless, ...backup.ownerless],
  };
}

// Two lines of phone numbers alone would be two numbers of one person.
function onePerLine(text: string): string {
  return text.replace(/[\n;]/g, ITEM);
}

type Gathered = Omit<RowPeople, 'backups'>;

function gathered(texts: readonly string[], role: string): Gathered {
  let result: Gathered = { people: [], malformed: [], ownerless: [], vacancies: [] };
  for (const text of texts) {
    const { people, malformed, vacancies } = peopleIn(text, role);
    const joined = attached(result.people, people);
    result = {
      people: joined.people,
      malformed: [...result.malformed, ...malformed],
      ownerless: [...result.ownerless, ...joined.ownerless],
      vacancies: [...result.vacancies, ...vacancies],
    };
  }
  return result;
}

/** Adds what another column says about people: to the only one, line by line, or to whom it seems to belong. */
function attached(
  people: readonly Mention[],
  more: readonly Mention[],
): { readonly people: readonly Mention[]; readonly ownerless: readonly string[] } {
  if (people.length === 0) return { people: more, ownerless: [] };
  if (people.length === 1) return { people: toOne(people, more), ownerless: [] };
  if (people.length === more.length) {
    return { people: people.map((person, index) => together(person, more[index] ?? person)), ownerless: [] };
  }
  const result = [...people];
  const ownerless: string[] = [];
  for (const detail of more) {
    const index = result.findIndex(({ name }) => isSame(name, detail));
    const known = result[index];
    if (known !== undefined) result[index] = together(known, detail);
    else if (isBare(detail))
      ownerless.push(...detail.addresses, ...(detail.phone === undefined ? [] : [detail.phone]));
    else result.push(detail);
  }
  return { people: result, ownerless };
}

// All details are those of the only person, unless they name somebody else.
function toOne([person, ...others]: readonly Mention[], more: readonly Mention[]): readonly Mention[] {
  const result = [person, ...others].filter((one) => one !== undefined);
  for (const detail of more) {
    const [first] = result;
    if (first !== undefined && (isBare(detail) || first.name === '' || isSame(first.name, detail))) {
      result[0] = together(first, detail);
    } else {
      result.push(detail);
    }
  }
  return result;
}

// A name that was made of the address is none.
function isBare({ name, addresses }: Mention): boolean {
  return name === '' || addresses.some((address) => address.startsWith(`${name}@`));
}

function isSame(name: string, { name: other, addresses }: Mention): boolean {
  const words = new Set(name.toLowerCase().split(/\s+/));
  return (
    other
      .toLowerCase()
      .split(/\s+/)
      .some((word) => word !== '' && words.has(word)) ||
    addresses.some((address) => isAddressOf(address, name))
  );
}

/** The mail addresses and international phone numbers of a text that is about something else. */
export function strayDetails(text: string): readonly string[] {
  const phones = phonesIn(text).filter((phone) => phone.startsWith('+'));
  return [...text.split(/[\s,;()<>]+/).filter(isAddress), ...phones];
}

/** An address in a column for something else is that of the only person, who has no other. */
function strayAddress(row: Gathered, text: string): Gathered {
  const addresses = strayDetails(text);
  if (addresses.length === 0) return row;
  const [person, another] = row.people;
  if (
    another === undefined &&
    (person === undefined || person.addresses.length === 0 || !addresses.some(isAddress))
  ) {
    const found = peopleIn(addresses.join(ITEM)).people;
    return { ...row, people: attached(row.people, found).people };
  }
  return { ...row, ownerless: [...row.ownerless, ...addresses] };
}
