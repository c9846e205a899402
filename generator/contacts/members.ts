import type { Membership, Person } from './contact.ts';
import { type Duty, unionOf } from './duty.ts';
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
  const result = new Map<string, Person>();
  const members = places.flatMap((place): readonly Membership[] => {
    const person = people.get(place.key);
    if (person === undefined) return [];
    const siblings = places.filter(({ key }) => key === place.key);
    const isOne = new Set(siblings.map(({ duty }) => JSON.stringify(duty))).size === 1;
    const id = isOne ? place.key : freeId(result, `${place.key} as ${place.role}`, place);
    const own = result.get(id) ?? { ...person, id, duty: place.duty };
    result.set(id, own);
    return [{ role: place.role, person: own, rank: place.rank, availability: place.availability }];
  });
  return { people: inOrder(people, result), members, unused };
}

interface Place {
  readonly key: string;
  readonly role: string;
  readonly rank: Membership['rank'];
  readonly availability: string;
  readonly duty: Duty | undefined;
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
  for (const [row, key] of keys) {
    const duty = overriding.get(key) ?? row.duty ?? inherited(keys, key);
    for (const role of row.roles) {
      const others = gathered.filter((place) => place.key === key && place.role === role);
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
        gathered.push({
          key,
          role,
          rank,
          availability,
          zone,
          written: [duty],
          availabilities: [availability],
        });
      } else {
        known.written.push(duty);
        known.availabilities.push(row.availability);
      }
    }
  }
  return gathered.map(({ key, role, rank, written, availabilities }) => ({
    key,
    role,
    rank,
    availability: [...new Set(availabilities.filter((text) => text !== ''))].join(', '),
    duty: unionOf(written.flatMap((duty) => (duty === 'always' ? [undefined] : [duty]))),
  }));
}

// A row that says nothing of time leaves it to the person's other rows.
function inherited(keys: ReadonlyMap<NamedRow, string>, key: string): Written {
  for (const [row, other] of keys) if (other === key && row.duty !== undefined) return row.duty;
  return 'always';
}

function same(a: Written, b: Written): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function freeId(taken: ReadonlyMap<string, Person>, wanted: string, { duty }: Place): string {
  let id = wanted;
  for (let count = 2; ; count++) {
    const known = taken.get(id);
    if (known === undefined || JSON.stringify(known.duty) === JSON.stringify(duty)) return id;
    id = `${wanted} (${count})`;
  }
}

function inOrder(people: ReadonlyMap<string, Person>, made: ReadonlyMap<string, Person>): readonly Person[] {
  const all = [...made.values()];
  return [...people.values()].flatMap((person) => {
    const own = all.filter(({ id }) => id === person.id || id.startsWith(`${person.id} as `));
    return own.length > 0 ? own : [person];
  });
}
