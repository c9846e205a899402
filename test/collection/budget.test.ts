import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Budget, createBudget } from '../../exporter/collection/budget.ts';
import type { Clock } from '../../exporter/time/clock.ts';
import { fakeClock } from '../kit/fake-clock.ts';

const SECOND = 1000;

/** Sends so many requests at once, which are answered at once, and notes when each of them went. */
function sendAll(budget: Budget, clock: Clock, count: number, options?: { patient: boolean }): number[] {
  const sent: number[] = [];
  for (let index = 0; index < count; index += 1) {
    void budget.spend(async () => sent.push(clock.now()), options);
  }
  return sent;
}

/** Sends a request that is answered at once, and tells how long it waited. */
function send(budget: Budget, signal?: AbortSignal): Promise<number> {
  return budget.spend(async (waited) => waited, { ...(signal && { signal }) });
}

/** The most requests of any window of that length. */
function busiest(sent: readonly number[], window: number): number {
  return Math.max(0, ...sent.map((from) => sent.filter((at) => at >= from && at < from + window).length));
}

describe('a request budget', () => {
  it('lets as many requests go at once as its share of a second', async () => {
    const clock = fakeClock();
    const sent = sendAll(createBudget(3, clock), clock, 10);

    await clock.advance(0);

    expect(sent).toHaveLength(3);
  });

  it('keeps to its share in every second while requests wait', async () => {
    const clock = fakeClock();
    const sent = sendAll(createBudget(3, clock), clock, 30);

    await clock.advance(20 * SECOND);

    expect(sent).toHaveLength(30);
    expect(busiest(sent, SECOND)).toBe(3);
  });

  it('saves nothing up in a pause', async () => {
    const clock = fakeClock();
    const budget = createBudget(3, clock);
    sendAll(budget, clock, 2);
    await clock.advance(60 * SECOND);

    const sent = sendAll(budget, clock, 20);
    await clock.advance(10 * SECOND);

    expect(busiest(sent, SECOND)).toBe(3);
  });

  it('rounds a fraction down rather than exceeding it', async () => {
    const clock = fakeClock();
    const sent = sendAll(createBudget(2.9, clock), clock, 20);

    await clock.advance(20 * SECOND);

    expect(busiest(sent, SECOND)).toBe(2);
  });

  it('does not lose a request to the rounding of its share', async () => {
    const clock = fakeClock();
    const sent = sendAll(createBudget(100 * 0.29, clock), clock, 40);

    await clock.advance(0);

    expect(sent).toHaveLength(29);
  });

  it('spaces requests out when its share is less than one a second', async () => {
    const clock = fakeClock();
    const sent = sendAll(createBudget(0.5, clock), clock, 4);

    await clock.advance(10 * SECOND);

    expect(sent).toHaveLength(4);
    expect(busiest(sent, 2 * SECOND)).toBe(1);
  });

  it('serves in the order of asking', async () => {
    const clock = fakeClock();
    const budget = createBudget(1, clock);
    const order: number[] = [];
    for (const turn of [1, 2, 3, 4]) void budget.spend(async () => order.push(turn));

    await clock.advance(10 * SECOND);

    expect(order).toEqual([1, 2, 3, 4]);
  });

  it('lets patient requests give way, without forgetting them', async () => {
    const clock = fakeClock();
    const budget = createBudget(1, clock);
    const asked = clock.now();
    const patient = sendAll(budget, clock, 3, { patient: true });
    const others = sendAll(budget, clock, 5);

    await clock.advance(10 * SECOND);

    const turnsOf = (times: number[]) => times.map((at) => Math.floor((at - asked) / SECOND));
    // The first to ask went before anybody else was there.
    expect({ patient: turnsOf(patient), others: turnsOf(others) }).toEqual({
      patient: [0, 4, 7],
      others: [1, 2, 3, 5, 6],
    });
  });

  it('counts where the server counts: a second from the answer on', async () => {
    const clock = fakeClock();
    const budget = createBudget(2, clock);
    const asked = clock.now();
    const slow = budget.spend(() => clock.sleep(4 * SECOND));
    void budget.spend(() => clock.sleep(100));
    const sent = sendAll(budget, clock, 3);

    await clock.advance(20 * SECOND);
    await slow;

    expect(sent.map((at) => at - asked)).toEqual([1101, 2102, 3103]);
  });

  it('is not lost when a request fails', async () => {
    const clock = fakeClock();
    const budget = createBudget(1, clock);
    const failing = budget
      .spend(() => Promise.reject(new Error('reset')))
      .catch((error: Error) => error.message);

    const sent = sendAll(budget, clock, 1);
    await clock.advance(2 * SECOND);

    expect(await failing).toBe('reset');
    expect(sent).toHaveLength(1);
  });

  it('tells how long a request waited', async () => {
    const clock = fakeClock();
    const budget = createBudget(1, clock);
    await send(budget);

    const waiting = send(budget);
    await clock.advance(2 * SECOND);

    expect(await waiting).toBe(1001);
  });

  it('lets an aborted request go at once, without costing the others a turn', async () => {
    const clock = fakeClock();
    const budget = createBudget(1, clock);
    const abort = new AbortController();
    await send(budget);
    const first = sendAll(budget, clock, 1);
    const aborted = send(budget, abort.signal).catch((error: unknown) => error);
    const last = sendAll(budget, clock, 1);
    const asked = clock.now();

    abort.abort(new Error('enough'));

    expect(await aborted).toEqual(new Error('enough'));
    expect(first).toEqual([]);
    await clock.advance(5 * SECOND);
    expect(first).toEqual([asked + 1001]);
    expect(last).toEqual([asked + 2002]);
  });

  it('refuses what was aborted before it asked', async () => {
    const budget = createBudget(1, fakeClock());

    await expect(send(budget, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });

  it('waits as long as Retry-After says', async () => {
    const clock = fakeClock();
    const budget = createBudget(10, clock);
    const asked = clock.now();

    budget.slowDown(7 * SECOND);
    const sent = sendAll(budget, clock, 1);
    await clock.advance(10 * SECOND);

    expect(sent).toEqual([asked + 7 * SECOND]);
  });

  it('waits two seconds where 429 comes without Retry-After', async () => {
    const clock = fakeClock();
    const budget = createBudget(10, clock);
    const asked = clock.now();

    budget.slowDown();
    const sent = sendAll(budget, clock, 1);
    await clock.advance(10 * SECOND);

    expect(sent).toEqual([asked + 2 * SECOND]);
  });

  it('does not believe a Retry-After of a day', async () => {
    const clock = fakeClock();
    const budget = createBudget(10, clock);
    const asked = clock.now();

    budget.slowDown(24 * 3600 * SECOND);
    const sent = sendAll(budget, clock, 1);
    await clock.advance(600 * SECOND);

    expect(sent).toEqual([asked + 60 * SECOND]);
  });

  it('takes a 429 into account that comes while requests wait already', async () => {
    const clock = fakeClock();
    const budget = createBudget(1, clock);
    await send(budget);
    const sent = sendAll(budget, clock, 1);
    const asked = clock.now();

    await clock.advance(500);
    budget.slowDown(5 * SECOND);
    await clock.advance(10 * SECOND);

    expect(sent).toEqual([asked + 5500]);
  });

  it('goes at half its pace after a 429, and says so', async () => {
    const clock = fakeClock();
    const budget = createBudget(4, clock);

    budget.slowDown(0);
    const sent = sendAll(budget, clock, 20);
    await clock.advance(9 * SECOND);

    expect(budget.throttled()).toBe(true);
    expect(busiest(sent, 2 * SECOND)).toBe(4);
    expect(sent).toHaveLength(20);
  });

  it('counts the 429s of requests that were under way together as one', async () => {
    const clock = fakeClock();
    const budget = createBudget(4, clock);

    for (let refused = 0; refused < 4; refused += 1) budget.slowDown(SECOND);
    await clock.advance(30 * SECOND);

    expect(budget.throttled()).toBe(false);
  });

  it('recovers its pace, one halving each thirty seconds', async () => {
    const clock = fakeClock();
    const budget = createBudget(4, clock);
    budget.slowDown(SECOND);
    await clock.advance(SECOND);
    budget.slowDown(SECOND);

    await clock.advance(59 * SECOND);
    const before = budget.throttled();
    await clock.advance(SECOND);

    expect([before, budget.throttled()]).toEqual([true, false]);
  });

  it('is not held up when the clock is set back', async () => {
    let shift = 0;
    const real = fakeClock();
    const clock = { ...real, now: () => real.now() + shift };
    const budget = createBudget(1, clock);
    await send(budget);

    shift = -3600 * SECOND;
    const sent = sendAll(budget, clock, 1);
    await real.advance(2 * SECOND);

    expect(sent).toHaveLength(1);
  });

  it('never exceeds its share, whatever the pattern of arrivals, 429s and aborts', async () => {
    const step = fc.record({
      wait: fc.constantFrom(0, 0, 1, 100, 330, 999, 1000, 2500, 45_000),
      requests: fc.nat({ max: 6 }),
      refused: fc.constantFrom(undefined, undefined, 0, 500, 3000),
      abort: fc.boolean(),
    });
    const scenario = fc.record({
      perSecond: fc.constantFrom(0.3, 0.5, 1, 1.5, 3, 7.5, 15),
      way: fc.constantFrom(0, 30, 400),
      delays: fc.array(fc.constantFrom(0, 0, 5, 300, 1700), { maxLength: 5 }).map((some) => [0, ...some]),
      steps: fc.array(step, { maxLength: 12 }),
    });

    await fc.assert(
      fc.asyncProperty(scenario, async ({ perSecond, way, delays, steps }) => {
        const clock = fakeClock();
        const budget = createBudget(perSecond, clock);
        const sent: number[] = [];
        let begun = 0;
        const delay = () => delays[begun++ % delays.length] ?? 0;
        for (const { wait, requests, refused, abort } of steps) {
          const stop = new AbortController();
          for (let index = 0; index < requests; index += 1) {
            budget
              .spend(
                async () => {
                  await clock.sleep(way + delay());
                  sent.push(clock.now());
                  await clock.sleep(way);
                },
                { signal: stop.signal, patient: index % 2 === 1 },
              )
              .catch(() => undefined);
          }
          if (refused !== undefined) budget.slowDown(refused);
          await clock.advance(wait);
          if (abort) stop.abort();
        }
        await clock.advance(1_000_000);

        expect(busiest(sent, SECOND)).toBeLessThanOrEqual(Math.max(1, Math.floor(perSecond)));
        expect(busiest(sent, SECOND / Math.min(1, perSecond))).toBeLessThanOrEqual(Math.max(1, perSecond));
      }),
      { numRuns: 60 },
    );
  });

  it('asks a server that is far away as often as one nearby', async () => {
    const sentWithin = async (latency: number) => {
      const clock = fakeClock();
      const budget = createBudget(3, clock);
      let sent = 0;
      const ask = async () => {
        for (;;)
          await budget.spend(() => {
            sent += 1;
            return clock.sleep(latency);
          });
      };
      for (let asker = 0; asker < 10; asker += 1) void ask();
      await clock.advance(100 * SECOND);
      return sent;
    };

    expect(await sentWithin(0)).toBeGreaterThan(295);
    expect(await sentWithin(300)).toBeGreaterThan(290);
  });

  it('lets those who ask for much take turns with those who ask for little', async () => {
    const clock = fakeClock();
    const budget = createBudget(1, clock);
    const served: string[] = [];
    const ask = (who: string, times: number) => {
      for (let time = 0; time < times; time += 1)
        void budget.spend(async () => void served.push(who), { patient: true, who });
    };

    ask('many', 10);
    ask('few', 2);
    ask('one', 1);
    await clock.advance(8 * SECOND);

    expect(served.slice(0, 7)).toEqual(['many', 'many', 'few', 'one', 'many', 'few', 'many']);
  });

  it('serves first sights in their order, before all others', async () => {
    const clock = fakeClock();
    const budget = createBudget(1, clock);
    const served: string[] = [];
    const ask = (what: string, options: Parameters<typeof budget.spend>[1]) =>
      void budget.spend(async () => void served.push(what), options);

    ask('at once', {});
    for (const time of [1, 2]) ask(`visit ${time}`, { patient: true, who: 'nodes' });
    ask('list', {});
    for (const time of [1, 2, 3, 4]) ask(`hosts ${time}`, { sight: 2 });
    ask('clusters', { sight: 1 });
    await clock.advance(12 * SECOND);

    expect(served).toEqual([
      ...['at once', 'clusters', 'hosts 1', 'hosts 2', 'hosts 3', 'hosts 4'],
      ...['visit 1', 'list', 'visit 2'],
    ]);
  });

  it('refuses at once who would wait longer than they may, and after that time who did', async () => {
    const clock = fakeClock();
    const budget = createBudget(1, clock);
    const longestWait = 30 * SECOND;
    budget.slowDown(60 * SECOND);

    const atOnce = await budget.spend(async () => 'sent', { longestWait }).catch((error: unknown) => error);
    const waiting = budget.spend(async () => 'sent', { longestWait: 70 * SECOND });
    const queued = [1, 2, 3].map(() =>
      budget.spend(async () => 'sent', { longestWait: 62 * SECOND }).catch((error: unknown) => error),
    );
    await clock.advance(70 * SECOND);

    expect(atOnce).toMatchObject({ reason: 'rate_limited' });
    expect(await waiting).toBe('sent');
    expect((await Promise.all(queued)).at(-1)).toMatchObject({ reason: 'rate_limited' });
  });
});
