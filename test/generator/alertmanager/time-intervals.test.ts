import { expect, test } from 'vitest';
import { holds, type TimeInterval } from '../../../generator/alertmanager/time-intervals.ts';

// A live Alertmanager, 0.28 as 0.33, was given a zone that lost hours in the month of the trial: its last day was in no interval.
test('the last day of a month in which clocks go forward is in no days of the month, as in Alertmanager', () => {
  const noon = new Date('2027-03-31T10:00:00Z');
  const isIn = (interval: TimeInterval) => holds([interval], noon);

  expect(isIn({ days_of_month: ['31'], location: 'Europe/Oslo' })).toBe(false);
  expect(isIn({ days_of_month: ['1:31'], location: 'Europe/Oslo' })).toBe(false);
  expect(isIn({ days_of_month: ['-1'], location: 'Europe/Oslo' })).toBe(false);
  expect(isIn({ months: ['march'], location: 'Europe/Oslo' })).toBe(true);
  expect(isIn({ days_of_month: ['31'] })).toBe(true);
  expect(isIn({ days_of_month: ['31'], location: 'Asia/Tokyo' })).toBe(true);
});

test('a month in which clocks go back has all its days', () => {
  const noon = new Date('2027-10-31T10:00:00Z');

  expect(holds([{ days_of_month: ['31'], location: 'Europe/Oslo' }], noon)).toBe(true);
  expect(holds([{ days_of_month: ['31'], location: 'Australia/Sydney' }], noon)).toBe(false);
});
