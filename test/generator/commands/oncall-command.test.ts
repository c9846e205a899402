import { describe, expect, test } from 'vitest';
import { bundle, inputFolder } from '../../kit/run-bundle.ts';
import { options } from '../../kit/small-site.ts';

const ROSTER = `
contacts:
  - { name: Nia, email: nia@example.com, phone: +47 22 55 01 40 }
  - { name: Liv, email: liv@example.com }
  - { name: Ada, roles: [Duty, Storage], rank: backup, email: ada@example.com }
rotations:
  - { role: Duty, people: [Nia, Liv], start: 2026-11-09, handover: Mon 09:00, timeZone: Europe/Oslo }
overrides:
  - { role: Duty, from: 2026-12-01 18:00, to: 2026-12-02 06:00, who: Ada, insteadOf: Liv }
`;
const site = options(
  inputFolder({
    contacts: ROSTER,
    routing: 'fallback: Duty\nroutes: [{ tell: Duty }, { tell: Storage }]',
  }),
);

describe('oncall', () => {
  test('says who is on duty now, next and in the coming weeks, in the time of the role', async () => {
    const { code, out } = await bundle(['oncall', '--weeks', '2', ...site]);

    expect(code).toBe(0);
    expect(out).toBe(
      [
        'Duty (Europe/Oslo)',
        '  now                   to Mon 2026-11-30 09:00  Nia; backup Ada',
        '  Mon 2026-11-30 09:00  to Tue 2026-12-01 18:00  Liv; backup Ada',
        '  Tue 2026-12-01 18:00  to Wed 2026-12-02 06:00  Ada',
        '  Wed 2026-12-02 06:00  to Mon 2026-12-07 09:00  Liv; backup Ada',
        '  Mon 2026-12-07 09:00                           Nia; backup Ada',
        '',
        'Storage (UTC)',
        '  now    nobody; backup Ada',
        '',
      ].join('\n'),
    );
  });

  test('of one person, in another zone', async () => {
    const { out } = await bundle([
      'oncall',
      '--person',
      'liv',
      '--time-zone',
      'Asia/Tokyo',
      '--weeks',
      '2',
      ...site,
    ]);

    expect(out).toBe(
      [
        'Duty (Asia/Tokyo)',
        '  Mon 2026-11-30 17:00  to Wed 2026-12-02 02:00  Liv; backup Ada',
        '  Wed 2026-12-02 14:00  to Mon 2026-12-07 17:00  Liv; backup Ada',
        '',
      ].join('\n'),
    );
  });

  test('as JSON, with how each is reached', async () => {
    const { out } = await bundle(['oncall', '--json', '--role', 'duty', '--weeks', '1', ...site]);

    expect(JSON.parse(out)).toMatchObject({
      from: '2026-11-23T09:00:00.000Z',
      to: '2026-11-30T09:00:00.000Z',
      roles: [
        {
          role: 'Duty',
          timeZone: 'Europe/Oslo',
          shifts: [
            {
              from: '2026-11-23T09:00:00.000Z',
              to: '2026-11-30T08:00:00.000Z',
              primary: [{ person: 'Nia', channels: ['e-mail nia@example.com'], phone: '+4722550140' }],
              backup: [{ person: 'Ada' }],
            },
            { primary: [{ person: 'Liv' }] },
          ],
        },
      ],
    });
  });

  test('as a calendar, whose events keep their identity the next day', async () => {
    const { out } = await bundle(['oncall', '--ics', '--person', 'Nia', '--weeks', '2', ...site]);
    const { out: later } = await bundle(
      ['oncall', '--ics', '--person', 'Nia', '--weeks', '2', ...site],
      new Date('2026-11-24T12:34:56Z'),
    );

    expect(out.split('\r\n').slice(0, 7)).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//palette-monitoring//palette-bundle oncall//EN',
      'CALSCALE:GREGORIAN',
      'METHOD:PUBLISH',
      'BEGIN:VEVENT',
      expect.stringMatching(/^UID:[0-9a-f]{32}@palette-monitoring$/),
    ]);
    expect(out).toContain(
      'DTSTART:20261123T080000Z\r\nDTEND:20261130T080000Z\r\nSUMMARY:Duty: Nia\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\n',
    );
    expect(later.match(/UID:.*/g)).toEqual(out.match(/UID:.*/g));
  });

  test('says until when turns are known', async () => {
    const { err } = await bundle(['oncall', '--weeks', '60', ...site]);

    expect(err).toMatch(/note: turns are written out until 2027-05-31T22:00Z, .*weeksAhead/);
  });

  test.each([
    [['--role', 'Nope'], '--role: contacts.yaml has no role "Nope"; use one of "Duty", "Storage"'],
    [['--person', 'Bob'], '--person: contacts.yaml has nobody called "Bob"; use one of "Ada", "Nia", "Liv"'],
    [['--weeks', '0'], '--weeks 0: is no number of weeks; give a whole number from 1 to 104'],
    [['--json', '--ics'], '--json: contradicts --ics; leave one of them out'],
    [['--time-zone', 'Oslo'], '--time-zone Oslo: is not a time zone; write it like Europe/Berlin'],
  ])('%j is refused', async (args, message) => {
    const { code, err } = await bundle(['oncall', ...args, ...site]);

    expect([code, err]).toEqual([2, `palette-bundle: ${message}\n`]);
  });
});
