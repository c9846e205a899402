import { describe, expect, it } from 'vitest';
import { defineItemCollector } from '../../exporter/collection/collector.ts';
import { type FailureReason, SourceError } from '../../exporter/sources/failures.ts';
import { alive, collector, createBench, HOUR, MINUTE, perItem, SECOND, value } from './bench.ts';

function counting(name = 'test') {
  const runs = { count: 0 };
  return {
    runs,
    counted: collector({
      name,
      async collect(_, emit) {
        runs.count += 1;
        emit(value, runs.count);
      },
    }),
  };
}

describe('the scheduler', () => {
  it('leaves a collector out that has no settings', async () => {
    const { clock, scheduler } = createBench();
    const on = counting('on');
    const off = counting('off');
    const source = { name: 'pma', labels: {}, open: () => undefined };

    scheduler.add(source, [on.counted, off.counted], ({ name }) =>
      name === 'on' ? { interval: MINUTE, maxAge: HOUR } : undefined,
    );
    await clock.advance(SECOND);

    expect(scheduler.status().map((job) => job.collector)).toEqual(['on']);
    expect(off.runs.count).toBe(0);
  });

  describe('in the first round', () => {
    /** A list that takes its time, and one that is quickly read. */
    function lists(bench: ReturnType<typeof createBench>, takes: number) {
      const { counted: quick, runs } = counting('quick');
      let failing: FailureReason | undefined;
      const slow = collector({
        name: 'slow',
        async collect() {
          await bench.clock.sleep(takes);
          if (failing) throw new SourceError(failing, 'not now');
        },
      });
      const fail = (reason: FailureReason | undefined) => {
        failing = reason;
      };
      return { quick, slow, runs, fail };
    }

    it('reads no list twice while another has not been read once', async () => {
      const bench = createBench();
      const { quick, slow, runs } = lists(bench, 100 * SECOND);

      bench.start([quick, slow], { interval: 30 * SECOND });
      await bench.clock.advance(99 * SECOND);
      const before = runs.count;
      await bench.clock.advance(40 * SECOND);

      expect(before).toBe(1);
      expect(runs.count).toBe(3);
    });

    it('keeps no list waiting for one that fails', async () => {
      const bench = createBench();
      const { quick, slow, runs, fail } = lists(bench, SECOND);
      fail('timeout');

      bench.start([quick, slow], { interval: 30 * SECOND });
      await bench.clock.advance(2 * MINUTE);

      expect(runs.count).toBe(5);
    });

    it('keeps no list waiting until its data end, for one that is never read', async () => {
      const bench = createBench();
      const { quick, slow, runs, fail } = lists(bench, SECOND);
      fail('timeout');
      const watching = collector({ name: 'watching', collect: () => bench.clock.sleep(HOUR) });

      bench.start([quick, slow, watching], { interval: MINUTE, maxAge: 5 * MINUTE });
      await bench.clock.advance(9 * MINUTE);

      expect(runs.count).toBeGreaterThanOrEqual(3);
      expect(bench.rows()).toHaveLength(1);
    });

    it('has seen all once each list was read and each item visited, and not before', async () => {
      const bench = createBench();
      const { quick, slow } = lists(bench, 10 * SECOND);
      const visiting = defineItemCollector<undefined, { key: string; version: string }>({
        name: 'visiting',
        describes: 'A test.',
        every: '1m',
        metrics: { perItem },
        reads: [{ method: 'GET', path: '/test' }],
        items: () => ['a', 'b', 'c', 'd'].map((key) => ({ key, version: '1' })),
        collect: () => bench.clock.sleep(20 * SECOND),
      });
      const seen = () => bench.scheduler.status().filter(({ hasSeenAll }) => hasSeenAll);

      bench.start([quick, slow, visiting]);
      await bench.clock.advance(5 * SECOND);
      const first = seen().map((job) => job.collector);
      await bench.clock.advance(10 * SECOND);
      const second = seen().map((job) => job.collector);
      await bench.clock.advance(2 * MINUTE);

      expect(first).toEqual(['quick']);
      expect(second).toEqual(['quick', 'slow']);
      expect(seen()).toHaveLength(3);
    });

    it('takes what may not be read for seen, and what is away for unseen', async () => {
      const bench = createBench();
      const failsWith = (name: string, reason: FailureReason) =>
        collector({ name, collect: () => Promise.reject(new SourceError(reason, 'no')) });
      const watching = collector({
        name: 'watching',
        collect: () => Promise.reject(new SourceError('connection', 'no')),
        always: () => undefined,
      });

      bench.start([failsWith('forbidden', 'forbidden'), failsWith('away', 'connection'), watching]);
      await bench.clock.advance(HOUR);

      expect(bench.status('forbidden').hasSeenAll).toBe(true);
      expect(bench.status('away').hasSeenAll).toBe(false);
    });
  });

  it('refuses a second source of the same name', () => {
    const { start } = createBench();
    start([]);

    expect(() => start([])).toThrow('source "pma" is there already');
  });

  it('takes a removed source away with its series and its state', async () => {
    const { clock, scheduler, start, rows } = createBench();
    const { counted, runs } = counting();
    start([counted], { name: 'one' });
    start([counted], { name: 'two' });
    await clock.advance(SECOND);

    await scheduler.remove('one');
    runs.count = 0;
    await clock.advance(MINUTE);

    expect(rows()).toEqual(['test_value{palette="two"} 1']);
    expect(scheduler.status().map(({ source }) => source)).toEqual(['two']);
    expect(runs.count).toBe(1);
  });

  it('lets a source be added again after it was removed', async () => {
    const { clock, scheduler, start, rows } = createBench();
    const { counted } = counting();
    start([counted]);
    await clock.advance(SECOND);

    await scheduler.remove('pma');
    start([counted]);
    await clock.advance(SECOND);

    expect(rows()).toEqual(['test_value{palette="pma"} 2']);
  });

  it('has nothing against removing a source that is not there', async () => {
    const { scheduler } = createBench();

    await expect(scheduler.remove('nobody')).resolves.toBeUndefined();
  });

  it('stops a run that is under way, and says nothing about it', async () => {
    const { clock, scheduler, start, lines, rows } = createBench('debug');
    const seen: unknown[] = [];
    const source = { name: 'pma', labels: {}, open: ({ signal }: { signal: AbortSignal }) => signal };
    const hanging = {
      ...collector({ collect: async () => undefined }),
      collect: (signal: AbortSignal) =>
        clock.sleep(HOUR, signal).catch((error: unknown) => {
          seen.push(error);
          throw error;
        }),
      always: () => undefined,
    };
    scheduler.add(source, [hanging], () => ({ interval: MINUTE, maxAge: HOUR }));
    start([counting().counted], { name: 'other' });
    await clock.advance(SECOND);

    await scheduler.stop();

    expect(seen).toHaveLength(1);
    expect(lines).toEqual([]);
    expect(rows()).toEqual(['test_value{palette="other"} 1']);
  });

  it('runs nothing any more after it was stopped', async () => {
    const { clock, scheduler, start } = createBench();
    const { counted, runs } = counting();
    start([counted]);
    await clock.advance(SECOND);

    await scheduler.stop();
    await clock.advance(HOUR);

    expect(runs.count).toBe(1);
  });

  it('gives running collectors another interval without a gap in their series', async () => {
    const { clock, scheduler, store, start, rows } = createBench();
    const { counted, runs } = counting();
    start([counted], { interval: HOUR });
    await clock.advance(SECOND);
    const changes = store.changes;

    await scheduler.reconfigure(() => ({ interval: MINUTE, maxAge: HOUR }));

    expect([store.changes, rows()]).toEqual([changes, ['test_value{palette="pma"} 1']]);
    await clock.advance(5 * MINUTE);
    expect(runs.count).toBeGreaterThanOrEqual(5);
  });

  it('ends a collector that is switched off, with its series, and starts it again', async () => {
    const { clock, scheduler, start, rows } = createBench();
    const { counted } = counting();
    start([counted]);
    await clock.advance(SECOND);

    await scheduler.reconfigure(() => undefined);
    const off = [rows(), scheduler.status()];
    await scheduler.reconfigure(() => ({ interval: MINUTE, maxAge: HOUR }));
    await clock.advance(SECOND);

    expect(off).toEqual([[], []]);
    expect(rows()).toEqual(['test_value{palette="pma"} 2']);
  });
});

describe('a source that is back after hours', () => {
  /** A source that is watched every 30 seconds, swept every five minutes, and whose item is visited as often. */
  function setUp() {
    const bench = createBench();
    const source = { away: undefined as FailureReason | undefined, asked: [] as string[] };
    const ask = (who: string) => {
      source.asked.push(who);
      if (source.away) throw new SourceError(source.away, `the source said ${source.away}`);
    };
    const watching = collector({
      name: 'watching',
      collect: async () => ask('watching'),
      always: (_, emit, ok) => emit(alive, ok),
    });
    const swept = collector({ name: 'swept', collect: async () => ask('swept') });
    const visiting = defineItemCollector<undefined, { key: string; version: string }>({
      ...collector({ name: 'visiting', collect: async () => undefined }),
      metrics: { perItem },
      items: () => [{ key: 'a', version: '1' }],
      collect: async () => ask('visiting'),
    });
    const settings = ({ name }: { name: string }) => ({
      interval: name === 'watching' ? 30 * SECOND : 5 * MINUTE,
      maxAge: HOUR,
    });
    bench.scheduler.add(
      { name: 'pma', labels: {}, open: () => undefined },
      [watching, swept, visiting],
      settings,
    );
    /** Who was asked during that time, without the one that watches. */
    async function askedWithin(milliseconds: number): Promise<readonly string[]> {
      source.asked.length = 0;
      await bench.clock.advance(milliseconds);
      return [...new Set(source.asked)].filter((who) => who !== 'watching').sort();
    }
    return { ...bench, source, askedWithin };
  }

  /** Time for the collector that watches to find out, and for the others to hear of it. */
  const SOON = 2 * MINUTE + 30 * SECOND;

  it.each([
    'connection',
    'timeout',
    'tls',
    'server_error',
    'not_found',
    'forbidden',
    'unauthorized',
    'rate_limited',
    'parse',
  ] as const)('is asked soon by all that waited after %s', async (reason) => {
    const { clock, source, askedWithin, status } = setUp();
    await clock.advance(MINUTE);
    source.away = reason;
    await clock.advance(3 * HOUR);

    source.away = undefined;

    expect(await askedWithin(SOON)).toEqual(['swept', 'visiting']);
    expect([status('swept').reason, status('visiting').reason]).toEqual(['ok', 'ok']);
  });

  it('is asked by all that it refused, as soon as one of them is permitted', async () => {
    const { clock, scheduler, status } = createBench();
    const refused = new Set(['early', 'late']);
    const refusable = (name: string) =>
      collector({
        name,
        collect: async () => {
          if (refused.has(name)) throw new SourceError('forbidden', 'refused');
        },
      });
    const settings = ({ name }: { name: string }) => ({
      interval: name === 'late' ? 12 * HOUR : MINUTE,
      maxAge: 24 * HOUR,
    });
    const collectors = [refusable('early'), refusable('late')];
    scheduler.add({ name: 'pma', labels: {}, open: () => undefined }, collectors, settings);
    // Asked after 511 minutes, and after 1023 again.
    await clock.advance(540 * MINUTE);
    refused.clear();

    await clock.advance(61 * MINUTE);

    expect([status('early').reason, status('late').reason]).toEqual(['ok', 'ok']);
  });

  it('is asked within seconds by all that were refused when the key was replaced', async () => {
    const { clock, scheduler, status } = createBench();
    const key = { version: 'old' };
    const watching = collector({
      name: 'watching',
      collect: async () => {
        if (key.version === 'old') throw new SourceError('unauthorized', 'rejected');
      },
      always: () => undefined,
    });
    const swept = collector({ name: 'swept', collect: watching.collect });
    const source = { name: 'pma', labels: {}, open: () => undefined, credentials: () => key.version };
    scheduler.add(source, [watching, swept], () => ({ interval: HOUR, maxAge: 5 * HOUR }));
    await clock.advance(50 * MINUTE);

    key.version = 'new';
    await clock.advance(10 * SECOND);

    expect([status('watching').reason, status('swept').reason]).toEqual(['ok', 'ok']);
  });

  it('is asked no more often while it keeps failing', async () => {
    const { clock, source } = setUp();
    source.away = 'connection';
    await clock.advance(HOUR);
    source.asked.length = 0;

    await clock.advance(HOUR);

    expect(source.asked.filter((who) => who === 'swept').length).toBeLessThanOrEqual(4);
    expect(source.asked.filter((who) => who === 'visiting').length).toBeLessThanOrEqual(4);
  });
});
