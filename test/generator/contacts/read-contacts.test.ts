import { describe, expect, test } from 'vitest';
import { readContacts } from '../../../generator/contacts/read-contacts.ts';

describe('a contact table', () => {
  test('is found in any page by its header, in any order of columns', () => {
    const { members } = read(`# Operations

| System | Owner |
|---|---|
| x | y |

* A list with a table:

  | availability | ROLE | Contact | More |
  |---|---|---|---|
  | Backup | Ops \\| Net | [Ann](mailto:ann@example.com?subject=Hi), **Bob** <br> Cleo (cleo@example.com) | x |
  | | | Dan | x |
`);

    expect(
      members.map(({ role, rank, person }) => [role, rank, person.name, person.channels.length]),
    ).toEqual([
      ['Ops | Net', 'backup', 'Ann', 1],
      ['Ops | Net', 'backup', 'Bob', 0],
      ['Ops | Net', 'backup', 'Cleo', 1],
      ['Ops | Net', 'primary', 'Dan', 0],
    ]);
  });

  test('takes a bare name for the person who has an address in another row', () => {
    const { people, members } = read(table('| A | Ann (ann@example.com) | |', '| B | ann | Backup |'));

    expect(people).toHaveLength(1);
    expect(members.map(({ role, person }) => [role, person.channels.length])).toEqual([
      ['A', 1],
      ['B', 1],
    ]);
  });

  test('tells namesakes apart by their addresses', () => {
    const { people } = read(table('| A | Ann (ann@example.com) | |', '| B | Ann (ann.b@example.com) | |'));

    expect(people.map(({ id }) => id)).toEqual(['Ann <ann@example.com>', 'Ann <ann.b@example.com>']);
  });

  test('keeps a role that has nobody', () => {
    expect(read(table('| A | Ann (ann@example.com) | |', '| Nobody yet | | |')).roles).toEqual([
      'A',
      'Nobody yet',
    ]);
  });
});

function table(...rows: readonly string[]): string {
  return ['| Role | Contact | Availability |', '|---|---|---|', ...rows, ''].join('\n');
}

function read(text: string) {
  return readContacts({ name: 'contacts.md', text });
}
