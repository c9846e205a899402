import type { Membership } from '../contacts/contact.ts';
import { type Duty, onDuty } from '../contacts/duty.ts';
import type { Site } from '../site.ts';
import { roleDuties } from './role-duty.ts';
import { minutesOfChange } from './week.ts';

/** Time in which the same people of a role are on duty; the end is not included. */
export interface Shift {
  readonly from: Date;
  readonly to: Date;
  readonly primary: readonly Membership[];
  readonly backup: readonly Membership[];
}

/** Who of a role is on duty, shift by shift. */
export interface RoleShifts {
  readonly role: string;
  /** Zone in which most of its people have their hours; `UTC` where nobody has any. */
  readonly timeZone: string;
  readonly shifts: readonly [Shift, ...Shift[]];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/**
 * The shifts of a role from one moment to another; of every role where none is named. The first begins at the earlier
 * moment and the last ends at the later one, even if the people stay.
 *
 * @throws Problem for a role that the table lacks
 */
export function roleShifts(
  site: Site,
  role: string | undefined,
  { from, to }: Pick<Shift, 'from' | 'to'>,
): readonly RoleShifts[] {
  return roleDuties(site, role, from).map(({ role: name, members }) => ({
    role: name,
    timeZone: zoneOf(members),
    shifts: shiftsOf(members, from, to),
  }));
}

/** The name of a member, with the severities if it is not told of all. */
export function memberText({ person: { name }, severities }: Membership): string {
  return severities === undefined ? name : `${name} (${severities.join(', ')})`;
}

function shiftsOf(members: readonly Membership[], from: Date, to: Date): RoleShifts['shifts'] {
  let shift = shiftAt(members, from);
  const before: Shift[] = [];
  for (const at of momentsOf(members, from, to)) {
    const next = shiftAt(members, at);
    if (same(shift.primary, next.primary) && same(shift.backup, next.backup)) continue;
    before.push({ ...shift, to: at });
    shift = next;
  }
  const [first, ...others] = [...before, { ...shift, to }];
  return [first ?? { ...shift, to }, ...others];
}

function shiftAt(members: readonly Membership[], from: Date): Omit<Shift, 'to'> {
  const there = members.filter(({ person }) => onDuty(person.duty, from));
  const ofRank = (wanted: Membership['rank']) => there.filter(({ rank }) => rank === wanted);
  return { from, primary: ofRank('primary'), backup: ofRank('backup') };
}

// Every moment at which anybody's duty may begin or end.
function* momentsOf(members: readonly Membership[], from: Date, to: Date): Generator<Date> {
  const duties = dutiesOf(members);
  if (duties.length === 0) return;
  const minutes = minutesOfChange(duties);
  for (let hour = Math.floor(from.getTime() / HOUR) * HOUR; hour < to.getTime(); hour += HOUR) {
    for (const minute of minutes) {
      const time = hour + minute * MINUTE;
      if (time > from.getTime() && time < to.getTime()) yield new Date(time);
    }
  }
}

function dutiesOf(members: readonly Membership[]): readonly Duty[] {
  return members.flatMap(({ person }) => (person.duty === undefined ? [] : [person.duty]));
}

function zoneOf(members: readonly Membership[]): string {
  const zones = dutiesOf(members).map(({ timeZone }) => timeZone);
  const count = (zone: string) => zones.filter((other) => other === zone).length;
  return [...zones].sort((a, b) => count(b) - count(a))[0] ?? 'UTC';
}

function same(a: readonly Membership[], b: readonly Membership[]): boolean {
  return a.length === b.length && a.every((member, index) => member === b[index]);
}
