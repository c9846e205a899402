import { describe, expect, it } from 'vitest';
import { createBudget } from '../../exporter/collection/budget.ts';
import type { Item } from '../../exporter/collection/collector.ts';
import { defineItemCollector } from '../../exporter/collection/collector.ts';
import type { Run } from '../../exporter/collection/job.ts';
import { type FailureReason, SourceError } from '../../exporter/sources/failures.ts';
import { collector, createBench, HOUR, MINUTE, perItem, SECOND } from './bench.ts';

const reads = [{ method: 'GET', path: '/test/{item}' }] as const;

interface Visit {
  readonly item: string;
  /** Seconds since the start. */
  readonly at: number;
}

/** A source with items whose versions, answers and speed can be changed, and the collector that visits them. */
function setUp(names: readonly string[], { interval = 5 * MINUTE, maxAge = 25 * MINUTE } = {}) {
  const bench = createBench();
  const started = bench.clock.now();
  const versions = new Map(names.map((name) => [name, 1]));
  const urgent = new Set<string>();
  /** As long as nothing changes it is the same one, as those of Palette's collectors. */
  let listed: readonly Item[] | undefined;
  const relist = () => {
    listed = undefined;
  };
  const source = {
    failing: new Map<string, FailureReason>(),
    away: undefined as FailureReason | undefined,
    takes: 0,
    /** What else a visit does. */
    ask: undefined as ((run: Run) => Promise<void>) | undefined,
    /** Whether it answers one visit after the other, as a budget does. */
    isNarrow: false,
    visits: [] as Visit[],
    list(name: string, version = 1) {
      versions.set(name, version);
      relist();
    },
    unlist(name: string) {
      versions.delete(name);
      relist();
    },
    hurry(name: string) {
      urgent.add(name);
      relist();
    },
    change(...changed: readonly string[]) {
      for (const name of changed) source.list(name, (versions.get(name) ?? 0) + 1);
    },
    /** Who was visited since the last call, oldest first. */
    takeVisits: () => source.visits.splice(0),
  };
  let last = Promise.resolve();
  /** Until the visits before have been answered. */
  async function waitForTurn({ stats }: Run): Promise<void> {
    const asked = bench.clock.now();
    const before = last;
    last = before.then(() => bench.clock.sleep(source.takes));
    await before;
    stats.waited = bench.clock.now() - asked;
  }
  const visiting = defineItemCollector<Run, Item>({
    name: 'test',
    describes: 'A test.',
    every: '5m',
    metrics: { perItem },
    reads,
    requests: () => names.length,
    items: () => {
      listed ??= [...versions].map(([key, version]) => ({
        ...{ key, version: String(version) },
        isUrgent: urgent.has(key),
      }));
      return listed;
    },
    async collect(run, emit, { key }) {
      if (source.isNarrow) await waitForTurn(run);
      await source.ask?.(run);
      source.visits.push({ item: key, at: (bench.clock.now() - started) / SECOND });
      if (source.takes > 0) await bench.clock.sleep(source.takes);
      const failure = source.away ?? source.failing.get(key);
      if (failure) throw new SourceError(failure, `${key}: ${failure}`);
      emit(perItem, versions.get(key), { item: key });
    },
  });
  const start = () => {
    const opened = { name: 'pma', labels: { palette: 'pma' }, open: (run: Run) => run };
    bench.scheduler.add(opened, [visiting], () => ({ interval, maxAge }));
  };
  return { ...bench, source, visiting, start };
}

const namesOf = (visits: readonly Visit[]) => visits.map(({ item }) => item);
const many = (count: number) => Array.from({ length: count }, (_, index) => `c${index}`);

describe('a job over items', () => {
  it('visits all of them at the start', async () => {
    const { clock, source, start, rows } = setUp(['a', 'b', 'c']);

    start();
    await clock.advance(5 * SECOND);

    expect(namesOf(source.visits)).toEqual(['a', 'b', 'c']);
    expect(rows()).toEqual(['a', 'b', 'c'].map((item) => `test_item{palette="pma",item="${item}"} 1`));
  });

  it('spreads the visits evenly over the interval from then on', async () => {
    const { clock, source, start } = setUp(['a', 'b', 'c', 'd', 'e'], { interval: 5 * MINUTE });
    start();
    await clock.advance(5 * SECOND);
    source.takeVisits();

    await clock.advance(10 * MINUTE);

    const visits = source.takeVisits();
    expect(namesOf(visits)).toEqual(['a', 'b', 'c', 'd', 'e', 'a', 'b', 'c', 'd', 'e']);
    const gaps = visits.slice(1).map(({ at }, index) => at - (visits[index]?.at ?? 0));
    expect(new Set(gaps)).toEqual(new Set([60]));
  });

  it('keeps its pace with a thousand items', async () => {
    const { clock, source, start, status } = setUp(many(1000), { interval: 5 * MINUTE });
    source.takes = 100;
    start();
    await clock.advance(100 * SECOND);
    source.takeVisits();

    await clock.advance(5 * MINUTE);

    const visits = source.takeVisits();
    expect(new Set(namesOf(visits)).size).toBeGreaterThan(990);
    expect(visits.length).toBeLessThanOrEqual(1001);
    const busiest = Math.max(
      ...visits.map((first) => visits.filter(({ at }) => at >= first.at && at < first.at + 10).length),
    );
    expect(busiest).toBeLessThanOrEqual(35);
    expect(status().interval).toBeLessThan(1.01 * 5 * MINUTE);
  });

  it('visits an item that changed before its turn', async () => {
    const { clock, source, start, rows } = setUp(many(100), { interval: HOUR });
    start();
    await clock.advance(2 * MINUTE);
    source.takeVisits();

    source.change('c57');
    await clock.advance(4 * SECOND);

    expect(namesOf(source.takeVisits())).toEqual(['c57']);
    expect(rows()).toContain('test_item{palette="pma",item="c57"} 2');
  });

  it('visits changed items before new ones', async () => {
    const { clock, source, start } = setUp(['a', 'b', 'c', 'd'], { interval: HOUR });
    start();
    await clock.advance(5 * SECOND);
    source.takeVisits();
    source.takes = SECOND;

    source.list('new');
    source.change('d', 'b');
    await clock.advance(10 * SECOND);

    expect(namesOf(source.takeVisits())).toEqual(['b', 'd', 'new']);
  });

  it('starves nobody while a few items change all the time', async () => {
    const { clock, source, start } = setUp(many(20), { interval: 5 * MINUTE });
    start();
    await clock.advance(10 * SECOND);
    source.takeVisits();
    source.takes = 2 * SECOND;

    for (let second = 0; second < 600; second += 1) {
      source.change('c0', 'c1', 'c2', 'c3');
      await clock.advance(SECOND);
    }

    const counts = many(20).map((name) => source.visits.filter(({ item }) => item === name).length);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(1);
    expect(counts[0]).toBeGreaterThan(20);
  });

  it('spends no more turns when items change', async () => {
    const { clock, source, start } = setUp(many(60), { interval: 5 * MINUTE });
    start();
    await clock.advance(5 * MINUTE);
    source.takeVisits();

    for (let minute = 0; minute < 5; minute += 1) {
      source.change('c7');
      await clock.advance(MINUTE);
    }

    expect(source.visits.length).toBeLessThanOrEqual(60 + 5 + 1);
  });

  it('takes the series of an item away that is gone', async () => {
    const { clock, source, start, rows, status } = setUp(['a', 'b']);
    start();
    await clock.advance(5 * SECOND);

    source.unlist('a');
    await clock.advance(5 * SECOND);

    expect(rows()).toEqual(['test_item{palette="pma",item="b"} 1']);
    await clock.advance(5 * MINUTE);
    expect(status().series).toBe(1);
  });

  it('is up to date without any item, from the start and once an interval', async () => {
    const { clock, start, status } = setUp([], { interval: 5 * MINUTE });
    const started = clock.now();

    start();
    await clock.advance(MINUTE);
    const first = { ...status() };
    await clock.advance(HOUR);

    expect(first).toMatchObject({ reason: 'ok', lastSuccess: started, series: 0 });
    expect(clock.now() - (status().lastSuccess ?? 0)).toBeLessThan(5 * MINUTE + SECOND);
  });

  it('is up to date once its last item is gone, even one that could not be read', async () => {
    const { clock, source, start, status, rows } = setUp(['a'], { interval: 5 * MINUTE });
    start();
    await clock.advance(MINUTE);
    source.failing.set('a', 'server_error');
    await clock.advance(10 * MINUTE);

    source.unlist('a');
    await clock.advance(HOUR);

    expect(status()).toMatchObject({ reason: 'ok', message: undefined, series: 0, requests: 0 });
    expect(clock.now() - (status().lastSuccess ?? 0)).toBeLessThan(5 * MINUTE + SECOND);
    expect(rows()).toEqual([]);
  });

  it('is not up to date while its source is away, for all it knows there may be items', async () => {
    const { clock, scheduler, status, visiting } = setUp([]);
    let away = true;
    const watching = collector({
      name: 'watching',
      collect: async () => {
        if (away) throw new SourceError('connection', 'away');
      },
      always: () => undefined,
    });
    const source = { name: 'pma', labels: {}, open: () => undefined };
    scheduler.add(source, [visiting, watching], () => ({ interval: MINUTE, maxAge: HOUR }));
    await clock.advance(HOUR);
    const before = { ...status() };

    away = false;
    await clock.advance(5 * MINUTE);

    expect(before).toMatchObject({ reason: undefined, lastSuccess: undefined });
    expect(status().reason).toBe('ok');
  });

  it('never takes a success back when the item is gone that it was about', async () => {
    const { clock, source, start, status } = setUp(['a', 'b'], { interval: 10 * MINUTE });
    start();
    await clock.advance(MINUTE);
    source.change('a');
    await clock.advance(MINUTE);
    const before = status().lastSuccess;

    source.unlist('a');
    source.change('b');
    source.failing.set('b', 'parse');
    await clock.advance(MINUTE);

    expect(status()).toMatchObject({ reason: 'parse', lastSuccess: before });
  });

  it('takes the series of an item away that vanished before it was visited, which is no failure', async () => {
    const { clock, source, start, rows, status } = setUp(['a', 'b'], { interval: MINUTE });
    start();
    await clock.advance(5 * SECOND);

    source.failing.set('a', 'not_found');
    await clock.advance(2 * MINUTE);

    expect(rows()).toEqual(['test_item{palette="pma",item="b"} 1']);
    expect(status().reason).toBe('ok');
  });

  it('asks for a forbidden item ever more rarely, and only for that one', async () => {
    const { clock, source, start, status, lines } = setUp(['a', 'b'], { interval: 5 * MINUTE });
    source.failing.set('a', 'forbidden');

    start();
    await clock.advance(70 * MINUTE);

    const times = source.visits.filter(({ item }) => item === 'a').map(({ at }) => at);
    expect(times.length).toBeLessThan(8);
    expect(times[1]).toBeLessThanOrEqual(300);
    expect((times.at(-1) ?? 0) - (times.at(-2) ?? 0)).toBeGreaterThanOrEqual(900);
    expect(source.visits.filter(({ item }) => item === 'b').length).toBeGreaterThan(12);
    expect(status()).toMatchObject({ reason: 'ok', interval: 5 * MINUTE });
    // Before any item works it is the collector that fails.
    expect(lines.map(({ item, msg }) => [item, msg])).toEqual([
      [undefined, 'a: forbidden'],
      [undefined, 'collector works again'],
      ['a', 'a: forbidden'],
    ]);
  });

  it('visits an item that could not be read as soon as it changes, but not twice a minute', async () => {
    const { clock, source, start, rows } = setUp(many(10), { interval: 6 * HOUR });
    source.failing.set('c3', 'not_found');
    start();
    await clock.advance(2 * MINUTE);
    source.takeVisits();

    source.change('c3');
    await clock.advance(5 * SECOND);
    source.change('c3');
    await clock.advance(50 * SECOND);
    const early = namesOf(source.takeVisits());
    source.failing.clear();
    await clock.advance(10 * SECOND);

    expect(early).toEqual(['c3']);
    expect(namesOf(source.takeVisits())).toEqual(['c3']);
    expect(rows()).toContain('test_item{palette="pma",item="c3"} 3');
  });

  it('is patient with an item that was there before', async () => {
    const { clock, source, start, rows } = setUp(['a', 'b'], { interval: 5 * MINUTE });
    start();
    await clock.advance(5 * SECOND);

    source.failing.set('a', 'not_found');
    await clock.advance(6 * MINUTE);
    const meanwhile = rows();
    source.failing.clear();
    await clock.advance(11 * MINUTE);

    expect(meanwhile).toHaveLength(1);
    expect(rows()).toHaveLength(2);
  });

  it('asks again for the items that were not there once the source is back', async () => {
    const { clock, source, scheduler, rows, visiting } = setUp(['a', 'b']);
    let away = true;
    const watching = collector({
      name: 'watching',
      collect: async () => {
        if (away) throw new SourceError('server_error', 'away');
      },
      always: () => undefined,
    });
    source.away = 'not_found';
    const everyMinute = () => ({ interval: MINUTE, maxAge: HOUR });
    scheduler.add({ name: 'pma', labels: {}, open: () => undefined }, [visiting, watching], everyMinute);
    await clock.advance(10 * MINUTE);
    const meanwhile = source.takeVisits().length;

    away = false;
    source.away = undefined;
    await clock.advance(6 * MINUTE);

    expect(meanwhile).toBe(2);
    expect(rows()).toHaveLength(2);
  });

  it('fails when no item may be read', async () => {
    const { clock, source, start, status } = setUp(['a', 'b']);
    source.failing.set('a', 'forbidden').set('b', 'forbidden');

    start();
    await clock.advance(MINUTE);

    expect(status()).toMatchObject({ reason: 'forbidden', message: 'b: forbidden' });
  });

  it('keeps the rows of an item that fails until they are too old', async () => {
    const { clock, source, start, rows } = setUp(['a', 'b'], { interval: 5 * MINUTE, maxAge: 25 * MINUTE });
    start();
    await clock.advance(5 * SECOND);

    source.failing.set('a', 'parse');
    await clock.advance(20 * MINUTE);
    const before = rows();
    await clock.advance(6 * MINUTE);

    expect(before).toHaveLength(2);
    expect(rows()).toEqual(['test_item{palette="pma",item="b"} 1']);
  });

  it('says once which item it cannot read, and why', async () => {
    const { clock, source, start, lines } = setUp(['a', 'b', 'c']);
    start();
    await clock.advance(MINUTE);

    source.failing.set('a', 'forbidden').set('b', 'not_found');
    await clock.advance(4 * HOUR);

    expect(lines.map(({ item, reason, msg }) => [item, reason, msg])).toEqual([
      ['a', 'forbidden', 'a: forbidden'],
    ]);
  });

  it('counts the items of which nothing is shown any more, but not those that are gone', async () => {
    const { clock, source, start, status } = setUp(['a', 'b', 'c'], {
      interval: 5 * MINUTE,
      maxAge: 25 * MINUTE,
    });
    start();
    await clock.advance(5 * SECOND);

    source.failing.set('a', 'parse').set('b', 'not_found');
    await clock.advance(20 * MINUTE);
    const before = status().lostItems;
    await clock.advance(10 * MINUTE);
    const lost = status().lostItems;
    source.failing.clear();
    await clock.advance(HOUR);

    expect([before, lost, status().lostItems]).toEqual([0, 1, 0]);
    expect(status().reason).toBe('ok');
  });

  it('pauses when the source is away instead of going from item to item', async () => {
    const { clock, source, start, status } = setUp(many(50), { interval: 5 * MINUTE });
    start();
    await clock.advance(MINUTE);
    source.takeVisits();

    source.away = 'connection';
    await clock.advance(10 * MINUTE);

    expect(source.takeVisits().length).toBeLessThan(12);
    expect(status().reason).toBe('connection');
  });

  it('goes on soon after the source is back, and begins with what changed meanwhile', async () => {
    const { clock, source, start, status } = setUp(many(50), { interval: HOUR });
    start();
    await clock.advance(MINUTE);
    source.away = 'server_error';
    source.change('c30');
    await clock.advance(5 * MINUTE);
    source.takeVisits();

    source.away = undefined;
    await clock.advance(6 * MINUTE);

    expect(namesOf(source.takeVisits())).toContain('c30');
    expect(status().reason).toBe('ok');
  });

  it('is not held up by one item that the source fails on', async () => {
    const { clock, source, start, status } = setUp(many(10), { interval: 5 * MINUTE });
    source.failing.set('c3', 'server_error');

    start();
    await clock.advance(10 * MINUTE);

    for (const name of many(10)) expect(namesOf(source.visits)).toContain(name);
    expect(source.visits.filter(({ item }) => item === 'c3').length).toBeLessThan(10);
    expect(status().series).toBe(9);
  });

  it('makes up for no turn that it missed', async () => {
    const { clock, source, start } = setUp(many(10), { interval: 10 * MINUTE });
    start();
    await clock.advance(MINUTE);
    source.away = 'connection';
    await clock.advance(HOUR);
    source.away = undefined;
    await clock.advance(40 * MINUTE);
    source.takeVisits();

    await clock.advance(10 * MINUTE);

    expect(source.takeVisits().length).toBeLessThanOrEqual(11);
  });

  it('keeps data no longer than the settings allow, however long the source is away', async () => {
    const { clock, source, start, rows, status } = setUp(['a', 'b'], {
      interval: MINUTE,
      maxAge: 5 * MINUTE,
    });
    start();
    await clock.advance(3 * MINUTE);
    source.away = 'connection';

    await clock.advance(7 * MINUTE);

    expect(rows()).toEqual([]);
    expect(status().interval).toBe(MINUTE);
  });

  it('tells when a round does not fit into its interval', async () => {
    const { clock, source, start, status } = setUp(many(10), { interval: MINUTE });
    source.takes = 12 * SECOND;
    source.isNarrow = true;

    start();
    await clock.advance(10 * MINUTE);

    expect(status().reason).toBe('ok');
    expect(status().interval).toBeGreaterThan(1.75 * MINUTE);
    expect(status().interval).toBeLessThan(2.5 * MINUTE);
  });

  it.each([
    ['the first round', 3 * SECOND, 10],
    ['a round that grows slower and slower', 3 * SECOND, 40],
  ])('loses nothing that it has seen while %s is still on its way', async (_, takes, more) => {
    const { clock, source, start, rows } = setUp(many(100), { interval: 10 * SECOND, maxAge: 30 * SECOND });
    source.takes = takes;
    start();

    const seen: number[] = [];
    for (let passed = 0; passed < 200; passed += 1) {
      await clock.advance(5 * SECOND);
      source.takes += more;
      seen.push(rows().length);
    }

    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBe(100);
  });

  it('loses nothing when the world grows to many times what it was', async () => {
    const { clock, source, start, rows } = setUp(many(5), { interval: 10 * SECOND, maxAge: 30 * SECOND });
    source.takes = SECOND;
    start();
    await clock.advance(MINUTE);

    for (const name of many(200)) source.list(name);
    const seen: number[] = [];
    for (let passed = 0; passed < 150; passed += 1) {
      await clock.advance(5 * SECOND);
      seen.push(rows().length);
    }

    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBe(200);
  });

  it('does not let data of the first round outlive a source that went away', async () => {
    const { clock, source, start, rows } = setUp(many(100), { interval: 10 * SECOND, maxAge: 30 * SECOND });
    source.takes = SECOND;
    start();
    await clock.advance(20 * SECOND);
    source.away = 'connection';

    await clock.advance(10 * MINUTE);

    expect(rows()).toEqual([]);
  });

  it.each([0, 50, 300])(
    'uses the budget up although each answer takes %i ms, with no more visits under way than that needs',
    async (latency) => {
      const { clock, source, start } = setUp(many(100), { interval: MINUTE });
      const budget = createBudget(15, clock);
      let underWay = 0;
      let most = 0;
      source.ask = async (run) => {
        underWay += 1;
        // At first it has to find out.
        if (source.visits.length > 50) most = Math.max(most, underWay);
        for (let request = 0; request < 3; request += 1) {
          await budget.spend((waited) => {
            run.stats.waited = (run.stats.waited ?? 0) + waited;
            return clock.sleep(latency);
          }, run);
        }
        underWay -= 1;
      };

      start();
      const bound = (100 * 3) / 15;
      await clock.advance(1.05 * bound * SECOND);

      expect(new Set(namesOf(source.visits)).size).toBe(100);
      expect(most).toBeLessThanOrEqual(Math.ceil((2 * 15 * latency) / SECOND) + 1);
    },
  );

  it('visits those first that something is wrong with, and publishes the last of a first round at once', async () => {
    const { clock, source, start, rows } = setUp(['a', 'b', 'c', 'd'], { interval: HOUR });
    source.takes = 10;
    source.hurry('c');

    start();
    await clock.advance(60);

    expect(namesOf(source.visits)).toEqual(['c', 'a', 'b', 'd']);
    expect(rows()).toHaveLength(4);
  });

  it('asks a source that fails with one visit at a time', async () => {
    const { clock, source, start } = setUp(many(100), { interval: MINUTE });
    source.takes = SECOND;
    start();
    await clock.advance(10 * SECOND);
    source.away = 'timeout';
    await clock.advance(5 * SECOND);
    source.takeVisits();

    await clock.advance(5 * MINUTE);

    const gaps = source.visits.slice(1).map(({ at }, index) => at - (source.visits[index]?.at ?? 0));
    expect(gaps.length).toBeGreaterThan(1);
    expect(Math.min(...gaps)).toBeGreaterThan(4);
  });

  it('stops only when all visits under way have ended', async () => {
    const { clock, source, scheduler, start } = setUp(many(100), { interval: MINUTE });
    source.takes = SECOND;
    start();
    await clock.advance(10 * SECOND);
    let ended = 0;
    source.ask = (run) =>
      clock.sleep(HOUR, run.signal).finally(() => {
        ended += 1;
      });
    await clock.advance(5 * SECOND);
    const before = source.takeVisits().length;

    await scheduler.stop();

    expect(before).toBeGreaterThan(1);
    expect(ended).toBeGreaterThan(1);
  });

  it('publishes what it learns together, every other second at most', async () => {
    const { clock, source, store, start } = setUp(many(200), { interval: MINUTE });
    source.takes = 50;
    source.isNarrow = true;

    start();
    await clock.advance(SECOND);
    const early = store.changes;
    await clock.advance(10 * SECOND);
    const publications = new Set<number>();
    for (let tick = 0; tick < 200; tick += 1) {
      const before = store.changes;
      await clock.advance(50);
      if (store.changes > before) publications.add(tick);
    }

    expect(early).toBeLessThanOrEqual(1);
    expect(publications.size).toBeGreaterThan(3);
    expect(publications.size).toBeLessThanOrEqual(6);
  });

  it('survives that the list of items cannot be made', async () => {
    const bench = createBench();
    let broken = true;
    const visiting = defineItemCollector<undefined, Item>({
      name: 'test',
      describes: 'A test.',
      every: '5m',
      metrics: { perItem },
      reads,
      requests: () => 1,
      items() {
        if (broken) throw new TypeError('no list');
        return [{ key: 'a', version: '1' }];
      },
      collect: async (_, emit, { key }) => emit(perItem, 1, { item: key }),
    });

    bench.start([visiting]);
    await bench.clock.advance(SECOND);
    broken = false;
    await bench.clock.advance(2 * MINUTE);

    expect(bench.lines).toHaveLength(1);
    expect(bench.rows()).toEqual(['test_item{palette="pma",item="a"} 1']);
  });
});
