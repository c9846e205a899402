import { expect, test } from 'vitest';
import { periodOf } from '../../../generator/period/period.ts';
import { keptSince } from '../../../generator/period/retention.ts';
import { gapsOf, runsOf } from '../../../generator/period/runs.ts';
import { shareText, spanText } from '../../../generator/period/words.ts';

const NOW = new Date('2026-11-24T08:00:30Z');
const at = (text: string) => Date.parse(`2026-11-${text}Z`);

test('a week is seven days, a day is 24 hours, each to the minute', () => {
  const week = periodOf('2026-11-16', '2026-11-23', NOW);
  const day = periodOf('2026-11-23T09:30:45+01:00', undefined, NOW);

  expect(week.buckets).toHaveLength(7);
  expect(week.buckets[6]).toEqual({ from: at('22T00:00'), to: at('23T00:00') });
  expect(day).toMatchObject({ from: at('23T08:30'), to: at('24T08:00'), step: 60_000 });
  expect(day.buckets).toHaveLength(24);
});

test('without a zone a time is UTC, wherever the command runs', () => {
  expect(periodOf('2026-11-16T10:00', '2026-11-17', NOW).from).toBe(at('16T10:00'));
});

test.each([
  ['2026-11-24', '2026-11-16', '--from 2026-11-24: is not before --to 2026-11-16'],
  ['2026-11-16', '2026-11-16', 'is not before'],
  ['2026-11-16', '2026-12-01', '--to 2026-12-01: lies in the future'],
  ['2026-12-01', undefined, 'is not before --to 2026-11-24 08:00 UTC'],
  ['yesterday', undefined, '--from yesterday: is not a time'],
  ['2026-02-31', undefined, 'is not a time'],
  ['5', undefined, 'is not a time'],
  ['2026-11-16', '25:00', '--to 25:00: is not a time'],
  ['2020-01-01', undefined, 'more than 400 days'],
])('from %s to %s is refused', (from, to, complaint) => {
  expect(() => periodOf(from, to, NOW)).toThrow(complaint);
});

test.each([
  ['15d', '2026-11-09T08:00:30.000Z'],
  ['1w12h or 50GB', '2026-11-16T20:00:30.000Z'],
  ['50GB', undefined],
  ['', undefined],
])('a retention of %s keeps what is since %s', (retention, since) => {
  const kept = keptSince(retention, NOW.getTime());

  expect(kept === undefined ? undefined : new Date(kept).toISOString()).toBe(since);
});

test('runs begin with the first look that shows it, end with the first that does not, and bridge holes', () => {
  const period = periodOf('2026-11-16', '2026-11-17', NOW);
  const samples = [0, 1, 2, 4, 10, 1439].map((minute) => [period.from + minute * 60_000, 1] as const);
  const runs = runsOf([{ labels: { node: 'a' }, samples }], period, ({ node }) => node ?? '');

  expect(runs.map((run) => [run.from, run.to].map((end) => (end - period.from) / 60_000))).toEqual([
    [0, 5],
    [10, 11],
    [1439, 1440],
  ]);
  expect(runs.map(({ fromBefore, goesOn }) => [fromBefore, goesOn])).toEqual([
    [true, false],
    [false, false],
    [false, true],
  ]);
  expect(gapsOf(runs, { from: period.from, to: period.from + 20 * 60_000 })).toEqual([
    { from: period.from + 5 * 60_000, to: period.from + 10 * 60_000 },
    { from: period.from + 11 * 60_000, to: period.from + 20 * 60_000 },
  ]);
});

test('a share is never rounded up to what it is not', () => {
  expect([1, 0.9999999, 0.999, undefined].map(shareText)).toEqual([
    '100 %',
    '99.999 %',
    '99.9 %',
    'not measured',
  ]);
});

test.each([
  [0, '0m'],
  [61, '1h1m'],
  [1500, '1d1h'],
])('%d minutes are %s', (minutes, text) => {
  expect(spanText({ from: 0, to: minutes * 60_000 })).toBe(text);
});
