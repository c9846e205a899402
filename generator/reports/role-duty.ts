import type { Membership } from '../contacts/contact.ts';
import { onDuty } from '../contacts/duty.ts';
import { Problem, quote } from '../kit/problem.ts';
import type { Site } from '../site.ts';

/** Who of a role is on duty at a moment, whatever the alert. */
export interface RoleDuty {
  readonly role: string;
  /** In the order of the table; empty for a vacant role. */
  readonly members: readonly (Membership & { readonly isOnDuty: boolean })[];
}

/**
 * The people of a role at a moment; of every role where none is named.
 *
 * @throws Problem for a role that the table lacks
 */
export function roleDuties(
  { plan: { contacts } }: Site,
  role: string | undefined,
  at: Date,
): readonly RoleDuty[] {
  const { roles, members, file } = contacts;
  const wanted = role === undefined ? roles : roles.filter((known) => isSame(known, role));
  if (wanted.length === 0 && role !== undefined) {
    const what = `${file} has no role ${quote(role)}`;
    throw new Problem('--role', what, `use one of ${roles.map(quote).join(', ')}`);
  }
  return wanted.map((name) => ({
    role: name,
    members: members
      .filter((member) => isSame(member.role, name))
      .map((member) => ({ ...member, isOnDuty: onDuty(member.person.duty, at) })),
  }));
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
