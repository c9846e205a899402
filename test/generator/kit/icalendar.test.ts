import { expect, test } from 'vitest';
import { toIcalendar } from '../../../generator/kit/icalendar.ts';

test('texts are escaped, moments are in UTC', () => {
  const properties = [
    ['SUMMARY', 'a, b; c\\d\r\ne\u0007'],
    ['DTSTART', new Date('2026-11-23T09:00:00Z')],
  ] as const;

  expect(toIcalendar({ name: 'VEVENT', properties })).toBe(
    'BEGIN:VEVENT\r\nSUMMARY:a\\, b\\; c\\\\d\\ne \r\nDTSTART:20261123T090000Z\r\nEND:VEVENT\r\n',
  );
});

test('no line has more than 75 octets, none is cut within a character, and unfolded it is the text again', () => {
  const text = 'Bereitschaft für Speicher 🚒 當番 '.repeat(12);
  const lines = toIcalendar({ name: 'VEVENT', properties: [['SUMMARY', text]] }).split('\r\n');

  expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeGreaterThan(70);
  for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  expect(lines.join('\r\n').replaceAll('\r\n ', '')).toContain(`SUMMARY:${text}`);
});
