import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createBudget } from '../../exporter/collection/budget.ts';
import { defineItemCollector } from '../../exporter/collection/collector.ts';
import type { Run } from '../../exporter/collection/job.ts';
import { createBench, perItem, SECOND } from './bench.ts';

const fleet = fc.record({
  items: fc.integer({ min: 1, max: 30 }),
  interval: fc.constantFrom(10 * SECOND, 30 * SECOND),
  perSecond: fc.constantFrom(1, 3, 15),
  latencies: fc.array(fc.constantFrom(0, 50, 300, 2000), { minLength: 1, maxLength: 4 }),
});

type Size = typeof fleet extends fc.Arbitrary<infer Value> ? Value : never;

const step = fc.record({
  wait: fc.constantFrom(SECOND, 5 * SECOND, 20 * SECOND, 60 * SECOND),
  more: fc.constantFrom(0, 0, 0, 1, 40),
  changes: fc.constantFrom(0, 0, 1, 5, 30),
  latencies: fc.array(fc.constantFrom(0, 50, 300, 2000), { minLength: 1, maxLength: 4 }),
});

/** A growing world of items behind a budget, and how many of them are shown. */
function startWorld({ items, interval, perSecond, latencies }: Size) {
  const bench = createBench();
  const budget = createBudget(perSecond, bench.clock);
  const world = { versions: Array.from({ length: items }, () => 1), latencies, asked: 0 };
  const visiting = defineItemCollector<Run, { key: string; version: string }>({
    name: 'test',
    describes: 'A test.',
    every: '1m',
    metrics: { perItem },
    reads: [{ method: 'GET', path: '/test' }],
    items: () => world.versions.map((version, index) => ({ key: `c${index}`, version: `${version}` })),
    async collect(run, emit, { key }) {
      const latency = world.latencies[world.asked++ % world.latencies.length] ?? 0;
      await budget.spend((waited) => {
        run.stats.waited = waited;
        return bench.clock.sleep(latency, run.signal);
      }, run);
      emit(perItem, 1, { item: key });
    },
  });
  const source = { name: 'pma', labels: {}, open: (run: Run) => run };
  bench.scheduler.add(source, [visiting], () => ({ interval, maxAge: 3 * interval }));
  return { ...bench, world };
}

it('never shows fewer items than before while the world does not shrink, however slow it becomes and whatever changes', async () => {
  await fc.assert(
    fc.asyncProperty(fleet, fc.array(step, { minLength: 1, maxLength: 12 }), async (size, steps) => {
      const { clock, world, rows, scheduler } = startWorld(size);
      const seen: number[] = [];
      for (const { wait, more, changes, latencies } of steps) {
        world.latencies = latencies;
        for (let index = 0; index < changes && index < world.versions.length; index += 1)
          world.versions[index] = (world.versions[index] ?? 0) + 1;
        world.versions.push(...Array.from({ length: more }, () => 1));
        for (let passed = 0; passed < wait; passed += 5 * SECOND) {
          await clock.advance(Math.min(wait, 5 * SECOND));
          seen.push(rows().length);
        }
      }
      const stopped = scheduler.stop();
      await clock.advance(0);
      await stopped;

      expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    }),
    { numRuns: 40 },
  );
});
