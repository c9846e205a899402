import { beforeEach, describe, expect, test } from 'vitest';
import { createStore, type Store } from '../../exporter/exposition/store.ts';
import type { Rows } from '../../exporter/metric/snapshot.ts';
import { clusters, nodes, nodesOf, rowsOf, state, textIn, up, valuesIn } from '../kit/snapshots.ts';

let store: Store;
beforeEach(() => {
  store = createStore();
});

describe('changes', () => {
  test('replace all rows of the key, families that it no longer has included', async () => {
    const key = { source: 'pma', collector: 'mixed' };
    await store.publish(key, clusters('pma', { a: 3, b: 4 }));

    await store.publish(
      key,
      rowsOf('pma', (emit) => emit(nodes, 9, { cluster_name: 'a' })),
    );

    expect(valuesIn(store)).toEqual({ 'palette_cluster_nodes a': '9' });
  });

  test('remove an item, a collector or a source', async () => {
    const publishAll = () =>
      Promise.all([
        store.publish({ source: 'pma', collector: 'nodes', item: 'a' }, nodesOf('pma', { a: 1 })),
        store.publish({ source: 'pma', collector: 'nodes', item: 'b' }, nodesOf('pma', { b: 2 })),
        store.publish(
          { source: 'pma', collector: 'health' },
          rowsOf('pma', (emit) => emit(up, 1)),
        ),
        store.publish({ source: 'saas', collector: 'nodes', item: 'a' }, nodesOf('saas', { c: 3 })),
      ]);

    await publishAll();
    await store.drop({ source: 'pma', collector: 'nodes', item: 'a' });
    expect(Object.keys(valuesIn(store))).toEqual([
      'palette_cluster_nodes b',
      'palette_cluster_nodes c',
      'palette_up ',
    ]);

    await publishAll();
    await store.drop({ source: 'pma', collector: 'nodes' });
    expect(Object.keys(valuesIn(store))).toEqual(['palette_cluster_nodes c', 'palette_up ']);

    await publishAll();
    await store.drop({ source: 'pma' });
    expect(valuesIn(store)).toEqual({ 'palette_cluster_nodes c': '3' });
  });

  test('leave no header behind when the last row of a family goes', async () => {
    await store.publish({ source: 'pma', collector: 'nodes' }, nodesOf('pma', { a: 1 }));

    await store.drop({ source: 'pma' });

    expect(textIn(store)).toBe('');
    expect(store.stats()).toMatchObject({ families: 0, series: 0, textBytes: 0, gzipBytes: 0 });
  });

  test('compress only the families whose bytes changed', async () => {
    const key = { source: 'pma', collector: 'clusters' };
    const of = (stateOfA: string, nodesOfA: number) =>
      rowsOf('pma', (emit) => {
        emit(state, 1, { cluster_name: 'a', state: stateOfA });
        emit(nodes, nodesOfA, { cluster_name: 'a' });
      });
    const rendered = async (rows: Rows) => {
      const before = store.stats().familiesRendered;
      await store.publish(key, rows);
      return store.stats().familiesRendered - before;
    };

    expect(await rendered(of('Running', 3))).toBe(2);
    expect(await rendered(of('Running', 3))).toBe(0);
    expect(await rendered(of('Running', 4))).toBe(1);
    expect(await rendered(of('Deleting', 5))).toBe(2);
  });

  test('are refused when two metrics of one name contradict each other, and the rest goes on', async () => {
    const other = { ...nodes, help: 'Something else.' };
    const good = store.publish({ source: 'pma', collector: 'a' }, nodesOf('pma', { a: 1 }));

    const bad = store.publish(
      { source: 'pma', collector: 'b' },
      rowsOf('pma', (emit) => emit(other, 1, { cluster_name: 'b' })),
    );

    await expect(bad).rejects.toThrow('metric palette_cluster_nodes is declared twice');
    await good;
    expect(valuesIn(store)).toEqual({ 'palette_cluster_nodes a': '1' });
  });
});

test('tells its size', async () => {
  await store.publish({ source: 'pma', collector: 'clusters' }, clusters('pma', { a: 3, b: 4 }));

  expect(store.stats()).toMatchObject({
    families: 2,
    series: 4,
    textBytes: store.response({ format: 'text', gzip: false }).length,
  });
});
