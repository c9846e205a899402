import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readContacts } from '../../../generator/contacts/read-contacts.ts';

const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  Role: ['Ops', 'Net', 'Gas & Water', 'Lab (north)', '**Press**', 'Kälte¹'],
  Contact: [
    'Nia Holm (nia.holm@example.com)',
    'Liv Moe<br>liv.moe@example.com<br>+47 22 55 01 41',
    '@duty-net',
    'Ask in `#gas`',
    'TBD',
    '~~Ada~~',
    'Bo (bo@example.com), Cy (backup)',
    '+47 22 55 01 42',
    'https://wiki.example.com/people',
    '[Nia](https://wiki.example.com/nia)',
    '![portrait](nia.png)',
  ],
  Email: ['team@example.com', '<li>one@example.com</li><li>two@example.com</li>'],
  Mobile: ['+1 555 010 0142', '555-0101'],
  Backup: ['Di Ray (di.ray@example.com)', 'Ed Fox', 'vacant'],
  Availability: [
    '24/7',
    'Mon-Fri 09:00-17:00 Europe/Paris',
    'Mon-Fri 09:00-17:00',
    'after hours',
    'Storage',
    'Backup',
    'weekdays, fox@example.com',
  ],
  'Time zone': ['Europe/Oslo', 'somewhere'],
  From: ['2026-12-01', '1.12.2026', 'soon'],
  To: ['2026-12-24', '2026-11-01'],
  Notes: ['Speaks Danish', 'note@example.com', 'backup', 'Mon-Fri 09:00-17:00 UTC', '[more](notes.md)'],
  Severity: ['critical', 'Warning', 'P1'],
  Site: ['north', 'south@example.com'],
};

const row = fc.record(
  Object.fromEntries(
    Object.entries(COLUMNS).map(([name, values]) => [name, fc.constantFrom(...values, '')] as const),
  ),
);

test('whoever removes a cell of a table changes the people or what is said of the table', () => {
  fc.assert(
    fc.property(row, fc.constantFrom(...Object.keys(COLUMNS)), (cells, removed) => {
      fc.pre(cells[removed] !== '' && cells.Role !== '' && removed !== 'Role');

      expect(seen({ ...cells, [removed]: '' })).not.toEqual(seen(cells));
    }),
    { numRuns: 700 },
  );
});

function seen(cells: Readonly<Record<string, string>>): unknown {
  const names = Object.keys(COLUMNS);
  const lines = [names, names.map(() => '---'), names.map((name) => cells[name] ?? '')];
  const text = lines.map((line) => `| ${line.join(' | ')} |\n`).join('');
  const { people, members, unused } = readContacts({ name: 'contacts.md', text });
  return { people, members, unused };
}
