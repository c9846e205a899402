import { afterEach, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../exporter/simulator/simulator.ts';
import { SECOND } from '../../exporter/simulator/world/model/time-units.ts';
import { askPalette } from '../kit/ask-simulator.ts';
import { fakeClock } from '../kit/fake-clock.ts';

describe('the rate limit', () => {
  let simulator: Simulator;
  afterEach(() => simulator.close());

  async function statuses(path: string, count: number): Promise<number[]> {
    const replies = await Promise.all(Array.from({ length: count }, () => askPalette(simulator, path)));
    return replies.map(({ status }) => status);
  }

  it('lets 50 requests of a slow prefix through at once, then 10 a second', async () => {
    const clock = fakeClock();
    simulator = await startSimulator({ clock });

    const burst = await statuses('/v1/users/info', 53);
    await clock.advance(SECOND);
    const next = await statuses('/v1/users/info', 12);

    expect(burst.filter((status) => status === 429)).toHaveLength(3);
    expect(next.filter((status) => status === 200)).toHaveLength(10);
  });

  it('gives the fast prefixes five times as much, each in a bucket of its own', async () => {
    simulator = await startSimulator({ clock: fakeClock() });
    await statuses('/v1/users/info', 51);

    const fast = await statuses('/v1/spectroclusters/none', 252);

    expect(fast.filter((status) => status === 404)).toHaveLength(250);
    expect(fast.filter((status) => status === 429)).toHaveLength(2);
  });

  it('answers TooManyRequests, with Retry-After only when asked to', async () => {
    simulator = await startSimulator({ clock: fakeClock(), palette: { retryAfter: true } });
    await statuses('/v1/users/info', 50);

    const { body, headers } = await askPalette(simulator, '/v1/users/info');

    expect(body).toMatchObject({ code: 'TooManyRequests' });
    expect(headers['retry-after']).toBe('1');
  });

  it('can be switched off', async () => {
    simulator = await startSimulator({ clock: fakeClock(), palette: { rateLimit: false } });

    expect(new Set(await statuses('/v1/users/info', 60))).toEqual(new Set([200]));
  });
});
