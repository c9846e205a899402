import { ConfigError } from '../../exporter/config/config-error.ts';
import type { Channel } from '../channels/any-channel.ts';
import { grouped } from '../kit/grouped.ts';
import { Problem, quote } from '../kit/problem.ts';
import type { Contacts, Person } from './contact.ts';
import type { Duty } from './duty.ts';
import { membersOf } from './members.ts';
import type { NamedRow, TableRow } from './table-row.ts';
import { type Unused, unusedTexts } from './unused.ts';

/** What a channels file adds to a person of the table. */
export interface Addition {
  readonly at: string;
  readonly name: string;
  readonly channels: readonly Channel[];
  readonly phone?: string | undefined;
  readonly duty?: Duty | 'always' | undefined;
  readonly notes?: string | undefined;
}

/**
 * Joins the rows: one person for each name, in all their roles, with what the channels file adds.
 *
 * @throws ConfigError with a line for each addition that fits nobody
 */
export function contactsOf(
  file: string,
  { rows, unused }: { readonly rows: readonly TableRow[]; readonly unused: readonly Unused[] },
  additions: readonly Addition[] = [],
): Contacts {
  const named = rows.filter((row): row is NamedRow => row.name !== undefined);
  const namesakes = grouped(named, ({ name }) => name.toLowerCase());
  const keys = new Map(named.map((row) => [row, keyOf(row, namesakes.get(row.name.toLowerCase()) ?? [])]));
  const people = new Map<string, Person>();
  for (const [row, key] of keys) people.set(key, joined(people.get(key), key, row));
  const own = added(people, additions, file);
  const told = membersOf(keys, people, own);
  const roles = [...new Set(rows.flatMap((row) => row.roles))];
  return {
    file,
    people: told.people,
    members: told.members,
    roles,
    unused: unusedTexts([...unused, ...told.unused]),
  };
}

/**
 * A name stands for one person, unless the table gives it different addresses: then the address is part of the
 * identity. A bare name means whoever has an address under that name.
 */
function keyOf(row: NamedRow, namesakes: readonly NamedRow[]): string {
  const addressed = namesakes.filter(({ channels }) => addressOf(channels) !== undefined);
  const distinct = new Map(addressed.map(({ name, channels }) => [addressOf(channels), name]));
  const first = namesakes[0]?.name ?? row.name;
  if (distinct.size <= 1) return first;
  const own = addressOf(row.channels);
  return own === undefined ? first : `${first} <${own}>`;
}

function addressOf(channels: readonly Channel[]): string | undefined {
  const mails = channels.flatMap((channel) => (channel.type === 'email' ? [channel.to.toLowerCase()] : []));
  return mails.sort()[0];
}

function joined(known: Person | undefined, id: string, row: NamedRow): Person {
  return {
    id,
    name: row.name,
    channels: distinct([...(known?.channels ?? []), ...row.channels]),
    phone: known?.phone ?? row.phone,
    notes: known?.notes ?? row.notes,
  };
}

/** Adds the channels file to the people; the duties that it gives hold for all their roles. */
function added(
  people: Map<string, Person>,
  additions: readonly Addition[],
  file: string,
): ReadonlyMap<string, Duty | 'always'> {
  const duties = new Map<string, Duty | 'always'>();
  const problems: string[] = [];
  for (const addition of additions) {
    const found = personFor(people, addition, file);
    if (found instanceof Problem) {
      problems.push(found.message);
      continue;
    }
    people.set(found.id, {
      ...found,
      channels: distinct([...found.channels, ...addition.channels]),
      phone: addition.phone ?? found.phone,
      notes: addition.notes ?? found.notes,
    });
    if (addition.duty !== undefined) duties.set(found.id, addition.duty);
  }
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
  return duties;
}

function personFor(
  people: ReadonlyMap<string, Person>,
  { at, name }: Addition,
  file: string,
): Person | Problem {
  const wanted = name.toLowerCase();
  const matches = [...people.values()].filter(({ id, name: own, channels }) =>
    [id, own, addressOf(channels)].some((text) => text?.toLowerCase() === wanted),
  );
  const [person] = matches;
  if (person === undefined) {
    return new Problem(at, `${file} has no contact ${quote(name)}`, 'write the name as the table does');
  }
  if (matches.length === 1) return person;
  const ids = matches.map(({ id }) => quote(id)).join(' or ');
  return new Problem(at, `several contacts are called ${quote(name)}`, `write ${ids}`);
}

function distinct(channels: readonly Channel[]): readonly Channel[] {
  const seen = new Map(channels.map((channel) => [JSON.stringify(channel).toLowerCase(), channel]));
  return [...seen.values()];
}
