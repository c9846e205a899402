import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { packageFile } from '../../exporter/package.ts';
import { loadSite, type Sources } from '../../generator/site.ts';
import { answering, startServer } from '../kit/answering-server.ts';
import { binaries } from '../kit/binaries.ts';
import { startMailSink } from '../kit/mail-sink.ts';
import { bundle, inputFolder, written } from '../kit/run-bundle.ts';
import { startAlertmanager } from '../kit/start-alertmanager.ts';

const TABLE = `
| Role | Contact | Availability |
|---|---|---|
| Ops | Ada Example (ada@example.com) | first line |
| Ops | Bea Example (bea@example.com) | Backup |
| Night | Cleo Example (cleo@example.com) | |
| Field | Dan Example | |
`.trimStart();
const ROUTING = `
fallback: Ops
routes:
  - { name: Hosts, components: [edge-host], tell: Field }
  - { name: North, projects: [north], tell: Night }
  - { name: Rest, tell: Ops, escalate: [{ after: 30m, to: backup }] }
`;

const MISMATCH =
  '--routing: the routing that ships with palette-bundle names roles that contacts.md lacks: "Spectro Cloud SE", ' +
  '"Portworx CNA", "Toyota Ubuntu", "Toyota L1/L2"; copy ' +
  `${packageFile('alerts', 'routing.yaml')}, write the roles of your table into it and give it with --routing`;

function options(sources: Sources): readonly string[] {
  return Object.entries(sources).flatMap(([name, path]) => [`--${name}`, String(path)]);
}

describe('who', () => {
  const site = options(inputFolder({ contacts: TABLE, routing: ROUTING }));

  test('names people, channel, minute and escalation', async () => {
    const { code, out } = await bundle([
      'who',
      '--alert',
      'PaletteClusterError',
      ...site,
      '--at',
      '2026-12-24T22:00Z',
    ]);

    expect(code).toBe(0);
    expect(out).toBe(
      [
        'PaletteClusterError (critical, cluster) at Thu 2026-12-24 22:00Z',
        '  by the route "Rest"',
        '  at once (Thu 2026-12-24 22:00Z): Ada Example by e-mail ada@example.com',
        '  after 30m without a silence (Thu 2026-12-24 22:30Z): Bea Example by e-mail bea@example.com',
        '',
      ].join('\n'),
    );
  });

  test('takes labels of the object into account', async () => {
    const { out } = await bundle([
      'who',
      '--alert',
      'PaletteClusterError',
      ...site,
      '--json',
      'project=north',
    ]);

    expect(JSON.parse(out)).toMatchObject({
      route: 'North',
      tellings: [{ person: 'Cleo Example', after: '0s' }],
    });
  });

  test('says why a stand-in is told', async () => {
    const { out } = await bundle(['who', '--alert', 'PaletteEdgeHostUnhealthy', ...site]);

    expect(out).toContain('Ada Example by e-mail ada@example.com; because Dan Example cannot be reached');
  });

  test('says when a message waits for somebody to be on duty', async () => {
    const channels = 'people: { Ada Example: { hours: Mon-Fri 08:00-17:00, timeZone: Europe/Berlin } }';
    const files = options(inputFolder({ contacts: TABLE, routing: ROUTING, channels }));
    const { out } = await bundle([
      'who',
      '--alert',
      'PaletteClusterError',
      ...files,
      '--at',
      '2026-03-28T12:00Z',
    ]);

    // The clocks go forward on that Sunday.
    expect(out).toContain('at once, waits for duty until Mon 2026-03-30 06:00Z: Ada Example');
  });

  test.each([
    [
      ['--alert', 'PaletteClusterEror'],
      '--alert PaletteClusterEror: there is no such alert; docs/alerts.md of the bundle lists them',
    ],
    [
      ['--alert', 'PaletteClusterErro'],
      '--alert PaletteClusterErro: there is no such alert; did you mean PaletteClusterError?',
    ],
    [
      ['--alert', 'PaletteClusterError', 'project'],
      '"project": is not a label; write labels as name=value, for example project=Default',
    ],
    [
      ['--alert', 'PaletteClusterError', '--at', 'noon'],
      '--at noon: is not a time; write it like 2026-12-24T22:00Z',
    ],
  ])('%j is refused in one line', async (args, says) => {
    expect(await bundle(['who', ...args])).toMatchObject({ code: 2, err: `palette-bundle: ${says}\n` });
  });
});

describe('a table that has no routing yet', () => {
  const contacts = options(
    inputFolder({ contacts: `${TABLE}| Toyota Infra | Finn (finn@example.com) | |\n` }),
  );

  test('can be asked who is told', async () => {
    const answer = await bundle(['who', '--alert', 'PaletteEdgeHostUnhealthy', ...contacts]);
    const nobody = await bundle(['who', '--alert', 'PaletteClusterError', ...contacts]);

    expect(answer.code).toBe(0);
    expect(answer.out).toContain(': Finn by e-mail finn@example.com\n');
    expect(nobody.out).toContain('Nobody can be reached.');
    for (const { err } of [answer, nobody]) expect(err).toBe(`palette-bundle: ${MISMATCH}\n`);
  });

  test.each([
    ['generate', '--allow-gaps', '--out', '/nowhere'],
    ['test-notify', '--all', '--alertmanager', 'http://127.0.0.1:9'],
    ['grafana', '--merge', '--url', 'http://127.0.0.1:9', '--token-file', '/nowhere'],
  ])('is refused by %s, which says what to do', async (...args) => {
    expect(await bundle([...args, ...contacts])).toEqual({
      code: 2,
      out: '',
      err: `palette-bundle: ${MISMATCH}\n`,
    });
  });
});

describe('coverage', () => {
  test('is complete for the default table, and says who cannot be reached', async () => {
    const { code, out } = await bundle(['coverage']);

    expect(code).toBe(0);
    expect(out).toContain('Every alert reaches somebody at every hour.');
    expect(out).toMatch(
      /Never told:\n {2}Ramana Buka\n {2}Duane Gardner\n {2}Cameron Shawcross\n {2}Remedios Cardena\n/,
    );
    expect(out).toContain(
      'Ramana Buka has no address: alerts for Toyota Infra go to Craig Smith until one is added.',
    );
  });

  test('of a table that has no routing yet shows what is there, names the roles that it lacks, and says what to do', async () => {
    const table = options(
      inputFolder({ contacts: `${TABLE}| Toyota Infra | Finn (finn@example.com) | |\n` }),
    );

    const { code, out, err } = await bundle(['coverage', ...table]);

    expect(code).toBe(1);
    expect(out).toMatch(/PaletteEdgeHostUnhealthy +critical +anywhere +Finn +- +168\/168/);
    expect(out).toContain('PaletteClusterError (critical): nobody at any time');
    expect(out).toContain(
      'The table has no role Portworx CNA: alerts for Portworx CNA go to nobody instead.',
    );
    expect(out).toContain('No route tells the role Ops.');
    expect(err).toBe(`palette-bundle: ${MISMATCH}\n`);
  });

  test('is not complete while the routing names a role that the table lacks', async () => {
    const contacts = `${TABLE}| Spectro Cloud SE | Gus (gus@example.com) | |\n`;

    const { code, out } = await bundle(['coverage', '--json', ...options(inputFolder({ contacts }))]);

    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      complete: false,
      missingRoles: ['Portworx CNA', 'Toyota Infra', 'Toyota Ubuntu', 'Toyota L1/L2'],
    });
  });

  const nightless = `people:
  Ada Example: { hours: Mon-Fri 08:00-17:00, timeZone: UTC }
  Bea Example: { validTo: 2026-01-31 }`;
  const sources = inputFolder({ contacts: TABLE, routing: ROUTING, channels: nightless });

  test('fails when nobody is on duty, and says when', async () => {
    const { code, out } = await bundle(['coverage', ...options(sources)]);

    expect(code).toBe(1);
    expect(out).toContain(
      'PaletteClusterError (critical): nobody from 2026-11-23 17:00Z to 2026-11-24 08:00Z',
    );
    expect(out).toMatch(
      /PaletteClusterError +critical +anywhere +Ada Example, \(Bea Example\) +Bea Example 30m +45\/168/,
    );
    expect(out).toContain('Expired rows:\n  Bea Example (at any hour, until 2026-01-31)');
    expect(out).toContain('Mon 09:00 to Mon 17:00: Ada Example');
  });

  test('sees a gap that is only on a holiday', async () => {
    const channels = 'people: { Ada Example: { holidays: [12-25] }, Bea Example: { holidays: [12-25] } }';
    const { code, out } = await bundle([
      'coverage',
      ...options(inputFolder({ contacts: TABLE, routing: ROUTING, channels })),
    ]);

    expect(code).toBe(1);
    expect(out).toContain('nobody from 2026-12-25 00:00Z to 2026-12-26 00:00Z');
  });

  test('lets the backup step in at once while the primary is off duty', async () => {
    const channels = 'people: { Ada Example: { hours: Mon-Fri 08:00-17:00, timeZone: UTC } }';
    const files = options(inputFolder({ contacts: TABLE, routing: ROUTING, channels }));

    const { code } = await bundle(['coverage', ...files]);
    const { out } = await bundle([
      'who',
      '--alert',
      'PaletteClusterError',
      ...files,
      '--at',
      '2026-11-22T12:00Z',
    ]);

    expect(code).toBe(0);
    expect(out).toContain(
      'at once (Sun 2026-11-22 12:00Z): Bea Example by e-mail bea@example.com; because nobody else is on duty',
    );
  });

  test('keeps generate from writing, unless gaps are allowed', async () => {
    const out = mkdtempSync(join(tmpdir(), 'bundle-'));

    const refused = await bundle(['generate', '--out', out, ...options(sources)]);
    const files = readdirSync(out);
    const allowed = await bundle(['generate', '--out', out, '--allow-gaps', ...options(sources)]);

    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(
      /^palette-bundle: contacts\.md: some alerts would reach nobody; .*--allow-gaps\n$/,
    );
    expect(files).toEqual([]);
    expect(allowed.code).toBe(0);
    expect(readdirSync(out)).not.toEqual([]);
  });
});

describe('diff', () => {
  const before = inputFolder({ contacts: TABLE, routing: ROUTING });
  const routing = options({ routing: before.routing });

  test('says what changes for whom', async () => {
    const contacts = TABLE.replace('Bea Example (bea@example.com)', 'Eve Example (eve@example.com)').replace(
      'Dan Example',
      'Dan Example (dan@example.com)',
    );
    const { code, out } = await bundle([
      'diff',
      `${before.contacts}`,
      `${inputFolder({ contacts }).contacts}`,
      ...routing,
    ]);

    expect(code).toBe(0);
    expect(out).toMatch(/^Ada Example no longer gets .*PaletteEdgeHostUnhealthy.* \(critical, at once\)\.$/m);
    expect(out).toMatch(/Bea Example no longer gets .*PaletteClusterError.* \(critical, after 30m\)\./);
    expect(out).toContain('Bea Example is no longer in the table.');
    expect(out).toMatch(/^Dan Example now gets .*PaletteEdgeHostUnhealthy.* \(critical, at once\)\.$/m);
    expect(out).toContain('Dan Example is told by e-mail dan@example.com instead of nothing.');
    expect(out).toContain('Eve Example is new in the table.');
  });

  test('compares whole sites, and says when nothing changes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'site-'));
    writeFileSync(join(folder, 'contacts.md'), TABLE);
    writeFileSync(join(folder, 'routing.yaml'), ROUTING);

    expect((await bundle(['diff', folder, folder])).out).toBe('Nothing changes for anybody.\n');
  });
});

describe('test-notify', () => {
  test('says so when something else answers than an Alertmanager', async () => {
    const other = await startServer(answering(200, '<html>'));

    const { code, err } = await bundle(['test-notify', '--all', '--alertmanager', other.url.origin]);

    expect(code).toBe(2);
    expect(err).toBe(
      `palette-bundle: --alertmanager ${other.url.origin}: /api/v2/status answered something else than it should; check that this is an Alertmanager 0.25 or newer\n`,
    );
  });

  beforeAll(() => void binaries('current'), 120_000);

  test('sends a marked mail through the real routing, and says what became of it', {
    timeout: 60_000,
  }, async () => {
    const mailbox = await startMailSink();
    const sources = siteWith(mailbox.address);
    const alertmanager = await start(sources);

    const { code, out } = await bundle(
      [
        ...['test-notify', '--contact', 'Bea Example', '--alertmanager', alertmanager.url, '--wait', '20s'],
        ...options(sources),
      ],
      new Date(),
    );

    expect(out).toContain('by the plan: Bea Example by e-mail bea@example.com');
    expect(out).toContain('Alertmanager: active, receivers Bea Example');
    expect(out).toContain('notifications: 1 of 1 delivered, 0 failed');
    expect(code).toBe(0);
    expect(mailbox.mails.map(({ recipients }) => recipients)).toEqual([['bea@example.com']]);
    expect(mailbox.mails[0]?.subject).toContain('TEST: this is a test of the notifications');
    for (const each of [alertmanager, mailbox]) await each.close();
  });

  test('sends nothing outside this machine without --yes', { timeout: 60_000 }, async () => {
    const sources = siteWith('mail.example.com:25');
    const alertmanager = await start(sources);

    const { code, out } = await bundle([
      'test-notify',
      '--all',
      '--alertmanager',
      alertmanager.url,
      ...options(sources),
    ]);
    const held = await alertmanager.alerts();

    expect(code).toBe(1);
    expect(out).toContain('Nothing was sent: this reaches ');
    expect(out).toContain('ada@example.com by mail.example.com:25');
    expect(out).toContain('not tested: Dan Example has no address');
    expect(held).toEqual([]);
    await alertmanager.close();
  });

  test.each([
    [
      ['--alertmanager', 'http://127.0.0.1:9'],
      'test-notify: needs to know whom to tell; give one of --contact, --role and --all',
    ],
    [
      ['--contact', 'Zoe', '--alertmanager', 'http://127.0.0.1:9'],
      '--contact: contacts.md has no contact "Zoe"; use one of ',
    ],
    [
      ['--all', '--alertmanager', 'localhost'],
      '--alertmanager localhost: is not a URL; write it like http://127.0.0.1:9093',
    ],
    [
      ['--all', '--alertmanager', 'http://127.0.0.1:9'],
      '--alertmanager http://127.0.0.1:9: does not answer (',
    ],
  ])('%j is refused in one line', async (args, says) => {
    const { code, err } = await bundle(['test-notify', ...args]);

    expect(err).toMatch(/^[^\n]*\n$/);
    expect(err).toContain(`palette-bundle: ${says}`);
    expect(code).toBe(2);
  });
});

function siteWith(smarthost: string): Sources {
  const settings = `alertmanager: { smtp: { smarthost: "${smarthost}", requireTls: false }, groupWait: 0s, groupInterval: 1s }`;
  return inputFolder({ contacts: TABLE, routing: ROUTING, settings });
}

function start(sources: Sources) {
  const folder = join(written(loadSite(sources)), 'alertmanager');
  const text = (name: string) => readFileSync(join(folder, name), 'utf8');
  const files = { 'palette.tmpl': text('palette.tmpl') };
  return startAlertmanager({ flavour: 'current', config: text('alertmanager.yaml'), files });
}
