import { describe, expect, test } from 'vitest';
import { bundle, inputFolder } from '../../kit/run-bundle.ts';
import { options, ROUTING, TABLE } from '../../kit/small-site.ts';

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

describe('who is on duty', () => {
  const channels =
    'people: { Ada Example: { hours: Mon-Fri 08:00-17:00, timeZone: UTC, phone: +1 555 010 0142 } }';
  const site = options(inputFolder({ contacts: TABLE, routing: ROUTING, channels }));

  test('of a role, whatever the alert, with hours, channels and phone', async () => {
    const { code, out } = await bundle(['who', '--role', 'ops', '--at', '2026-11-23T18:00Z', ...site]);

    expect(code).toBe(0);
    expect(out).toBe(
      [
        'Ops at Mon 2026-11-23 18:00Z',
        '  off duty: Ada Example (primary, Mon-Fri 08:00-17:00 (UTC)), e-mail ada@example.com, phone +15550100142',
        '  on duty: Bea Example (backup), e-mail bea@example.com',
        '',
      ].join('\n'),
    );
  });

  test('now, of every role, also as JSON', async () => {
    const { out } = await bundle(['who', '--now', ...site]);
    const { out: json } = await bundle(['who', '--now', '--json', ...site]);

    expect(out.match(/^\w.*/gm)).toEqual(
      ['Ops', 'Night', 'Field'].map((role) => `${role} at Mon 2026-11-23 09:00Z`),
    );
    expect(out).toContain('  on duty: Dan Example (primary), no address\n');
    expect(JSON.parse(json)).toMatchObject({
      at: '2026-11-23T09:00:00.000Z',
      roles: [{ role: 'Ops', members: [{ person: 'Ada Example', onDuty: true }, {}] }, {}, {}],
    });
  });

  test.each([
    [['--role', 'Nope'], '--role: contacts.md has no role "Nope"; use one of "Ops", "Night", "Field"'],
    [[], 'who: needs to know what to tell; give --alert, or one of --role and --now'],
    [
      ['--now', '--alert', 'A'],
      'who: asks about an alert and about duty; give --alert, or one of --role and --now',
    ],
    [['--now', '--at', '2026-11-23'], '--now: contradicts --at; leave one of them out'],
    [['--now', 'project=a'], '"project=a": are labels of no alert; give --alert, or leave them out'],
  ])('%j is refused', async (args, message) => {
    const { code, err } = await bundle(['who', ...args, ...site]);

    expect([code, err]).toEqual([2, `palette-bundle: ${message}\n`]);
  });
});
