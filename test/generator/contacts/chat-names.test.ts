import { expect, test } from 'vitest';
import { readContacts } from '../../../generator/contacts/read-contacts.ts';

const TABLE = {
  name: 'contacts.md',
  text: '| Role | Contact |\n|---|---|\n| Ops | Nia Holm, @nia |\n| Net | Ask in `#net` (net@example.com) |\n',
};
const channels = (text: string) => ({ name: 'channels.yaml', text });

test('names in a chat are channels where the channels file names the workspace, beside the address', () => {
  const { people, unused } = readContacts(TABLE, channels('slack: { urlFile: /etc/slack }'));

  expect(people.map(({ channels: own }) => own)).toEqual([
    [{ type: 'slack', channel: '@nia', urlFile: '/etc/slack' }],
    [
      { type: 'email', to: 'net@example.com' },
      { type: 'slack', channel: '#net', urlFile: '/etc/slack' },
    ],
  ]);
  expect(unused).toEqual([]);
});

test('without a workspace it is said, with the line, that nothing is sent there', () => {
  const { people, unused } = readContacts(TABLE);

  expect(people[0]?.channels).toEqual([]);
  expect(unused).toEqual([
    'contacts.md:3: "@nia" of Nia Holm is a name in a chat and no address, nothing is sent there; give slack with urlFile in the channels file, or add an address.',
    'contacts.md:4: "#net" of net is a name in a chat and no address, nothing is sent there; give slack with urlFile in the channels file, or add an address.',
  ]);
});

test('a workspace that no name is of is told', () => {
  const table = { ...TABLE, text: '| Role | Contact |\n|---|---|\n| Ops | nia@example.com |\n' };

  const { unused } = readContacts(table, channels('people: {}\nslack: { urlFile: /etc/slack }'));

  expect(unused).toEqual([
    'channels.yaml:2: slack: it decides nothing, as the table has no names in a chat.',
  ]);
});

test('an empty channels file is refused', () => {
  expect(() => readContacts(TABLE, channels('people: {}'))).toThrow('must have people or slack');
});
