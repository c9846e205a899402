import { mkdirSync, mkdtempSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../generator/cli.ts';
import { bundle } from '../kit/run-bundle.ts';

const TABLE = '| Role | Contact | Availability |\n|---|---|---|\n| Ops | Ada (ada@example.com) | always |\n';
const ROUTING = 'fallback: Ops\nroutes:\n  - tell: Ops\n';

interface Case {
  readonly what: string;
  /** Files besides a good table and a good routing. */
  readonly files: Readonly<Record<string, string>>;
  readonly says: string;
}

const CASES: readonly Case[] = [
  {
    what: 'a table without a column for the contact',
    files: { 'contacts.md': '# Us\n\n| Role | Availability |\n|---|---|\n| Ops | always |\n' },
    says: 'contacts.md:3: the table "Role | Availability" lacks a column Contact; add a table with the header | Role | Contact | Availability |, or say which column is meant, with --columns Contact=HEADER',
  },
  {
    what: 'a page without a table',
    files: { 'contacts.md': '# Us\n\nAsk Ada.\n' },
    says: 'contacts.md: no contact table; add a table with the header | Role | Contact | Availability |',
  },
  {
    what: 'a broken mail address',
    files: { 'contacts.md': `${TABLE}| Ops | Bea (bea@) | |\n` },
    says: 'contacts.md:4: "bea@" is not a mail address; write it like name@example.com',
  },
  {
    what: 'a contact without a role',
    files: {
      'contacts.md': '| Role | Contact | Availability |\n|---|---|---|\n| | Ada (ada@example.com) | |\n',
    },
    says: 'contacts.md:3: a contact without a role; fill in the column Role',
  },
  {
    what: 'a role that the table does not have',
    files: { 'routing.yaml': 'fallback: Ops\nroutes:\n  - tell: Storage\n' },
    says: 'routing.yaml: contacts.md has no role "Storage" (routes[0].tell); use its roles: "Ops"',
  },
  {
    what: 'every role that the table does not have',
    files: {
      'routing.yaml':
        'fallback: Chief\nroutes:\n  - tell: [Ops, Storage]\n    escalate: [{ after: 5m, to: [backup, Net] }]\n' +
        'also:\n  - tell: storage\n',
    },
    says:
      'routing.yaml: contacts.md has no role "Chief" (fallback), "Storage" (routes[0].tell), "Net" ' +
      '(routes[0].escalate[0].to), "storage" (also[0].tell); use its roles: "Ops"',
  },
  {
    what: 'an unknown key of the routing',
    files: { 'routing.yaml': `${ROUTING}    backup: Ops\n` },
    says: 'routing.yaml:4: routes[0].backup: unknown key; remove it or correct its spelling',
  },
  {
    what: 'a component that does not exist',
    files: { 'routing.yaml': `${ROUTING}    components: [disks]\n` },
    says:
      'routing.yaml:4: routes[0].components[0]: must be one of palette, cluster, profile, node, edge-host, network, os, storage, virtual-machine, ' +
      'etcd, backup, certificate, registry, security, licence, local-ui, exporter; correct this value',
  },
  {
    what: 'an alert that does not exist',
    files: { 'routing.yaml': `${ROUTING}    alerts: [PaletteNope]\n` },
    says: 'routing.yaml:4: routes[0].alerts: there is no alert "PaletteNope"; use a name from docs/alerts.md of the bundle',
  },
  {
    what: 'an escalation that goes back in time',
    files: { 'routing.yaml': `${ROUTING}    escalate: [{ after: 1h, to: Ops }, { after: 30m, to: Ops }]\n` },
    says:
      'routing.yaml:4: routes[0].escalate[1].after: 30m is not later; give each step a longer time since the first mail ' +
      'than the one before',
  },
  {
    what: 'a routing that is not YAML',
    files: { 'routing.yaml': 'fallback: [Ops\nroutes: []\n' },
    says: 'routing.yaml:2: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
  },
  {
    what: 'a duration that is none',
    files: { 'settings.yaml': 'alerts:\n  PaletteNodeNotReady: { for: 5 min }\n' },
    says:
      'settings.yaml:2: alerts.PaletteNodeNotReady.for: "5 min" is not a duration; write it like Prometheus does: ' +
      '30s, 5m, 1h30m, 7d',
  },
  {
    what: 'an unknown key of the settings',
    files: { 'settings.yaml': 'alertmanager:\n  smtp:\n    host: mail\n' },
    says: 'settings.yaml:3: alertmanager.smtp.host: unknown key; remove it or correct its spelling',
  },
  {
    what: 'settings for an alert that does not exist',
    files: { 'settings.yaml': 'alerts: { PaletteNope: { enabled: false } }\n' },
    says: 'settings.yaml:1: alerts.PaletteNope: there is no alert "PaletteNope"; use a name from docs/alerts.md of the bundle',
  },
  {
    what: 'an address for somebody who is not in the table',
    files: { 'channels.yaml': 'people:\n  Zoe: { email: zoe@example.com }\n' },
    says: 'channels.yaml:2: people.Zoe: contacts.md has no contact "Zoe"; write the name as the table does',
  },
  {
    what: 'hours without a time zone',
    files: { 'channels.yaml': 'people:\n  Ada: { hours: Mon-Fri 08:00-17:00 }\n' },
    says: 'channels.yaml:2: people.Ada: hours without a time zone; add timeZone, for example Europe/Berlin',
  },
  {
    what: 'hours that are none',
    files: { 'channels.yaml': 'people:\n  Ada: { hours: office, timeZone: Europe/Berlin }\n' },
    says: 'channels.yaml:2: people.Ada.hours: "office" are no hours; write them like Mon-Fri 08:00-17:00',
  },
  {
    what: 'a time zone that does not exist',
    files: { 'channels.yaml': 'people:\n  Ada: { hours: 08:00-17:00, timeZone: Europe/Bonn }\n' },
    says: 'channels.yaml:2: people.Ada.timeZone: is not a time zone; write it like Europe/Berlin',
  },
  {
    what: 'a mail address with template syntax',
    files: { 'channels.yaml': 'people:\n  Ada: { email: "{{ .Labels }}@example.com" }\n' },
    says: 'channels.yaml:2: people.Ada.email: "{{ .Labels }}@example.com" is not a mail address; write it like name@example.com',
  },
  {
    what: 'a secret instead of its file',
    files: { 'channels.yaml': 'people:\n  Ada: { channels: [{ type: pagerduty, routingKey: secret }] }\n' },
    says:
      'channels.yaml:2: people.Ada.channels[0].routingKeyFile: is missing; add it\n' +
      'channels.yaml:2: people.Ada.channels[0].routingKey: unknown key; remove it or correct its spelling',
  },
  {
    what: 'a channel that Alertmanager is too old for',
    files: { 'channels.yaml': 'people:\n  Ada: { channels: [{ type: msteams, urlFile: /run/teams }] }\n' },
    says:
      'alertmanager.version: Ada is told by Microsoft Teams, which Alertmanager has from 0.28 on, and the settings say ' +
      '0.25; set alertmanager.version: "0.28" if yours is that new, or choose another channel',
  },
];

test.each(CASES)('$what is a line that names file, place and remedy', async ({ files, says }) => {
  const folder = mkdtempSync(join(tmpdir(), 'input-'));
  const all = { 'contacts.md': TABLE, 'routing.yaml': ROUTING, ...files };
  for (const [name, text] of Object.entries(all)) writeFileSync(join(folder, name), text);
  mkdirSync(join(folder, 'out'));
  const options = Object.keys(all).flatMap((name) => [`--${name.replace(/\..*/, '')}`, join(folder, name)]);

  const { code, out, err } = await bundle(['generate', '--out', join(folder, 'out'), ...options]);

  expect((out + err).replaceAll(`${folder}/`, '')).toBe(
    says
      .split('\n')
      .map((line) => `palette-bundle: ${line}\n`)
      .join(''),
  );
  expect(code).toBe(2);
  expect(readdirSync(join(folder, 'out'))).toEqual([]);
});

test('a file instead of the folder to write to is refused in one line, and left alone', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'input-')), 'README.md');
  writeFileSync(file, 'mine');

  const { code, err } = await bundle(['generate', '--out', file]);

  expect(err).toBe(`palette-bundle: --out ${file}: is a file; give a folder, which need not be there yet\n`);
  expect(code).toBe(2);
  expect(readFileSync(file, 'utf8')).toBe('mine');
});

test('a file in the place of a folder of the bundle is refused in one line', async () => {
  const out = mkdtempSync(join(tmpdir(), 'input-'));
  writeFileSync(join(out, 'alertmanager'), 'mine');

  const { code, err } = await bundle(['generate', '--out', out]);

  expect(err).toMatch(
    /^palette-bundle: \S+\/alertmanager: is not from palette-bundle, [^\n]*; move [^\n]*\n$/,
  );
  expect(code).toBe(2);
});

test('a fault of our own is one line that names its place', async () => {
  let err = '';
  const code = await run(['coverage'], {
    out: () => {
      throw new TypeError('no\nway');
    },
    err: (text) => {
      err += text;
    },
    now: () => new Date('2026-11-23T09:00:00Z'),
  });

  expect(err).toMatch(
    /^palette-bundle: internal error: TypeError: no way at \S+ ?\(?\S*invalid-input\.test\.ts:\d+:\d+\)?; please report it\n$/,
  );
  expect(code).toBe(3);
});

test('a file that is not there is named', async () => {
  const { code, err } = await bundle(['generate', '--out', 'unused', '--contacts', 'missing.md']);

  expect(err).toBe('palette-bundle: missing.md: no such file; give the path of a readable file\n');
  expect(code).toBe(2);
});

test('a file that is far too large, or never ends, is refused unread', async () => {
  const large = join(mkdtempSync(join(tmpdir(), 'input-')), 'contacts.md');
  writeFileSync(large, '');
  truncateSync(large, 50 * 1024 * 1024);

  const said = [large, '/dev/zero'].map(
    async (file) => (await bundle(['generate', '--out', 'unused', '--contacts', file])).err,
  );

  expect(await Promise.all(said)).toEqual([
    `palette-bundle: ${large}: is larger than 16 MiB; give the table alone\n`,
    'palette-bundle: /dev/zero: is a device; give the path of a file\n',
  ]);
});
