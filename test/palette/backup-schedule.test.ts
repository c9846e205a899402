import { Cron } from 'croner';
import { describe, expect, it, vi } from 'vitest';
import { longestPause } from '../../exporter/palette/parts/backup-schedule.ts';

const DAY = 86_400;

describe('the longest pause of a schedule', () => {
  it.each([
    ['*/5 * * * *', 300],
    ['0 2 * * *', DAY],
    ['@daily', DAY],
    ['0 2 * * 0', 7 * DAY],
    ['0 2 * * 1-5', 3 * DAY],
    ['0 2 1 * *', 31 * DAY],
    ['0 2 * 1 *', 336 * DAY],
  ])('of %s is %i seconds', (schedule, seconds) => {
    expect(longestPause(schedule)).toBe(seconds);
  });

  it.each(['', 'never', '@every 24h', '* * * * * *', '0 2 30 2 *', '2030-01-01T00:00:00'])(
    'of "%s" is not known',
    (schedule) => {
      expect(longestPause(schedule)).toBeUndefined();
    },
  );

  it('is worked out once for all clusters that share it', () => {
    const workOut = vi.spyOn(Cron.prototype, 'nextRuns');

    const both = ['17 3 * * *', '17 3 * * *'].map(longestPause);

    expect(both).toEqual([DAY, DAY]);
    expect(workOut).toHaveBeenCalledTimes(1);
    workOut.mockRestore();
  });
});
