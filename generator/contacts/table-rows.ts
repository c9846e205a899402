import type { Channel } from '../channels/any-channel.ts';
import { Problem, quote } from '../kit/problem.ts';
import type { Contacts, Membership, Person } from './contact.ts';
import type { Duty } from './duty.ts';

/** A row of a contact table, Markdown or YAML. */
export interface TableRow {
  /** File and line or path, for messages. */
  readonly at: string;
  /** Absent where a role has nobody. */
  readonly name: string | undefined;
  readonly roles: readonly string[];
  readonly rank: Membership['rank'];
  readonly availability: string;
  readonly channels: readonly Channel[];
  readonly phone?: string | undefined;
  readonly duty?: Duty | undefined;
  readonly notes?: string | undefined;
}

/** What a channels file adds to a person of the table. */
export interface Addition {
  readonly at: string;
  readonly name: string;
  readonly channels: readonly Channel[];
  readonly phone?: string | undefined;
  readonly duty?: Duty | undefined;
  readonly notes?: string | undefined;
}

/** The words that make somebody the second to be told. */
export function rankOf(availability: string): Membership['rank'] {
  return /\b(?:back-?up|secondary|deputy|stand-?in|substitute|second line)\b/i.test(availability)
    ? 'backup'
    : 'primary';
}

/** Joins the rows: one person for each name, in all their roles, with what the channels file adds. */
export function contactsOf(
  file: string,
  rows: readonly TableRow[],
  additions: readonly Addition[] = [],
): Contacts {
  const named = rows.filter((row): row is TableRow & { name: string } => row.name !== undefined);
  const keys = new Map(named.map((row) => [row, keyOf(row, named)]));
  const people = new Map<string, Person>();
  for (const [row, key] of keys) people.set(key, joined(people.get(key), key, row));
  for (const addition of additions) add(people, addition, file);

  const members: Membership[] = [];
  for (const [row, key] of keys) {
    const person = people.get(key);
    if (person === undefined) continue;
    for (const role of row.roles) {
      const same = members.findIndex((member) => member.role === role && member.person.id === person.id);
      if (same < 0) members.push({ role, person, rank: row.rank, availability: row.availability });
    }
  }
  const roles = [...new Set(rows.flatMap((row) => row.roles))];
  return { file, people: [...people.values()], members, roles };
}

/**
 * A name stands for one person, unless the table gives it different addresses: then the address is part of the
 * identity. A bare name means whoever has an address under that name.
 */
function keyOf(row: TableRow & { name: string }, all: readonly (TableRow & { name: string })[]): string {
  const namesakes = all.filter(({ name }) => name.toLowerCase() === row.name.toLowerCase());
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

function joined(known: Person | undefined, id: string, row: TableRow & { name: string }): Person {
  return {
    id,
    name: row.name,
    channels: distinct([...(known?.channels ?? []), ...row.channels]),
    phone: known?.phone ?? row.phone,
    duty: known?.duty ?? row.duty,
    notes: known?.notes ?? row.notes,
  };
}

function add(people: Map<string, Person>, addition: Addition, file: string): void {
  const wanted = addition.name.toLowerCase();
  const matches = [...people.values()].filter(({ id, name }) =>
    [id, name].some((text) => text.toLowerCase() === wanted),
  );
  const [person] = matches;
  if (person === undefined) {
    throw new Problem(
      addition.at,
      `${file} has no contact ${quote(addition.name)}`,
      'write the name as the table does',
    );
  }
  if (matches.length > 1) {
    const ids = matches.map(({ id }) => quote(id)).join(' or ');
    throw new Problem(addition.at, `several contacts are called ${quote(addition.name)}`, `write ${ids}`);
  }
  people.set(person.id, {
    ...person,
    channels: distinct([...person.channels, ...addition.channels]),
    phone: addition.phone ?? person.phone,
    duty: addition.duty ?? person.duty,
    notes: addition.notes ?? person.notes,
  });
}

function distinct(channels: readonly Channel[]): readonly Channel[] {
  const seen = new Map(channels.map((channel) => [JSON.stringify(channel).toLowerCase(), channel]));
  return [...seen.values()];
}
