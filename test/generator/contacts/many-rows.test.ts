import { expect, test } from 'vitest';
import { contactsOf } from '../../../generator/contacts/table-rows.ts';

/** Reads of names while so many rows become people: what grows with the square of the rows shows in it. */
function readsFor(count: number): number {
  let reads = 0;
  const rows = Array.from({ length: count }, (_, index) => ({
    at: `contacts.md:${index}`,
    get name() {
      reads += 1;
      return `Person ${index}`;
    },
    roles: [`Role ${index % 50}`],
    rank: 'primary' as const,
    availability: '',
    channels: [{ type: 'email' as const, to: `p${index}@example.com` }],
  }));

  const { people, members } = contactsOf('contacts.md', { rows, unused: [] });

  expect([people.length, members.length]).toEqual([count, count]);
  return reads;
}

test('a table of twice the rows takes twice the looks at them, not four times', () => {
  expect(readsFor(2_000) / readsFor(1_000)).toBeCloseTo(2, 1);
});
