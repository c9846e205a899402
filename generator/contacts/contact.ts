import type { Channel } from '../channels/any-channel.ts';
import type { Routed } from '../channels/channel.ts';
import type { Duty } from './duty.ts';
import type { Roster } from './roster.ts';

/** Somebody of the contact table. */
export interface Person {
  /** Unique in the table: the name, with the address where two people share a name. */
  readonly id: string;
  readonly name: string;
  readonly channels: readonly Channel[];
  /** For people to call; nothing is sent there. */
  readonly phone?: string | undefined;
  /** When the person may be told; absent means at any time. */
  readonly duty?: Duty | undefined;
  readonly notes?: string | undefined;
}

/** One person in one role. */
export interface Membership {
  readonly role: string;
  readonly person: Person;
  readonly rank: 'primary' | 'backup';
  /** The words of the table. */
  readonly availability: string;
  /** Severities of which the person is told in this role; absent means all. */
  readonly severities?: readonly Routed[] | undefined;
}

/** The contact table, whatever it was read from. */
export interface Contacts {
  /** Name of the file, for messages. */
  readonly file: string;
  readonly people: readonly Person[];
  /** In the order of the table. */
  readonly members: readonly Membership[];
  readonly roles: readonly string[];
  /** What stands in the file and decides nothing: a sentence each, with its line. */
  readonly unused: readonly string[];
  /** Turns that are written out; absent without rotations. */
  readonly roster?: Roster | undefined;
}

/** The channels of a person that carry alerts of a severity. */
export function channelsFor(person: Person, severity: Routed): readonly Channel[] {
  return person.channels.filter(
    ({ severities }) => severities === undefined || severities.includes(severity),
  );
}
