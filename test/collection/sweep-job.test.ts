import { describe, expect, it } from 'vitest';
import { catalogue, collectors } from '../../exporter/catalogue/catalogue.ts';
import type { Collector } from '../../exporter/collection/collector.ts';
import type { Run } from '../../exporter/collection/job.ts';
import type { Emit } from '../../exporter/metric/emit.ts';
import { ElsewhereError, type FailureReason, SourceError } from '../../exporter/sources/failures.ts';
import { alive, collector, createBench, HOUR, MINUTE, SECOND, value } from './bench.ts';

const ITEMS = ['a', 'b', 'c'].map((key) => ({ key, version: '1' }));

/** A source whose answer can be changed, and which notes when it was asked. */
function createSource(clock: { now(): number }) {
  const started = clock.now();
  const source = {
    failing: undefined as FailureReason | undefined,
    answer: 1,
    /** Seconds since the start. */
    asked: [] as number[],
    collect: async (emit: Emit) => {
      source.asked.push((clock.now() - started) / SECOND);
      if (source.failing) throw new SourceError(source.failing, `the source said ${source.failing}`);
      emit(value, source.answer);
    },
  };
  return source;
}

function setUp(always?: 'watches') {
  const bench = createBench();
  const source = createSource(bench.clock);
  const watching: Partial<Collector<undefined>> = { always: (_, emit, ok) => emit(alive, ok) };
  const swept = collector({ collect: (_, emit) => source.collect(emit), ...(always && watching) });
  return { ...bench, source, swept };
}

describe('a sweep', () => {
  it('is patient in the first round only, in which lists wait for each other', async () => {
    const { clock, scheduler } = createBench();
    const waits: (number | undefined)[] = [];
    const open = ({ longestWait }: Run) => void waits.push(longestWait);
    const swept = collector({ sight: 2, collect: async () => undefined });

    scheduler.add({ name: 'pma', labels: {}, open }, [swept], () => ({ interval: MINUTE, maxAge: HOUR }));
    await clock.advance(MINUTE);

    expect(waits).toEqual([4 * MINUTE, MINUTE]);
  });

  it('runs at once and then once an interval', async () => {
    const { clock, source, swept, start } = setUp();

    start([swept], { interval: MINUTE });
    await clock.advance(3 * MINUTE);

    expect(source.asked).toEqual([0, 60, 120, 180]);
  });

  it('shows the samples of its last run, with the labels of its source', async () => {
    const { clock, source, swept, start, rows } = setUp();
    start([swept]);
    await clock.advance(SECOND);

    source.answer = 2;
    await clock.advance(MINUTE);

    expect(rows()).toEqual(['test_value{palette="pma"} 2']);
  });

  it('tells what a run cost', async () => {
    const { clock, start, status } = createBench();
    const started = clock.now();
    const swept = collector({
      collect: async (_, emit) => {
        await clock.sleep(3 * SECOND);
        emit(value, 1);
        emit(value, 2);
      },
    });

    start([swept]);
    await clock.advance(4 * SECOND);

    expect(status()).toMatchObject({
      reason: 'ok',
      message: undefined,
      duration: 3 * SECOND,
      lastSuccess: started + 3 * SECOND,
      interval: MINUTE,
      series: 1,
      dropped: 1,
    });
  });

  it('tells nothing of its state before the first run has ended', async () => {
    const { clock, start, status } = createBench();
    start([collector({ collect: () => clock.sleep(HOUR) })]);

    await clock.advance(MINUTE);

    expect(status()).toMatchObject({ reason: undefined, lastSuccess: undefined });
  });

  it('keeps its snapshot while it fails, and says why', async () => {
    const { clock, source, swept, start, rows, status } = setUp();
    start([swept]);
    await clock.advance(SECOND);

    source.failing = 'server_error';
    await clock.advance(4 * MINUTE);

    expect(rows()).toEqual(['test_value{palette="pma"} 1']);
    expect(status()).toMatchObject({
      reason: 'server_error',
      message: 'the source said server_error',
      series: 1,
    });
  });

  it('that keeps its counters shows them while its source is away, however long', async () => {
    const { clock, source, swept, start, rows, status } = setUp();
    start([{ ...swept, keeps: true }], { maxAge: 5 * MINUTE });
    await clock.advance(SECOND);

    source.failing = 'connection';
    await clock.advance(HOUR);

    expect(rows()).toEqual(['test_value{palette="pma"} 1']);
    expect(status()).toMatchObject({ reason: 'connection', series: 1 });
  });

  it('that has a counter keeps it, or shows it whether or not it succeeds', () => {
    const counting = catalogue.flatMap(({ type, collector }) =>
      type === 'counter' && collector !== undefined ? [collector] : [],
    );
    const all: readonly Collector<never>[] = Object.values(collectors).flat();
    const forgetful = all.filter(({ name, keeps, always }) =>
      counting.some((one) => one.name === name && !keeps && always === undefined),
    );

    expect(counting.map(({ name }) => name)).toEqual(expect.arrayContaining(['audits', 'events']));
    expect(forgetful.map(({ name }) => name)).toEqual([]);
  });

  it('falls silent when its snapshot is too old', async () => {
    const { clock, source, swept, start, rows, status } = setUp();
    start([swept], { maxAge: 5 * MINUTE });
    await clock.advance(SECOND);

    source.failing = 'timeout';
    await clock.advance(5 * MINUTE + 5 * SECOND);

    expect(rows()).toEqual([]);
    expect(status()).toMatchObject({ reason: 'timeout', series: 0 });
  });

  it('falls silent at the age that the configuration says, even below five intervals', async () => {
    const { clock, source, swept, start, rows } = setUp();
    start([swept], { interval: MINUTE, maxAge: 2 * MINUTE });
    await clock.advance(SECOND);

    source.failing = 'timeout';
    await clock.advance(2 * MINUTE + 5 * SECOND);

    expect(rows()).toEqual([]);
  });

  it('that does not end is given up before its data are too old, and says so', async () => {
    const { clock, start, status, lines } = createBench();
    const endless = collector({ collect: () => clock.sleep(24 * HOUR), always: () => undefined });
    start([endless], { interval: MINUTE, maxAge: 5 * MINUTE });

    await clock.advance(4 * MINUTE + SECOND);

    expect(status()).toMatchObject({ reason: 'timeout' });
    expect(lines.map(({ msg }) => msg)).toEqual([
      'the run did not end within 240 s; is the source slow, or are its lists without an end?',
    ]);
  });

  it('speaks again as soon as it succeeds', async () => {
    const { clock, source, swept, start, rows, status } = setUp();
    source.failing = 'connection';
    start([swept]);
    await clock.advance(10 * MINUTE);

    source.failing = undefined;
    await clock.advance(4 * MINUTE);

    expect(rows()).toEqual(['test_value{palette="pma"} 1']);
    expect(status()).toMatchObject({ reason: 'ok', message: undefined });
  });

  it('goes on telling what always holds when the rest has fallen silent', async () => {
    const { clock, source, swept, start, rows } = setUp('watches');
    start([swept]);
    await clock.advance(SECOND);
    const before = rows();

    source.failing = 'connection';
    await clock.advance(HOUR);

    expect(before).toEqual(['test_up{palette="pma"} 1', 'test_value{palette="pma"} 1']);
    expect(rows()).toEqual(['test_up{palette="pma"} 0']);
  });

  it('tells what always holds even when no run ever succeeded', async () => {
    const { clock, source, swept, start, rows } = setUp('watches');
    source.failing = 'tls';

    start([swept]);
    await clock.advance(SECOND);

    expect(rows()).toEqual(['test_up{palette="pma"} 0']);
  });

  it('asks hourly for what is not there', async () => {
    const { clock, source, swept, start } = setUp();
    source.failing = 'not_found';

    start([swept]);
    await clock.advance(2 * HOUR);

    expect(source.asked).toEqual([0, 3600, 7200]);
  });

  it('keeps its series over two refusals, and asks hardly any more after half an hour of them', async () => {
    const { clock, source, swept, start, rows } = setUp();
    start([swept]);
    await clock.advance(SECOND);

    source.failing = 'forbidden';
    await clock.advance(2 * MINUTE);
    source.failing = undefined;
    await clock.advance(MINUTE);
    const afterTwo = rows();
    source.failing = 'forbidden';
    await clock.advance(2 * HOUR);

    expect(afterTwo).toEqual(['test_value{palette="pma"} 1']);
    expect(rows()).toEqual([]);
    expect(source.asked.length).toBeLessThan(25);
  });

  it('is patient with a 404 of what was there before', async () => {
    const { clock, source, swept, start } = setUp();
    start([swept], { interval: MINUTE });
    await clock.advance(SECOND);
    source.failing = 'not_found';

    await clock.advance(3 * MINUTE);
    source.failing = undefined;
    await clock.advance(2 * MINUTE);

    expect(source.asked).toEqual([0, 60, 120, 180, 240, 300]);
  });

  it('asks again for what was not there once its source is back', async () => {
    const { clock, source, swept, scheduler, status } = setUp();
    const away = { failing: true };
    const watching = collector({
      name: 'watching',
      collect: async () => {
        if (away.failing) throw new SourceError('server_error', 'away');
      },
      always: () => undefined,
    });
    source.failing = 'not_found';
    const everyMinute = () => ({ interval: MINUTE, maxAge: HOUR });
    scheduler.add({ name: 'pma', labels: {}, open: () => undefined }, [watching, swept], everyMinute);
    await clock.advance(10 * MINUTE);
    const before = source.asked.length;

    away.failing = false;
    source.failing = undefined;
    await clock.advance(5 * MINUTE);

    expect(before).toBe(1);
    expect(status().reason).toBe('ok');
  });

  it('asks again within seconds once another run finds that the source has more than it had', async () => {
    const { clock, source, swept, scheduler } = setUp();
    let runs = 0;
    const finding = collector({
      name: 'finding',
      collect: async (run: unknown) => {
        runs += 1;
        (run as Run).gained = runs === 6;
      },
    });
    source.failing = 'not_found';
    const everyMinute = () => ({ interval: MINUTE, maxAge: HOUR });
    scheduler.add({ name: 'pma', labels: {}, open: (run) => run as never }, [finding, swept], everyMinute);

    await clock.advance(5 * MINUTE + 10 * SECOND);

    expect(runs).toBe(6);
    expect(source.asked).toHaveLength(2);
  });

  it('shows what it has when it complains of something, and goes on at its usual pace', async () => {
    const { clock, scheduler, status, rows, lines } = createBench();
    const complaining = collector({
      collect: async (run: unknown, emit) => {
        emit(value, 1);
        (run as Run).problem = new SourceError('parse', 'one project is missing');
      },
    });
    const everyMinute = () => ({ interval: MINUTE, maxAge: 5 * MINUTE });
    scheduler.add({ name: 'pma', labels: {}, open: (run) => run as never }, [complaining], everyMinute);

    await clock.advance(HOUR);

    expect(rows()).toEqual(['test_value 1']);
    expect(status()).toMatchObject({ reason: 'parse', message: 'one project is missing', series: 1 });
    expect(clock.now() - (status().lastSuccess ?? 0)).toBeLessThanOrEqual(MINUTE);
    expect(lines.map(({ msg }) => msg)).toEqual(['one project is missing']);
  });

  it('is not ok when whole objects were lost, and counts by name what could not be read', async () => {
    const { clock, scheduler, status, rows } = createBench();
    const losing = collector({
      collect: async (run: unknown, emit) => {
        emit(value, 1);
        Object.assign((run as Run).stats, { lost: 2, unread: new Map([['spec.cores', 3]]) });
      },
    });
    const everyMinute = () => ({ interval: MINUTE, maxAge: 5 * MINUTE });
    scheduler.add({ name: 'pma', labels: {}, open: (run) => run as never }, [losing], everyMinute);

    await clock.advance(MINUTE);

    expect(rows()).toEqual(['test_value 1']);
    expect(status()).toMatchObject({ reason: 'incomplete', series: 1, unread: new Map([['spec.cores', 6]]) });
    expect(status().message).toMatch(/2 objects .* are not shown .*spec\.cores/);
  });

  it('never waits an hour when it is the one that watches the source', async () => {
    const { clock, source, swept, start } = setUp('watches');
    source.failing = 'not_found';

    start([swept], { interval: MINUTE });
    await clock.advance(8 * MINUTE);

    expect(source.asked).toEqual([0, 60, 120, 180, 240, 300, 360, 420, 480]);
  });

  it('asks a failing source ever more rarely, at most every four intervals', async () => {
    const { clock, source, swept, start } = setUp();
    source.failing = 'timeout';

    start([swept], { interval: MINUTE });
    await clock.advance(40 * MINUTE);

    const waits = source.asked.slice(1).map((at, index) => at - (source.asked[index] ?? 0));
    expect(Math.max(...waits)).toBeLessThanOrEqual(4 * 60);
    expect(Math.min(...waits.slice(3))).toBeGreaterThanOrEqual(3.6 * 60);
    expect(waits[0]).toBeLessThanOrEqual(60);
  });

  it('is back at its usual pace after one success', async () => {
    const { clock, source, swept, start } = setUp();
    source.failing = 'timeout';
    start([swept], { interval: MINUTE });
    await clock.advance(20 * MINUTE);

    source.failing = undefined;
    await clock.advance(4 * MINUTE);
    source.asked.length = 0;
    await clock.advance(5 * MINUTE);

    expect(source.asked).toHaveLength(5);
  });

  it('starts again at once when a run took longer than the interval, which then shows', async () => {
    const { clock, start, status } = createBench();
    const runs: number[] = [];
    const swept = collector({
      collect: async () => {
        runs.push(clock.now());
        await clock.sleep(90 * SECOND);
      },
    });

    start([swept], { interval: MINUTE });
    await clock.advance(5 * MINUTE);

    expect(runs.slice(1).map((at, index) => at - (runs[index] ?? 0))).toEqual([90_000, 90_000, 90_000]);
    expect(status().interval).toBe(90 * SECOND);
  });

  it('lets its snapshot grow older where the runs are further apart than configured', async () => {
    const { clock, start, rows } = createBench();
    let runs = 0;
    const swept = collector({
      collect: async (_, emit) => {
        runs += 1;
        await clock.sleep(3 * MINUTE);
        if (runs > 1) throw new SourceError('timeout', 'no answer');
        emit(value, 1);
      },
    });
    start([swept], { interval: MINUTE, maxAge: 5 * MINUTE });

    await clock.advance(10 * MINUTE);
    const between = rows();
    await clock.advance(20 * MINUTE);

    expect(between).toEqual(['test_value{palette="pma"} 1']);
    expect(rows()).toEqual([]);
  });

  it('logs one line when its state changes, none per run', async () => {
    const { clock, source, swept, start, lines } = setUp('watches');
    start([swept]);
    await clock.advance(5 * MINUTE);
    const whileFine = lines.length;

    source.failing = 'connection';
    await clock.advance(30 * MINUTE);
    source.failing = undefined;
    await clock.advance(30 * MINUTE);

    expect(whileFine).toBe(0);
    expect(lines.map(({ msg, reason, source, collector }) => ({ msg, reason, source, collector }))).toEqual([
      { msg: 'the source said connection', reason: 'connection', source: 'pma', collector: 'test' },
      { msg: 'collector works again', reason: undefined, source: 'pma', collector: 'test' },
    ]);
  });

  it('leaves it to the watching collector to log that the source is away', async () => {
    const { clock, source, swept, start, lines } = setUp();
    source.failing = 'connection';

    start([swept]);
    await clock.advance(10 * MINUTE);

    expect(lines).toEqual([]);
  });

  it('tells of a login page once for its source, and of a path that alone leads to one by itself', async () => {
    const { clock, scheduler, lines } = createBench();
    const elsewhere = { watching: true, other: true };
    const ask = (name: keyof typeof elsewhere) => async () => {
      if (elsewhere[name]) throw new ElsewhereError('parse', `a login page for ${name}`);
    };
    const watching = collector({ name: 'watching', collect: ask('watching'), always: () => undefined });
    const other = collector({ name: 'other', collect: ask('other') });
    const source = { name: 'pma', labels: {}, open: () => undefined };
    scheduler.add(source, [watching, other], () => ({ interval: MINUTE, maxAge: HOUR }));
    await clock.advance(10 * MINUTE);
    const whileAway = lines.map(({ msg }) => msg);

    elsewhere.watching = false;
    await clock.advance(10 * MINUTE);
    elsewhere.other = false;
    await clock.advance(2 * MINUTE);

    expect(whileAway).toEqual(['a login page for watching']);
    expect(lines.slice(1).map(({ msg, collector }) => [collector, msg])).toEqual([
      ['watching', 'collector works again'],
      ['other', 'a login page for other'],
      ['other', 'collector works again'],
    ]);
  });

  it.each(['parse', 'forbidden', 'not_found'] as const)(
    'leaves a whole source that fails with %s to its watching collector, and tells what is left',
    async (reason) => {
      const { clock, scheduler, lines } = createBench();
      const failing = new Set<string>();
      const ask = (name: string) => async () => {
        if (failing.has(name)) throw new SourceError(reason, `${name} failed`);
      };
      const watching = collector({ name: 'watching', collect: ask('watching'), always: () => undefined });
      const others = ['first', 'second', 'third'].map((name) => collector({ name, collect: ask(name) }));
      const items = collector({ name: 'items', items: () => ITEMS, collect: ask('items') });
      const source = { name: 'pma', labels: {}, open: () => undefined };
      scheduler.add(source, [watching, ...others, items], () => ({ interval: MINUTE, maxAge: HOUR }));
      await clock.advance(10.5 * MINUTE);
      for (const name of ['watching', 'first', 'second', 'third', 'items']) failing.add(name);
      await clock.advance(10 * MINUTE);
      const whileAway = lines.map(({ msg }) => msg);
      failing.clear();
      failing.add('third');

      await clock.advance(10 * MINUTE);
      failing.clear();
      await clock.advance(20 * MINUTE);

      expect(whileAway).toEqual(['watching failed']);
      expect(lines.slice(1).map(({ msg, collector }) => [collector, msg])).toEqual([
        ['watching', 'collector works again'],
        ['third', 'third failed'],
        ['third', 'collector works again'],
      ]);
    },
  );

  it('does not tell again what it told before the whole source failed', async () => {
    const { clock, scheduler, lines } = createBench();
    const failing = new Map<string, FailureReason>([['other', 'forbidden']]);
    const ask = (name: string) => async () => {
      const reason = failing.get(name);
      if (reason !== undefined) throw new SourceError(reason, `${name}: ${reason}`);
    };
    const watching = collector({ name: 'watching', collect: ask('watching'), always: () => undefined });
    const source = { name: 'pma', labels: {}, open: () => undefined };
    const other = collector({ name: 'other', collect: ask('other') });
    scheduler.add(source, [watching, other], () => ({ interval: MINUTE, maxAge: HOUR }));
    await clock.advance(5 * MINUTE);

    failing.set('watching', 'server_error').set('other', 'server_error');
    await clock.advance(5 * MINUTE);
    failing.delete('watching');
    failing.set('other', 'forbidden');
    await clock.advance(5 * MINUTE);
    failing.clear();
    await clock.advance(5 * MINUTE);

    expect(lines.map(({ msg, collector }) => [collector, msg])).toEqual([
      ['other', 'other: forbidden'],
      ['watching', 'watching: server_error'],
      ['watching', 'collector works again'],
      ['other', 'collector works again'],
    ]);
  });

  it('logs what only concerns itself', async () => {
    const { clock, source, swept, start, lines } = setUp();
    source.failing = 'forbidden';

    start([swept]);
    await clock.advance(10 * MINUTE);

    expect(lines.map(({ msg }) => msg)).toEqual(['the source said forbidden']);
  });

  it('survives a fault of its own, which neither ends it nor touches the others', async () => {
    const { clock, start, status, rows, lines } = createBench();
    const broken = collector({
      name: 'broken',
      collect: async () => {
        throw new TypeError('undefined is not a cluster');
      },
    });
    const sound = collector({ name: 'sound', collect: async (_, emit) => emit(value, 1) });

    start([broken, sound]);
    await clock.advance(3 * MINUTE);

    expect(status('broken')).toMatchObject({
      reason: 'internal',
      message: 'a fault of the exporter (TypeError: undefined is not a cluster)',
    });
    expect(rows()).toEqual(['test_value{palette="pma"} 1']);
    expect(lines.map(({ msg }) => msg)).toEqual(['collector failed by a fault of the exporter']);
  });

  it('survives a fault in what it always tells', async () => {
    const { clock, start, status } = createBench();
    const broken = collector({
      collect: async () => undefined,
      always: () => {
        throw new RangeError('no');
      },
    });

    start([broken]);
    await clock.advance(3 * MINUTE);

    expect(status()).toMatchObject({
      reason: 'internal',
      message: 'a fault of the exporter (RangeError: no)',
    });
  });

  it('survives that its samples cannot be published', async () => {
    const { clock, store, start, status } = createBench();
    store.fault = new Error('metric test_value is declared twice');
    start([collector({ collect: async (_, emit) => emit(value, 1) })]);
    await clock.advance(SECOND);
    const before = status().reason;

    store.fault = undefined;
    await clock.advance(MINUTE);

    expect([before, status().reason]).toEqual(['internal', 'ok']);
  });
});
