import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from '../../exporter/time/duration.ts';

describe('a duration', () => {
  it.each([
    ['30s', 30_000],
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['7d', 604_800_000],
    ['1d2h3m4s5ms', 93_784_005],
    ['0s', 0],
  ])('%s is %d milliseconds', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each(['', '5', '5 m', '1.5h', '-5m', '5m1h', 'm', '5M', '1h '])('is not %j', (text) => {
    expect(() => parseDuration(text)).toThrow(RangeError);
  });

  it('reads what it writes', () => {
    fc.assert(
      fc.property(fc.nat({ max: 10 ** 11 }), (milliseconds) => {
        expect(parseDuration(formatDuration(milliseconds))).toBe(milliseconds);
      }),
    );
  });

  it('is written as short as can be', () => {
    expect([90_000, 3_600_000, 0, 86_400_001].map(formatDuration)).toEqual(['1m30s', '1h', '0s', '1d1ms']);
  });
});
