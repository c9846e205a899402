import { expect, test } from 'vitest';
import { createRows } from '../../exporter/exposition/rows.ts';
import { counter, gauge } from '../../exporter/metric/metric.ts';
import { textOf } from '../kit/exposition-text.ts';
import { parseSamples } from '../kit/parse-samples.ts';

const nodes = gauge('palette_cluster_nodes', 'Nodes of the cluster.', {
  labels: ['cluster_name', 'pool'],
  per: 'machine pool',
});
const created = gauge('palette_cluster_created_seconds', 'Creation time.', {
  labels: ['cluster_name'],
  per: 'cluster',
});
const requests = counter('palette_requests_total', 'Requests.\nBy path \\ method.', { per: 'source' });

test('writes the labels of the source first, then those of the object, then those of the series', () => {
  const { emit, finish } = createRows({ palette: 'pma' });

  const of = emit.with({ cluster_name: 'store-1' });
  of(nodes, 3, { pool: 'control-plane' });
  of(nodes, 5, { pool: 'workers' });
  of(created, 1763802000.5);
  emit(requests, 7);

  expect(textOf(finish())).toBe(`# HELP palette_cluster_created_seconds Creation time.
# TYPE palette_cluster_created_seconds gauge
palette_cluster_created_seconds{palette="pma",cluster_name="store-1"} 1763802000.5
# HELP palette_cluster_nodes Nodes of the cluster.
# TYPE palette_cluster_nodes gauge
palette_cluster_nodes{palette="pma",cluster_name="store-1",pool="control-plane"} 3
palette_cluster_nodes{palette="pma",cluster_name="store-1",pool="workers"} 5
# HELP palette_requests_total Requests.\\nBy path \\\\ method.
# TYPE palette_requests_total counter
palette_requests_total{palette="pma"} 7
`);
});

test('skips what is not known and writes booleans as 0 and 1', () => {
  const { emit, finish } = createRows({});

  emit(created, undefined, { cluster_name: 'unknown' });
  emit(created, true, { cluster_name: 'yes' });
  emit(created, false, { cluster_name: 'no' });

  const rows = finish();
  expect(rows.series).toBe(2);
  expect(parseSamples(textOf(rows)).map(({ labels, value }) => [labels.cluster_name, value])).toEqual([
    ['yes', '1'],
    ['no', '0'],
  ]);
});

test('writes nothing of a number that is not known', () => {
  const rows = createRows({});

  rows.emit(created, Number.NaN, { cluster_name: 'a' });

  expect(rows.finish().series).toBe(0);
});

test.each([
  [Number.POSITIVE_INFINITY, '+Inf'],
  [Number.NEGATIVE_INFINITY, '-Inf'],
  [1e21, '1e+21'],
  [0.1, '0.1'],
  [-0, '0'],
])('writes %s as Prometheus reads it', (value, text) => {
  const { emit, finish } = createRows({});

  emit(created, value, { cluster_name: 'a' });

  expect(textOf(finish())).toContain(`palette_cluster_created_seconds{cluster_name="a"} ${text}\n`);
});

test('escapes label values and keeps what is beyond Latin-1', () => {
  const { emit, finish } = createRows({ palette: 'p"ma' });

  emit.with({ cluster_name: 'a\\b\nc' })(nodes, 1, { pool: 'Grüße 🚀' });

  expect(textOf(finish())).toContain(
    'palette_cluster_nodes{palette="p\\"ma",cluster_name="a\\\\b\\nc",pool="Grüße 🚀"} 1\n',
  );
});

test('leaves out labels without a value, and the braces when there is none', () => {
  const { emit, finish } = createRows({});

  emit(nodes, 1, { cluster_name: '', pool: undefined });
  emit(nodes, 2, { cluster_name: undefined, pool: 'workers' });

  const text = textOf(finish());
  expect(text).toContain('\npalette_cluster_nodes 1\n');
  expect(text).toContain('\npalette_cluster_nodes{pool="workers"} 2\n');
});

test('writes numbers and booleans as label values', () => {
  const { emit, finish } = createRows({});

  emit(nodes, 1, { cluster_name: 0, pool: false });

  expect(textOf(finish())).toContain('{cluster_name="0",pool="false"}');
});

test('drops and counts a series that was emitted before, keeping the first value', () => {
  const { emit, finish } = createRows({ palette: 'pma' });

  emit.with({ cluster_name: 'a' })(created, 1);
  emit.with({ cluster_name: 'a' })(created, 2);
  emit(created, 3, { cluster_name: 'a' });

  const rows = finish();
  expect(rows).toMatchObject({ series: 1, duplicates: 2 });
  expect(parseSamples(textOf(rows)).map(({ value }) => value)).toEqual(['1']);
});

test('recognises a series whose labels come in another order', () => {
  const { emit, finish } = createRows({ palette: 'pma' });

  emit.with({ cluster_name: 'a' })(nodes, 1, { pool: 'x' });
  emit.with({ pool: 'x' })(nodes, 2, { cluster_name: 'a' });
  emit.with({ pool: 'y' }).with({ cluster_name: 'a' })(nodes, 3);

  const rows = finish();
  expect(rows).toMatchObject({ series: 2, duplicates: 1 });
  expect(textOf(rows)).toContain('{palette="pma",cluster_name="a",pool="y"} 3\n');
});

test('treats an empty label and an absent one as the same series', () => {
  const { emit, finish } = createRows({});

  emit(nodes, 1, { cluster_name: 'a', pool: '' });
  emit(nodes, 2, { cluster_name: 'a', pool: undefined });

  expect(finish()).toMatchObject({ series: 1, duplicates: 1 });
});

test('treats label values alike that have the same UTF-8 text, as lone surrogates have', () => {
  const { emit, finish } = createRows({});

  emit(created, 1, { cluster_name: '\ud800' });
  emit(created, 2, { cluster_name: '\ufffd' });

  expect(finish()).toMatchObject({ series: 1, duplicates: 1 });
});

test('refuses to set a label twice', () => {
  const { emit } = createRows({ palette: 'pma' });

  expect(() => emit.with({ palette: 'other' })).toThrow('label "palette" is set already');
  expect(() => emit.with({ pool: 'a' }).with({ pool: 'b' })).toThrow('label "pool" is set already');
});

test('cuts the text of a family into pieces of at most 64 KiB and loses nothing', () => {
  const { emit, finish } = createRows({ palette: 'pma' });

  for (let index = 0; index < 5000; index += 1) {
    emit.with({ cluster_name: `store-${index}` })(nodes, index, { pool: '🚀'.repeat(index % 7) });
  }

  const rows = finish();
  const family = rows.families.get(nodes.name);
  const sizes = family?.chunks.map(({ length }) => length) ?? [];
  expect(Math.max(...sizes)).toBeLessThanOrEqual(64 * 1024);
  expect(sizes.length).toBeGreaterThan(4);
  expect(sizes.reduce((total, size) => total + size)).toBe(family?.bytes);
  expect(parseSamples(textOf(rows)).map(({ value }) => Number(value))).toEqual(
    Array.from({ length: 5000 }, (_, index) => index),
  );
});

test('takes a label value that is larger than a piece', () => {
  const { emit, finish } = createRows({});
  const long = 'x'.repeat(100_000);

  emit(created, 1, { cluster_name: 'short' });
  emit(created, 2, { cluster_name: long });
  emit(created, 3, { cluster_name: 'short again' });

  expect(parseSamples(textOf(finish())).map(({ labels }) => labels.cluster_name)).toEqual([
    'short',
    long,
    'short again',
  ]);
});
