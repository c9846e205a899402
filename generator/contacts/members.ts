import type { Channel } from '../channels/any-channel.ts';
import type { Routed } from '../channels/channel.ts';
import { grouped } from '../kit/grouped.ts';
import type { Membership, Person } from './contact.ts';
import { type Duty, unionOf } from './duty.ts';
import { list } from './plan-text.ts';
import type { NamedRow } from './table-row.ts';
import type { Unused } from './unused.ts';

/** The people of a table, each with one duty, in their roles. */
export interface Members {
  readonly people: readonly Person[];
  readonly members: readonly Membership[];
  readonly unused: readonly Unused[];
}

type Written = Duty | 'always';

/**
 * Puts people into their roles. Several rows of one person in one role are several periods. Somebody whose hours differ
 * from role to role is a contact of their own in each, as a receiver has one set of hours.
 *
 * @param keys who a row is about
 * @param people without duties, by key
 * @param overriding duties that hold whatever the rows say
 */
export function membersOf(
  keys: ReadonlyMap<NamedRow, string>,
  people: ReadonlyMap<string, Person>,
  overriding: ReadonlyMap<string, Written>,
): Members {
  const unused: Unused[] = [];
  const places = placesOf(keys, overriding, unused);
  const ofPerson = grouped(places, ({ key }) => key);
  const sortsOf = new Map([...ofPerson].map(([key, own]) => [key, new Set(own.map(sort)).size]));
  const result = new Map<string, Person>();
  const made = new Map<string, Set<Person>>();
  const members = places.flatMap((place): readonly Membership[] => {
    const person = people.get(place.key);
    if (person === undefined) return [];
    const isOne = sortsOf.get(place.key) === 1;
    const id = isOne ? place.key : freeId(result, idIn(place, ofPerson.get(place.key) ?? []), place);
    const channels = [...person.channels, ...place.channels];
    const own = result.get(id) ?? { ...person, id, channels, duty: place.duty };
    result.set(id, own);
    made.set(place.key, (made.get(place.key) ?? new Set()).add(own));
    const { role, rank, availability, severities } = place;
    return [{ role, person: own, rank, availability, ...(severities !== undefined && { severities }) }];
  });
  return { people: inOrder(people, made), members, unused };
}

interface Place {
  readonly key: string;
  readonly role: string;
  readonly rank: Membership['rank'];
  readonly availability: string;
  readonly duty: Duty | undefined;
  readonly channels: readonly Channel[];
  readonly severities: readonly Routed[] | undefined;
}

// Those who are told at the same hours by the same channels are one receiver.
function sort({ duty, channels }: Pick<Place, 'duty' | 'channels'>): string {
  return JSON.stringify([duty, channels]);
}

/** `Ada as Platform`; what tells apart several places in one role follows in brackets. */
function idIn({ key, role, rank, severities }: Place, siblings: readonly Place[]): string {
  const others = siblings.filter((other) => other.role === role);
  const marks = [
    ...(others.some((other) => other.rank !== rank) ? [rank] : []),
    ...(others.length > 1 ? (severities ?? []) : []),
  ];
  return `${key} as ${role}${marks.length === 0 ? '' : ` (${marks.join(', ')})`}`;
}

interface Gathered extends Omit<Place, 'duty'> {
  readonly zone: string | undefined;
  readonly written: Written[];
  readonly availabilities: string[];
}

function placesOf(
  keys: ReadonlyMap<NamedRow, string>,
  overriding: ReadonlyMap<string, Written>,
  unused: Unused[],
): readonly Place[] {
  const gathered: Gathered[] = [];
  const inOneRole = new Map<string, Gathered[]>();
  const rowsOf = grouped(keys, ([, key]) => key);
  for (const [row, key] of keys) {
    const own = row.duty ?? (row.isOfRole ? 'always' : inherited(rowsOf.get(key) ?? []));
    const duty = row.isOfRole ? own : (overriding.get(key) ?? own);
    if (row.isOfRole && overriding.has(key)) {
      const text = `the hours of ${row.name} in the channels file decide nothing in ${list(row.roles)}, where the role has its own`;
      unused.push({ at: row.at, kind: 'other', text });
    }
    const [channels, severities] = [row.ownChannels ?? [], row.severities];
    for (const role of row.roles) {
      const alike = JSON.stringify([key, role, channels, severities]);
      const others = inOneRole.get(alike) ?? [];
      if (others.some(({ written }) => written.some((known) => same(known, duty)))) {
        unused.push({
          at: row.at,
          kind: 'other',
          text: `${row.name} stands in ${role} already, the row adds no time to it`,
        });
        continue;
      }
      const zone = duty === 'always' ? undefined : duty.timeZone;
      const known = others.find(
        (place) => place.rank === row.rank && (place.zone ?? zone) === (zone ?? place.zone),
      );
      if (known === undefined) {
        const { rank, availability } = row;
        const place = {
          key,
          role,
          rank,
          availability,
          zone,
          channels,
          severities,
          written: [duty],
          availabilities: [availability],
        };
        gathered.push(place);
        inOneRole.set(alike, [...others, place]);
      } else {
        known.written.push(duty);
        known.availabilities.push(row.availability);
      }
    }
  }
  return gathered.map(({ key, role, rank, channels, severities, written, availabilities }) => ({
    key,
    role,
    rank,
    channels,
    severities,
    availability: [...new Set(availabilities.filter((text) => text !== ''))].join(', '),
    duty: unionOf(written.flatMap((duty) => (duty === 'always' ? [undefined] : [duty]))),
  }));
}

// A row that says nothing of time leaves it to the person's other rows.
function inherited(rows: readonly (readonly [NamedRow, string])[]): Written {
  const telling = rows.find(([{ duty, isOfRole }]) => duty !== undefined && !isOfRole);
  return telling?.[0].duty ?? 'always';
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function freeId(taken: ReadonlyMap<string, Person>, wanted: string, place: Place): string {
  let id = wanted;
  for (let count = 2; ; count++) {
    const known = taken.get(id);
    if (known === undefined || JSON.stringify(known.duty) === JSON.stringify(place.duty)) return id;
    id = `${wanted} (${count})`;
  }
}

function inOrder(
  people: ReadonlyMap<string, Person>,
  made: ReadonlyMap<string, ReadonlySet<Person>>,
): readonly Person[] {
  return [...people].flatMap(([key, person]) => [...(made.get(key) ?? [person])]);
}
