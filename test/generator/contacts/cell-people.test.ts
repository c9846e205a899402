import { describe, expect, test } from 'vitest';
import { peopleIn } from '../../../generator/contacts/cell-people.ts';

describe('a contact cell', () => {
  test.each([
    ['Ann Example (ann@example.com)', [['Ann Example', 'ann@example.com']]],
    ['Ann Example <ann@example.com>', [['Ann Example', 'ann@example.com']]],
    ['Ann Example ann@example.com', [['Ann Example', 'ann@example.com']]],
    ['ann@example.com', [['ann', 'ann@example.com']]],
    ['Ann, Bob', [['Ann'], ['Bob']]],
    ['Ann (ann@example.com); Bob', [['Ann', 'ann@example.com'], ['Bob']]],
    ['Ann (ann@example.com, ann@home.example)', [['Ann', 'ann@example.com', 'ann@home.example']]],
    [
      'ann@example.com bob@example.com',
      [
        ['ann', 'ann@example.com'],
        ['bob', 'bob@example.com'],
      ],
    ],
    ["Dan O'Example (dan.o'example@example.com)", [["Dan O'Example", "dan.o'example@example.com"]]],
    ['Zoë "The Fixer" Example', [['Zoë "The Fixer" Example']]],
    ['Ann (12345678@example.com)', [['Ann', '12345678@example.com']]],
    ['', []],
  ])('%s', (cell, people) => {
    expect(peopleIn(cell).people.map(({ name, addresses }) => [name, ...addresses])).toEqual(people);
  });

  test.each([
    ['Ann +1 (555) 010-0100', 'Ann', '+15550100100'],
    ['Ann (ann@example.com, 0049 30 1234567)', 'Ann', '+49301234567'],
    ['Ann 555-010-0100', 'Ann', '555-010-0100'],
  ])('%s has a phone number', (cell, name, phone) => {
    expect(peopleIn(cell).people).toMatchObject([{ name, phone }]);
  });
});
