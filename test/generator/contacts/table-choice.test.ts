import { expect, test } from 'vitest';
import { readContacts, tableChoice } from '../../../generator/contacts/read-contacts.ts';

const PAGE = {
  name: 'contacts.md',
  text: `## Plant A

| Crew | Whom to ring, if at all | Role |
|---|---|---|
| North | Nia (nia@example.com) | boss |

## Plant *B*

### Night

| Role | Contact |
|---|---|
| South | Bo (bo@example.com) |
`,
};

test('only the tables under a heading count, and the others are told', () => {
  const { members, unused } = readContacts(PAGE, undefined, tableChoice('plant b', undefined));

  expect(members.map(({ role, person }) => [role, person.name])).toEqual([['South', 'Bo']]);
  expect(unused).toEqual([
    'contacts.md: tables that are not read: "Crew | Whom to ring, if at all | Role" is not of the section (line 3).',
  ]);
});

test('a heading that no table stands under is refused with those that some do', () => {
  expect(() => readContacts(PAGE, undefined, tableChoice('Plant C', undefined))).toThrow(
    '--section "Plant C": contacts.md has no table under that heading; the headings above tables are "Plant A", "Plant *B*", "Night"',
  );
});

test('columns hold what they are told to hold, and what was taken for it before decides nothing', () => {
  const { members, unused } = readContacts(
    PAGE,
    undefined,
    tableChoice('Plant A', 'Role=crew,Contact="Whom to ring, if at all"'),
  );

  expect(members.map(({ role, person }) => [role, person.name])).toEqual([['North', 'Nia']]);
  expect(unused).toContain('contacts.md:3: the column "Role" decides nothing.');
});

test.each([
  ['Role=Team', '--columns role=Team: contacts.md has no column "Team"; its columns are "Crew", '],
  [
    'Colour=Crew',
    '--columns: "Colour=Crew" names nothing that a column holds; write it like Role=Team,Contact=Who',
  ],
])('%s is refused', (columns, message) => {
  expect(() => readContacts(PAGE, undefined, tableChoice(undefined, columns))).toThrow(message);
});

test('a roster in YAML has neither', () => {
  const roster = { name: 'contacts.yaml', text: 'contacts: [{ name: Nia, roles: Ops }]' };

  expect(() => readContacts(roster, undefined, tableChoice('Plant A', undefined))).toThrow(
    '--section: contacts.yaml is YAML, which has no tables; leave --section out',
  );
});
