import { createHash } from 'node:crypto';
import type { Membership } from '../contacts/contact.ts';
import type { CalendarComponent } from '../kit/icalendar.ts';
import { memberText, type RoleShifts } from './oncall.ts';

interface Turn {
  readonly role: string;
  readonly member: Membership;
  readonly from: Date;
  to: Date;
  /** It has begun before the calendar does. */
  readonly isOpen: boolean;
}

/**
 * The shifts as a calendar, an event for each person and stretch of duty. An event keeps its UID when it is made again,
 * so that a program that has subscribed to the calendar moves nothing.
 *
 * @param now the time at which it is made
 * @param wanted name of a person, in any case; absent means all
 */
export function oncallCalendar(
  roles: readonly RoleShifts[],
  now: Date,
  wanted: string | undefined,
): CalendarComponent {
  const turns = roles.flatMap(turnsOf).filter(({ member }) => isCalled(member, wanted));
  return {
    name: 'VCALENDAR',
    properties: [
      ['VERSION', '2.0'],
      ['PRODID', '-//palette-monitoring//palette-bundle oncall//EN'],
      ['CALSCALE', 'GREGORIAN'],
      ['METHOD', 'PUBLISH'],
    ],
    components: turns.map((turn) => event(turn, now)),
  };
}

/** Whether a member has that name; without one everybody has. */
export function isCalled({ person: { name } }: Membership, wanted: string | undefined): boolean {
  return wanted === undefined || name.toLowerCase() === wanted.toLowerCase();
}

// Somebody stays on duty when the others change.
function turnsOf({ role, shifts }: RoleShifts): readonly Turn[] {
  const turns: Turn[] = [];
  for (const { from, to, primary, backup } of shifts) {
    for (const member of [...primary, ...backup]) {
      const last = turns.findLast((turn) => turn.member === member);
      if (last !== undefined && last.to.getTime() === from.getTime()) last.to = to;
      else turns.push({ role, member, from, to, isOpen: from === shifts[0].from });
    }
  }
  return turns;
}

function event({ role, member, from, to, isOpen }: Turn, now: Date): CalendarComponent {
  const rank = member.rank === 'backup' ? ' (backup)' : '';
  const begin = isOpen ? 'before' : from.toISOString();
  const key = JSON.stringify([role, member.person.id, member.rank, begin]);
  return {
    name: 'VEVENT',
    properties: [
      ['UID', `${createHash('sha256').update(key).digest('hex').slice(0, 32)}@palette-monitoring`],
      ['DTSTAMP', now],
      ['DTSTART', from],
      ['DTEND', to],
      ['SUMMARY', `${role}: ${memberText(member)}${rank}`],
      ['TRANSP', 'TRANSPARENT'],
    ],
  };
}
