import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRows } from '../../exporter/exposition/rows.ts';
import { gauge } from '../../exporter/metric/metric.ts';
import { textOf } from '../kit/exposition-text.ts';
import { parseSamples } from '../kit/parse-samples.ts';

const nodes = gauge('palette_cluster_nodes', 'Nodes of the cluster.', {
  labels: ['cluster_name', 'pool'],
  per: 'machine pool',
});

test('gives text that reads back as what was emitted, whatever the label values are', () => {
  const anyText = fc.string({ unit: 'binary', maxLength: 20 });
  const awkward = fc.constantFrom(
    '\\',
    '"',
    '\n',
    '\\n',
    '\r',
    '",x="',
    '} 1\n',
    '\ud800',
    '\u2028',
    '\0',
    '🚀',
  );
  const anyValue = fc.oneof(
    anyText,
    awkward,
    fc.tuple(anyText, awkward, awkward).map((parts) => parts.join('')),
  );

  fc.assert(
    fc.property(fc.array(fc.tuple(anyValue, anyValue, fc.double())), (series) => {
      const { emit, finish } = createRows({ palette: 'pma' });
      const expected = new Map<string, number>();

      for (const [cluster, pool, value] of series) {
        emit.with({ cluster_name: cluster })(nodes, value, { pool });
        // What is not known gives no sample.
        if (Number.isNaN(value)) continue;
        const key = JSON.stringify([wellFormed(cluster), wellFormed(pool)]);
        if (!expected.has(key)) expected.set(key, value + 0);
      }

      const rows = finish();
      const read = parseSamples(textOf(rows)).map(({ labels, value }) => [
        JSON.stringify([labels.cluster_name ?? '', labels.pool ?? '']),
        Number(value.replace('Inf', 'Infinity')),
      ]);
      expect(read).toEqual([...expected]);
      const known = series.filter(([, , value]) => !Number.isNaN(value));
      expect(rows.duplicates).toBe(known.length - expected.size);
    }),
  );
});

function wellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
