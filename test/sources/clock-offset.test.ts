import { expect, test } from 'vitest';
import { createClockOffset } from '../../exporter/sources/clock-offset.ts';

const NOW = Date.parse('2026-11-22T09:00:00.700Z');

test.each([
  ['Sun, 22 Nov 2026 09:00:00 GMT', 0],
  ['Sun, 22 Nov 2026 07:55:00 GMT', -3900],
  ['Mon, 23 Nov 2026 09:00:00 GMT', 86_399],
])('a source that says %s is %d s ahead', (date, ahead) => {
  expect(offsetOf(date)).toBe(ahead);
});

test.each([undefined, '', 'tomorrow'])('a source that says %j tells nothing', (date) => {
  expect(offsetOf(date)).toBeUndefined();
});

function offsetOf(date: string | undefined): number | undefined {
  const offset = createClockOffset({ now: () => NOW });
  offset.answered({ headers: (name) => (name === 'date' && date !== undefined ? [date] : []) });
  return offset.seconds();
}
