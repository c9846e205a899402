import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Contacts } from '../../../generator/contacts/contact.ts';
import { onDuty } from '../../../generator/contacts/duty.ts';
import { readContacts } from '../../../generator/contacts/read-contacts.ts';

const NIA = 'ATTENDEE;CN=Somebody:mailto:nia@example.com';
const LIV = 'ATTENDEE;CN=Liv Moe:invalid:nomail';

describe('a calendar file as the source of turns', () => {
  test('an event is a turn of who attends it, by mail address or name, in UTC, a zone or the zone of the roster', () => {
    const contacts = rosterWith(
      event(NIA, 'DTSTART:20261201T080000Z', 'DTEND:20261202T080000Z'),
      event(
        LIV,
        'DTSTART;TZID=America/New_York:20261202T030000',
        'DTEND;TZID=America/New_York:20261203T030000',
      ),
      event(NIA, 'DTSTART:20261203T090000', 'DURATION:P1D'),
    );

    expect(
      there(
        contacts,
        '2026-12-01T07:59Z',
        '2026-12-01T08:00Z',
        '2026-12-02T08:00Z',
        '2026-12-03T07:59Z',
        '2026-12-03T08:00Z',
      ),
    ).toEqual(['', 'Nia', 'Liv Moe', 'Liv Moe', 'Nia']);
  });

  test('where nobody attends, it is a turn of the contact whose name stands in its words', () => {
    const contacts = rosterWith(
      event(
        'SUMMARY:On Call - Liv Moe - Platform',
        'DTSTART;VALUE=DATE:20261201',
        'DTEND;VALUE=DATE:20261203',
      ),
      event('SUMMARY:[L1] nia', 'DTSTART:20261202T230000Z', 'DTEND:20261204T230000Z'),
    );

    expect(
      there(contacts, '2026-11-30T22:59Z', '2026-11-30T23:00Z', '2026-12-02T22:59Z', '2026-12-02T23:00Z'),
    ).toEqual(['', 'Liv Moe', 'Liv Moe', 'Nia']);
  });

  test('events recur over the change of the clocks, with exceptions and changes', () => {
    const contacts = rosterWith(
      event(
        NIA,
        'UID:a',
        'DTSTART;TZID=Europe/Oslo:20261130T090000',
        'DTEND;TZID=Europe/Oslo:20261207T090000',
        'RRULE:FREQ=WEEKLY;INTERVAL=2',
        'EXDATE;TZID=Europe/Oslo:20261214T090000',
      ),
      event(
        LIV,
        'UID:b',
        'DTSTART;TZID=Europe/Oslo:20261207T090000',
        'DTEND;TZID=Europe/Oslo:20261214T090000',
        'RRULE:FREQ=WEEKLY;INTERVAL=2',
      ),
      event(
        NIA,
        'UID:b',
        'RECURRENCE-ID;TZID=Europe/Oslo:20261221T090000',
        'DTSTART;TZID=Europe/Oslo:20261221T120000',
        'DTEND;TZID=Europe/Oslo:20261228T090000',
      ),
    );

    expect(
      there(
        contacts,
        '2026-12-07T07:59Z',
        '2026-12-07T08:00Z',
        '2026-12-15T08:00Z',
        '2026-12-21T10:59Z',
        '2026-12-21T11:00Z',
        '2027-03-29T06:59Z',
        '2027-03-29T07:00Z',
      ),
    ).toEqual(['Nia', 'Liv Moe', '', '', 'Nia', 'Nia', 'Liv Moe']);
  });

  test('a zone that the file describes, and that no machine knows, is read from there', () => {
    const contacts = rosterWith(
      'BEGIN:VTIMEZONE\nTZID:Our Office\nBEGIN:STANDARD\nDTSTART:20200101T000000\nTZOFFSETFROM:+0300\nTZOFFSETTO:+0300\nEND:STANDARD\nEND:VTIMEZONE',
      event(NIA, 'DTSTART;TZID=Our Office:20261201T080000', 'DTEND;TZID=Our Office:20261202T080000'),
    );

    expect(there(contacts, '2026-12-01T04:59Z', '2026-12-01T05:00Z')).toEqual(['', 'Nia']);
  });

  test('after the last event everybody of the calendar is on duty, and the end is known', () => {
    const contacts = rosterWith(
      event(NIA, 'DTSTART:20261201T080000Z', 'DTEND:20261202T080000Z'),
      event(LIV, 'DTSTART:20261202T080000Z', 'DTEND:20261203T103000Z'),
    );

    expect(there(contacts, '2026-12-03T10:29Z', '2026-12-03T10:30Z', '2027-12-01T00:00Z')).toEqual([
      'Liv Moe',
      'Nia, Liv Moe',
      'Nia, Liv Moe',
    ]);
    expect(contacts.roster).toMatchObject({ roles: ['Duty'], until: new Date('2026-12-03T10:30:00Z') });
  });

  test('what a calendar does not obey is told', () => {
    const nia = event(NIA, 'DTSTART:20261201T080000Z', 'DTEND:20261202T080000Z');
    const { unused } = roster(file(nia), 'holidays: [12-25], ');

    expect(unused.join()).toContain(
      'contacts.yaml:2: contacts[0]: hours, dates and holidays of Nia decide nothing',
    );
    expect(unused.join()).toContain(
      'contacts.yaml:3: contacts[1]: Liv Moe has no role, and no event of a calendar names it',
    );
  });

  test('cancelled events count for nothing, and events that name no contact are told', () => {
    const contacts = rosterWith(
      event(NIA, 'DTSTART:20261201T080000Z', 'DTEND:20261203T080000Z'),
      event(LIV, 'STATUS:CANCELLED', 'DTSTART:20261201T080000Z', 'DTEND:20261202T080000Z'),
      event('SUMMARY:Release party', 'DTSTART:20261201T080000Z', 'DTEND:20261202T080000Z'),
    );

    expect(there(contacts, '2026-12-01T12:00Z')).toEqual(['Nia']);
    expect(contacts.unused.join()).toContain(
      'the event "Release party" of duty.ics names no contact, it decides nothing',
    );
  });

  test.each([
    ['no calendar', 'nonsense', /duty\.ics: is no calendar/],
    [
      'no events',
      '',
      /contacts\.yaml:4: calendars\[0\]: duty\.ics has no event of these months that names a contact/,
    ],
    [
      'a zone that nobody knows',
      event(NIA, 'DTSTART;TZID=Mars:20261201T080000', 'DTEND;TZID=Mars:20261202T080000'),
      /time zone "Mars" is not known/,
    ],
  ])('a file with %s is refused', (_, events, message) => {
    expect(() => (events === 'nonsense' ? roster(events) : rosterWith(events))).toThrow(message);
  });

  test('a file that is not there is refused', () => {
    expect(() => roster(undefined)).toThrow(/duty\.ics: no such file/);
  });
});

function event(...lines: readonly string[]): string {
  return ['BEGIN:VEVENT', ...lines, 'END:VEVENT'].join('\n');
}

function file(...parts: readonly string[]): string {
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', ...parts, 'END:VCALENDAR', ''];
  return lines.join('\n').replaceAll('\n', '\r\n');
}

function rosterWith(...parts: readonly string[]): Contacts {
  return roster(file(...parts));
}

function roster(calendar: string | undefined, more = ''): Contacts {
  const folder = mkdtempSync(join(tmpdir(), 'roster-'));
  if (calendar !== undefined) writeFileSync(join(folder, 'duty.ics'), calendar);
  const text = `contacts:
  - { name: Nia, ${more}email: nia@example.com }
  - { name: Liv Moe, email: liv@example.com }
calendars: [{ role: Duty, file: duty.ics, timeZone: Europe/Oslo }]
`;
  const name = join(folder, 'contacts.yaml');
  return readContacts({ name, text }, undefined, {}, new Date('2026-11-23T09:00:00Z'));
}

function there({ members }: Contacts, ...moments: readonly string[]): readonly string[] {
  return moments.map((moment) =>
    members
      .filter(({ person }) => onDuty(person.duty, new Date(moment)))
      .map(({ person }) => person.name)
      .join(', '),
  );
}
