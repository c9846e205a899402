import type { Routed } from '../channels/channel.ts';
import { type Contacts, channelsFor, type Membership, type Person } from './contact.ts';
import type { Notice, Told } from './escalation-plan.ts';
import { list } from './plan-text.ts';
import { hasRole, type Routing } from './routing.ts';

/** What working out a plan needs at hand. */
export interface Context {
  readonly contacts: Contacts;
  readonly routing: Routing;
  /** Notes something; what is true of both severities is said once. */
  readonly notice: (
    kind: Notice['kind'],
    severity: Routed,
    text: (alerts: string) => string,
    silent?: readonly Person[],
  ) => void;
}

/**
 * The people of some roles who can be reached. Where nobody of the wanted rank can be, the others of the role stand in;
 * where nobody of the role can be, the fallback does. Both are noted: nobody is dropped silently.
 */
export function teamOf(
  context: Context,
  roles: readonly string[],
  rank: Membership['rank'],
  severity: Routed,
): readonly Told[] {
  return roles.flatMap((role) => {
    const members = membersOf(context.contacts, role, severity);
    const wanted = ofRank(members, rank);
    if (wanted.length === 0 && rank === 'backup') {
      if (hasRole(context.contacts.roles, role)) {
        context.notice('no-backup', severity, (alerts) => {
          const what = ['', 'alerts'].includes(alerts) ? '' : `${alerts} `;
          return `The role ${role} has no backup to escalate ${what}to.`;
        });
      }
      return [];
    }
    const reached = reachable(wanted, severity);
    if (reached.length > 0) return reached;

    return insteadOf(context, { role, members, wanted, severity });
  });
}

/** A role whose wanted people cannot be reached. */
interface Unreached {
  readonly role: string;
  readonly members: readonly Membership[];
  readonly wanted: readonly Membership[];
  readonly severity: Routed;
}

function insteadOf(context: Context, { role, members, wanted, severity }: Unreached): readonly Told[] {
  const others = reachable(members, severity);
  const names = wanted.map(({ person }) => person.id).join(', ');
  const because = wanted.length === 0 ? vacancy(context.contacts, role) : `${names} cannot be reached`;
  const told = others.length > 0 ? others : fallbackOf(context, severity);
  const instead = told.map(({ person }) => person.id).join(', ') || 'nobody';
  const silent = wanted.map(({ person }) => person).filter(({ channels }) => channels.length === 0);
  if (wanted.length > 0 && silent.length === wanted.length) {
    context.notice(
      'unreachable',
      severity,
      (which) => `${addressless(silent)}: ${which} for ${role} go to ${instead} until one is added.`,
      silent,
    );
  } else {
    context.notice(
      wanted.length === 0 ? 'empty-role' : 'unreachable',
      severity,
      (which) => `${capital(because)}: ${which} for ${role} go to ${instead} instead.`,
    );
  }
  return told.map((standIn) => ({ ...standIn, because }));
}

/** Who steps in while those who are told at once are off duty, one line after the other: the rest of their roles, the fallback. */
export function standIns(
  { contacts, routing }: Context,
  roles: readonly string[],
  severity: Routed,
): readonly (readonly Told[])[] {
  const all = (names: readonly string[]) => names.flatMap((role) => membersOf(contacts, role, severity));
  return [all(roles), ofRank(all(routing.fallback), 'primary'), all(routing.fallback)].map((members) =>
    reachable(members, severity),
  );
}

function fallbackOf({ contacts, routing }: Context, severity: Routed): readonly Told[] {
  return routing.fallback.flatMap((role) => {
    const members = membersOf(contacts, role, severity);
    const primary = reachable(ofRank(members, 'primary'), severity);
    return primary.length > 0 ? primary : reachable(members, severity);
  });
}

function membersOf({ members }: Contacts, role: string, severity: Routed): readonly Membership[] {
  return members.filter(
    (member) =>
      member.role.toLowerCase() === role.toLowerCase() && (member.severities?.includes(severity) ?? true),
  );
}

// A role whose rows all say "backup" is led by them.
function ofRank(members: readonly Membership[], rank: Membership['rank']): readonly Membership[] {
  const ranked = members.filter((member) => member.rank === rank);
  return ranked.length === 0 && rank === 'primary' ? members : ranked;
}

function reachable(members: readonly Membership[], severity: Routed): readonly Told[] {
  return members
    .map(({ person, role }) => ({ person, role, channels: channelsFor(person, severity), whileOff: [] }))
    .filter(({ channels }) => channels.length > 0);
}

function vacancy({ roles }: Contacts, role: string): string {
  return hasRole(roles, role) ? `the role ${role} has nobody` : `the table has no role ${role}`;
}

/** `Ann and Bob (only the phone +1 555 0100) have no address` */
export function addressless(people: readonly Person[]): string {
  const names = people.map(({ id, phone }) => (phone === undefined ? id : `${id} (only the phone ${phone})`));
  return `${list(names)} ${people.length === 1 ? 'has' : 'have'} no address`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
