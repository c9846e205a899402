import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ConfigError } from '../../../exporter/config/config-error.ts';
import { planOf } from '../../../generator/contacts/escalation.ts';
import { readContacts } from '../../../generator/contacts/read-contacts.ts';
import { readRouting } from '../../../generator/contacts/routing.ts';
import { contactFilesPage } from '../../../generator/outputs/docs/contact-files-page.ts';
import { schemaFiles } from '../../../generator/outputs/schemas/schema-files.ts';
import { readSettings } from '../../../generator/site-settings.ts';
import { ROSTERS } from '../sites/rosters.ts';

const FILES = schemaFiles();
const KINDS = ['contacts', 'channels', 'routing', 'settings'];
const NOW = new Date('2026-11-23T09:00:00Z');

describe.each(KINDS)('%s.yaml', (kind) => {
  const text = FILES.get(`examples/${kind}.yaml`) ?? '';

  test('the example names its schema in the line that editors look for, and keeps it', () => {
    const [, path = ''] = /^# yaml-language-server: \$schema=\.\.\/(\S+)\n/.exec(text) ?? [];

    expect([...FILES.keys()]).toContain(path);
    expect(faultsOf(kind, parse(text))).toEqual([]);
  });

  test('the schema sees a key that does not exist', () => {
    expect(faultsOf(kind, { ...parse(text), nonsense: 1 }).join()).toContain('additional properties');
  });
});

test('the example files are a site without anything to be mended', () => {
  const file = (kind: string) => ({ name: `${kind}.yaml`, text: FILES.get(`examples/${kind}.yaml`) ?? '' });
  const contacts = readContacts(file('contacts'), file('channels'), {}, NOW);
  const plan = planOf(contacts, readRouting(file('routing'), contacts));

  expect(plan.notices.map(({ text }) => text)).toEqual([]);
  expect(contacts.roster?.roles).toEqual(['Platform']);
  expect(readSettings(file('settings')).alertmanager.smtp.from).toBe('alerts@example.com');
});

test.each(Object.entries(ROSTERS))('the schema takes the roster of %s', (_, text) => {
  expect(faultsOf('contacts', parse(text))).toEqual([]);
});

test.each([
  'contacts: []',
  'contacts: [{ nme: Nia }]',
  'contacts: [{ name: Nia, roles: [{ role: A, rank: third }] }]',
  'contacts: [{ name: Nia, roles: A, channels: [{ type: pigeon }] }]',
  'contacts: [{ name: Nia, roles: A }]\nrotations: [{ role: A, people: [Nia] }]',
  'contacts: [{ name: Nia, roles: A }]\noverrides: [{ role: A, from: 2026-12-24, to: 2026-12-25 }]',
  'weeksAhead: 3\ncontacts: [{ name: Nia, roles: A }]',
])('the schema refuses what the generator refuses: %s', (text) => {
  expect(() => readContacts({ name: 'contacts.yaml', text }, undefined, {}, NOW)).toThrow(ConfigError);
  expect(faultsOf('contacts', parse(text))).not.toEqual([]);
});

test('the table of the page is read as the page says', () => {
  const [, table = ''] = /```markdown\n(.*?)```/s.exec(contactFilesPage()) ?? [];
  const { members, roles } = readContacts({ name: 'contacts.md', text: table });

  expect(members.map(({ role, rank, person }) => [role, person.name, rank, person.duty?.text])).toEqual([
    ['Platform', 'Ada Example', 'primary', 'Mon-Fri 09:00-17:00 (Europe/Berlin)'],
    ['Platform', 'Bea Example', 'primary', 'Mon-Fri 09:00-17:00 (Europe/Berlin)'],
    ['Platform', 'Cleo Example', 'backup', undefined],
  ]);
  expect(roles).toEqual(['Platform', 'Storage']);
});

function faultsOf(kind: string, content: unknown): readonly string[] {
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  const validate = ajv.compile(JSON.parse(FILES.get(`schemas/${kind}.schema.json`) ?? '{}'));
  validate(content);
  return (validate.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath}: ${message}`);
}
