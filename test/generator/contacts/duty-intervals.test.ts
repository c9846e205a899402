import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holds as alertmanagerHolds } from '../../../generator/alertmanager/time-intervals.ts';
import { onDuty, unionOf } from '../../../generator/contacts/duty.ts';
import { offIntervals, onIntervals } from '../../../generator/contacts/duty-intervals.ts';
import type { Interval } from '../../../generator/contacts/interval.ts';
import { dutyOf } from '../../../generator/contacts/written-duty.ts';

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const period = fc.record({
  hours: fc.constantFrom(
    undefined,
    ['Mon-Fri 09:00-17:00'],
    ['22:00-06:00'],
    ['Fri 20:00-08:00', 'Sat 10:00-12:00'],
    ['Sat,Sun 10:00-14:00'],
  ),
  timeZone: fc.constant('UTC'),
  validFrom: fc.constantFrom('2026-02-01', '2026-06-15', '2027-01-04'),
  validTo: fc.constantFrom(undefined, '2027-01-10', '2027-12-31'),
  holidays: fc.constantFrom([], ['12-24..01-02'], ['2026-07-01..2026-07-14'], ['02-28'], ['02-29']),
});
const moment = fc.date({
  min: new Date('2026-01-01'),
  max: new Date('2028-12-31'),
  noInvalidDate: true,
});

test('the intervals of several periods are on exactly while somebody is on duty, and off exactly while not', () => {
  fc.assert(
    fc.property(
      fc.array(period, { minLength: 1, maxLength: 3 }),
      fc.array(moment, { minLength: 50, maxLength: 50 }),
      (periods, moments) => {
        const duty = unionOf(periods.map(dutyOf));
        if (duty === undefined) throw new Error('every period has a beginning');
        const [on, off] = [onIntervals(duty), offIntervals(duty)];

        for (const at of moments) {
          expect([on.some((one) => holds(one, at)), off.some((one) => holds(one, at))]).toEqual([
            onDuty(duty, at),
            !onDuty(duty, at),
          ]);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test.each([
  'Europe/Oslo',
  'America/New_York',
  'Australia/Adelaide',
  'Pacific/Auckland',
  'Africa/Cairo',
  'Asia/Tokyo',
])(
  'in %s they are so on the last days of months too, which Alertmanager does not see where clocks go forward',
  (timeZone) => {
    const moments = Array.from({ length: 15 * 12 }, (_, index) => index + 1).flatMap((month) =>
      Array.from({ length: 66 }, (_, hour) => new Date(Date.UTC(2026, month, 1, 30 - hour, 1))),
    );
    const duties = [
      { validFrom: '2026-02-01', validTo: '2027-10-31' },
      {
        hours: ['Mon-Fri 09:00-17:00', 'Wed 20:00-06:00'],
        holidays: ['03-30..04-02', '09-30', '10-31', '2029-12-31'],
      },
    ].map((written) => dutyOf({ ...written, timeZone }));

    for (const duty of duties) {
      if (duty === undefined) throw new Error('each has a limit');
      const [on, off] = [onIntervals(duty), offIntervals(duty)];
      const wrong = moments.filter((at) => {
        const isOn = onDuty(duty, at);
        return alertmanagerHolds(on, at) !== isOn || alertmanagerHolds(off, at) === isOn;
      });
      expect(wrong).toEqual([]);
    }
  },
);

// As Alertmanager reads an interval in UTC: all fields together, the alternatives of a field one by one.
function holds({ times, weekdays, days_of_month, months, years }: Interval, at: Date): boolean {
  const minute = at.getUTCHours() * 60 + at.getUTCMinutes();
  return (
    within(years, at.getUTCFullYear()) &&
    within(months, at.getUTCMonth() + 1) &&
    within(days_of_month, at.getUTCDate()) &&
    within(weekdays, at.getUTCDay(), WEEKDAYS) &&
    (times?.some(({ start_time, end_time }) => clock(start_time) <= minute && minute < clock(end_time)) ??
      true)
  );
}

function within(ranges: readonly string[] | undefined, value: number, names?: readonly string[]): boolean {
  if (ranges === undefined) return true;
  return ranges.some((range) => {
    const [first = 0, last = first] = range.split(':').map((end) => names?.indexOf(end) ?? Number(end));
    return first <= value && value <= last;
  });
}

function clock(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return hours * 60 + minutes;
}
