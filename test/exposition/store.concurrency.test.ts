import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { createStore, type Store } from '../../exporter/exposition/store.ts';
import { parseSamples } from '../kit/parse-samples.ts';
import { clusters, nodesOf, rowsOf, textIn, unpackedIn, up, valuesIn } from '../kit/snapshots.ts';

let store: Store;
beforeEach(() => {
  store = createStore();
});

describe('changes', () => {
  test('of one turn become visible together', async () => {
    const seen = new Set<string>();
    const published = Promise.all([
      store.publish({ source: 'pma', collector: 'nodes', item: 'a' }, nodesOf('pma', { a: 1 })),
      store.publish({ source: 'pma', collector: 'nodes', item: 'b' }, nodesOf('pma', { b: 2 })),
      store.publish(
        { source: 'pma', collector: 'health' },
        rowsOf('pma', (emit) => emit(up, 1)),
      ),
    ]);

    await watch(published, () => seen.add(Object.keys(valuesIn(store)).join()));

    expect([...seen]).toEqual(['', 'palette_cluster_nodes a,palette_cluster_nodes b,palette_up ']);
  });

  test('in the order of the calls: the last one of a key wins', async () => {
    const key = { source: 'pma', collector: 'nodes' };

    const first = store.publish(key, nodesOf('pma', { a: 1 }));
    const second = store.publish(key, nodesOf('pma', { a: 2 }));
    const dropped = store.drop({ source: 'pma' });
    const third = store.publish(key, nodesOf('pma', { a: 3 }));
    await Promise.all([first, second, dropped, third]);

    expect(valuesIn(store)).toEqual({ 'palette_cluster_nodes a': '3' });
  });

  test('made while others are being compressed wait for the next state, and none is lost', async () => {
    const published: Promise<void>[] = [];
    for (let item = 0; item < 100; item += 1) {
      published.push(
        store.publish(
          { source: 'pma', collector: 'nodes', item: `${item}` },
          nodesOf('pma', { [item]: item }),
        ),
      );
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(published);

    expect(Object.keys(valuesIn(store))).toHaveLength(100);
    expect(unpackedIn(store)).toBe(textIn(store));
  });

  test('never show a family of one state beside another of the next', async () => {
    const key = { source: 'pma', collector: 'clusters' };
    await store.publish(key, clusters('pma', { a: 1, b: 1 }));
    const mixed: string[] = [];

    for (let round = 2; round < 20; round += 1) {
      await watch(store.publish(key, clusters('pma', { a: round, b: round })), () => {
        const packed = unpackedIn(store);
        const read = parseSamples(packed);
        const states = new Set(
          read.map(({ name, value }) => Number(value) / (name.endsWith('_total') ? 2 : 1)),
        );
        if (states.size !== 1 || packed !== textIn(store)) mixed.push(packed);
      });
    }

    expect(mixed).toEqual([]);
    expect(valuesIn(store)['palette_cluster_nodes a']).toBe('19');
  });

  test('of many items leave what a plain map of the items would', async () => {
    const change = fc.record({
      item: fc.integer({ min: 0, max: 30 }),
      value: fc.option(fc.integer(), { nil: undefined }),
      wide: fc.boolean(),
      wait: fc.boolean(),
    });

    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 60 }), async (changes) => {
        const store = createStore();
        const expected = new Map<string, string>();
        const pending: Promise<void>[] = [];
        for (const { item, value, wide, wait } of changes) {
          // Names of 3 KiB, so that a family soon has several blocks.
          const name = `${item}-${'x'.repeat(wide ? 3000 : 1)}`;
          for (const known of expected.keys()) if (known.startsWith(`${item}-`)) expected.delete(known);
          if (value !== undefined) expected.set(name, String(value));
          const key = { source: 'pma', collector: 'nodes', item: String(item) };
          const rows = value === undefined ? undefined : nodesOf('pma', { [name]: value });
          pending.push(rows === undefined ? store.drop(key) : store.publish(key, rows));
          if (wait) await Promise.all(pending);
        }
        await Promise.all(pending);

        const packed = unpackedIn(store);
        const read = new Map(parseSamples(packed).map(({ labels, value }) => [labels.cluster_name, value]));
        expect([...read].sort()).toEqual([...expected].sort());
        expect(store.stats().series).toBe(expected.size);
        expect(packed).toBe(textIn(store));
      }),
      { numRuns: 50 },
    );
  });
});

/** Looks in every turn of the event loop until the work is done, and once afterwards. */
async function watch(work: Promise<unknown>, look: () => void): Promise<void> {
  const done = { yet: false };
  const working = work.finally(() => {
    done.yet = true;
  });
  while (!done.yet) {
    look();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await working;
  look();
}
