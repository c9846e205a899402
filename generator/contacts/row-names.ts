import type { NamedRow } from './table-row.ts';

/** A row for one of the contacts that says nothing yet. */
export function rowFor(
  contacts: readonly NamedRow[],
  name: string,
  at: string,
): Omit<NamedRow, 'roles' | 'rank' | 'duty'> {
  const row = contacts.find((one) => isCalled(one, name));
  return { at, name: row?.name ?? name, channels: row?.channels ?? [], availability: '', isOfRole: true };
}

/** True for the contact of that name or mail address. */
export function isCalled(row: NamedRow, name: string): boolean {
  return isSame(row.name, name) || (mailOf(row) ?? '') === name.toLowerCase();
}

/** The first mail address of a contact. */
export function mailOf({ channels }: NamedRow): string | undefined {
  const mail = channels.find((channel) => channel.type === 'email');
  return mail?.type === 'email' ? mail.to.toLowerCase() : undefined;
}

/** Names and roles are the same whatever the case of their letters. */
export function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
