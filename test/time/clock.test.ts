import { setTimeout as later } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../exporter/time/clock.ts';

const DAY = 86_400_000;

describe('the clock of the system', () => {
  it('ends a sleep with the reason of its signal', async () => {
    const abort = new AbortController();
    const sleep = systemClock.sleep(DAY, abort.signal);

    abort.abort(new Error('enough'));

    await expect(sleep).rejects.toThrow('enough');
  });

  it('does not wake at once from a sleep that is longer than a timer can be', async () => {
    const abort = new AbortController();
    const sleep = systemClock.sleep(60 * DAY, abort.signal).catch(() => 'aborted');

    const first = await Promise.race([sleep, later(20, 'still asleep')]);
    abort.abort();

    expect(first).toBe('still asleep');
    expect(await sleep).toBe('aborted');
  });
});
