import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from 'vitest';
import { createStore, type Store } from '../../exporter/exposition/store.ts';
import { bodyOf } from '../kit/exposition-text.ts';
import { clusters, rowsOf, textIn, up } from '../kit/snapshots.ts';

let store: Store;
beforeEach(() => {
  store = createStore();
});

describe('text of a scrape', () => {
  test('stitches the families of all keys: sorted, one header each, rows together', async () => {
    await Promise.all([
      store.publish({ source: 'pma', collector: 'clusters' }, clusters('pma', { a: 3 })),
      store.publish({ source: 'saas', collector: 'clusters' }, clusters('saas', { b: 5 })),
      store.publish(
        { source: 'pma', collector: 'health' },
        rowsOf('pma', (emit) => emit(up, 1)),
      ),
    ]);

    expect(textIn(store)).toBe(`# HELP palette_cluster_nodes Nodes.
# TYPE palette_cluster_nodes gauge
palette_cluster_nodes{palette="pma",cluster_name="a"} 3
palette_cluster_nodes{palette="saas",cluster_name="b"} 5
# HELP palette_cluster_repaves_total Repaves, "rolling".
# TYPE palette_cluster_repaves_total counter
palette_cluster_repaves_total{palette="pma",cluster_name="a"} 6
palette_cluster_repaves_total{palette="saas",cluster_name="b"} 10
# HELP palette_up Whether it answers.
# TYPE palette_up gauge
palette_up{palette="pma"} 1
`);
  });

  test('differs in OpenMetrics by the headers of counters, quotes in HELP and the end', async () => {
    await store.publish({ source: 'pma', collector: 'clusters' }, clusters('pma', { a: 3 }));

    const exposition = store.response({ format: 'openmetrics', gzip: false });

    expect(exposition.contentType).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    expect(bodyOf(exposition).toString()).toBe(`# HELP palette_cluster_nodes Nodes.
# TYPE palette_cluster_nodes gauge
palette_cluster_nodes{palette="pma",cluster_name="a"} 3
# HELP palette_cluster_repaves Repaves, \\"rolling\\".
# TYPE palette_cluster_repaves counter
palette_cluster_repaves_total{palette="pma",cluster_name="a"} 6
# EOF
`);
  });

  test.each(['text', 'openmetrics'] as const)('is the same in gzip and without, in %s', async (format) => {
    await store.publish({ source: 'pma', collector: 'clusters' }, clusters('pma', { a: 3, 'b"🚀': 4 }));
    const live = { text: '# HELP own Own.\n# TYPE own gauge\nown 1\n', families: ['own'] };

    const plain = store.response({ format, gzip: false, live });
    const packed = store.response({ format, gzip: true, live });

    expect(packed.contentEncoding).toBe('gzip');
    expect(plain.contentEncoding).toBeUndefined();
    expect(gunzipSync(bodyOf(packed)).toString()).toBe(bodyOf(plain).toString());
    expect(bodyOf(packed).length).toBe(packed.length);
    expect(bodyOf(plain).length).toBe(plain.length);
    expect(bodyOf(plain).toString()).toContain('\nown 1\n');
  });

  test('is valid while nothing is known', () => {
    expect(textIn(store)).toBe('');
    expect(bodyOf(store.response({ format: 'openmetrics', gzip: false })).toString()).toBe('# EOF\n');
    expect(gunzipSync(bodyOf(store.response({ format: 'text', gzip: true }))).length).toBe(0);
  });

  test('refuses a live family that is in the store too', async () => {
    await store.publish(
      { source: 'pma', collector: 'health' },
      rowsOf('pma', (emit) => emit(up, 1)),
    );

    const clash = () =>
      store.response({ format: 'text', gzip: false, live: { text: '', families: ['palette_up'] } });

    expect(clash).toThrow('metric palette_up is both a live metric and a collected one');
  });

  test('shows one source only when asked to', async () => {
    await store.publish({ source: 'pma', collector: 'clusters' }, clusters('pma', { a: 3 }));
    await store.publish({ source: 'saas', collector: 'clusters' }, clusters('saas', { b: 5 }));
    await store.publish(
      { source: 'pma', collector: 'health' },
      rowsOf('pma', (emit) => emit(up, 1)),
    );

    const saas = store.sourceResponse('saas', { format: 'text' });

    expect(saas && bodyOf(saas).toString()).toBe(`# HELP palette_cluster_nodes Nodes.
# TYPE palette_cluster_nodes gauge
palette_cluster_nodes{palette="saas",cluster_name="b"} 5
# HELP palette_cluster_repaves_total Repaves, "rolling".
# TYPE palette_cluster_repaves_total counter
palette_cluster_repaves_total{palette="saas",cluster_name="b"} 10
`);
    expect(store.sourceResponse('unknown', { format: 'text' })).toBeUndefined();
  });
});
