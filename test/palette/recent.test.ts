import { describe, expect, it } from 'vitest';
import { createRecent } from '../../exporter/palette/api/recent.ts';
import { fakeClock } from '../kit/fake-clock.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What is left of what was told at an interval, so long after it was told for the last time. */
async function leftAfter(time: number, { interval, times }: { interval: number; times: number }) {
  const clock = fakeClock();
  const recent = createRecent<number>(clock);
  for (let round = 1; round <= times; round += 1) {
    if (round > 1) await clock.advance(interval);
    recent.set('host', round);
  }
  await clock.advance(time);
  return recent.get('host');
}

describe('what a collector told', () => {
  it.each([
    ['five intervals', { interval: 15 * MINUTE, times: 2 }, 75 * MINUTE],
    ['five minutes at least', { interval: 30_000, times: 3 }, 5 * MINUTE],
    ['as long as an hourly one when it was told once', { interval: MINUTE, times: 1 }, 5 * HOUR],
  ])('is kept for %s, and no longer', async (_name, told, maxAge) => {
    expect(await leftAfter(maxAge, told)).toBe(told.times);
    expect(await leftAfter(maxAge + 1, told)).toBeUndefined();
  });

  it('says nothing of what nobody told', () => {
    expect(createRecent<number>(fakeClock()).get('host')).toBeUndefined();
  });
});
