import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instantOf, onDuty } from '../../../generator/contacts/duty.ts';
import { type Rotation, rotationDuties } from '../../../generator/contacts/rotation.ts';

const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'America/Sao_Paulo',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Africa/Casablanca',
  'UTC',
];
const HORIZON = { from: { year: 2026, month: 1, day: 1 }, until: { year: 2028, month: 1, day: 1 } };
const moment = fc.date({ min: new Date('2026-02-01'), max: new Date('2027-12-30'), noInvalidDate: true });

/** What `Intl` says that a clock on the wall shows, as minutes since 1970 there. */
function wall(at: Date, timeZone: string): number {
  const text = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(
    at,
  );
  return Date.parse(`${text.replace(' ', 'T')}:00Z`) / 60_000;
}

test('over two years of any zone exactly one of a rotation is on duty, and it is whose turn the wall clock says', () => {
  fc.assert(
    fc.property(
      fc.record({
        timeZone: fc.constantFrom(...ZONES),
        count: fc.integer({ min: 1, max: 5 }),
        days: fc.constantFrom(1, 2, 7, 14),
        minute: fc.integer({ min: 0, max: 1439 }),
        moments: fc.array(moment, { minLength: 40, maxLength: 40 }),
      }),
      ({ timeZone, count, days, minute, moments }) => {
        const people = Array.from({ length: count }, (_, index) => `P${index}`);
        const start = { year: 2026, month: 1, day: 15 };
        const rotation: Rotation = { people, days, start, handover: { minute }, timeZone, text: '' };
        const duties = rotationDuties(rotation, HORIZON, new Map());

        for (const at of moments) {
          const begun = wall(at, timeZone) - (Date.UTC(2026, 0, 15) / 60_000 + minute);
          const turn = Math.floor(begun / (days * 1440));
          const there = [...duties].filter(([, duty]) => onDuty(duty, at)).map(([name]) => name);
          expect(there).toEqual([`P${turn % count}`]);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('a wall time is turned into the moment at which the clock shows it', () => {
  fc.assert(
    fc.property(moment, fc.constantFrom(...ZONES), (at, timeZone) => {
      const shown = wall(at, timeZone);
      const date = new Date(shown * 60_000);
      const day = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
      const found = instantOf(day, shown % 1440, timeZone);

      expect(wall(found, timeZone)).toBe(shown);
      expect(found.getTime()).toBeLessThanOrEqual(at.getTime());
    }),
    { numRuns: 500 },
  );
});

test('a time that no clock shows is as long after the change as it would have been', () => {
  expect(instantOf({ year: 2027, month: 3, day: 28 }, 150, 'Europe/Berlin').toISOString()).toBe(
    '2027-03-28T01:30:00.000Z',
  );
});
