import { Problem, quote } from '../kit/problem.ts';
import type { Channel, Contacts, Membership, Person } from './contact.ts';
import type { Duty } from './duty.ts';

/** A row of a contact table, Markdown or YAML. */
export interface Entry {
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
  entries: readonly Entry[],
  additions: readonly Addition[] = [],
): Contacts {
  const named = entries.filter((entry): entry is Entry & { name: string } => entry.name !== undefined);
  const keys = new Map(named.map((entry) => [entry, keyOf(entry, named)]));
  const people = new Map<string, Person>();
  for (const [entry, key] of keys) people.set(key, joined(people.get(key), key, entry));
  for (const addition of additions) add(people, addition, file);

  const members: Membership[] = [];
  for (const [entry, key] of keys) {
    const person = people.get(key);
    if (person === undefined) continue;
    for (const role of entry.roles) {
      const same = members.findIndex((member) => member.role === role && member.person.id === person.id);
      if (same < 0) members.push({ role, person, rank: entry.rank, availability: entry.availability });
    }
  }
  const roles = [...new Set(entries.flatMap((entry) => entry.roles))];
  return { file, people: [...people.values()], members, roles };
}

/**
 * A name stands for one person, unless the table gives it different addresses: then the address is part of the
 * identity. A bare name means whoever has an address under that name.
 */
function keyOf(entry: Entry & { name: string }, all: readonly (Entry & { name: string })[]): string {
  const namesakes = all.filter(({ name }) => name.toLowerCase() === entry.name.toLowerCase());
  const addressed = namesakes.filter(({ channels }) => addressOf(channels) !== undefined);
  const distinct = new Map(addressed.map(({ name, channels }) => [addressOf(channels), name]));
  const first = namesakes[0]?.name ?? entry.name;
  if (distinct.size <= 1) return first;
  const own = addressOf(entry.channels);
  return own === undefined ? first : `${first} <${own}>`;
}

function addressOf(channels: readonly Channel[]): string | undefined {
  const mails = channels.flatMap((channel) => (channel.type === 'email' ? [channel.to.toLowerCase()] : []));
  return mails.sort()[0];
}

function joined(known: Person | undefined, id: string, entry: Entry & { name: string }): Person {
  return {
    id,
    name: entry.name,
    channels: distinct([...(known?.channels ?? []), ...entry.channels]),
    phone: known?.phone ?? entry.phone,
    duty: known?.duty ?? entry.duty,
    notes: known?.notes ?? entry.notes,
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
