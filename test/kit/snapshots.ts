import { gunzipSync } from 'node:zlib';
import { createRows } from '../../exporter/exposition/rows.ts';
import type { Store } from '../../exporter/exposition/store.ts';
import { counter, gauge, type Metric } from '../../exporter/metric/metric.ts';
import type { Rows } from '../../exporter/metric/snapshot.ts';
import { bodyOf } from './exposition-text.ts';
import { parseSamples } from './parse-samples.ts';

export const up = gauge('palette_up', 'Whether it answers.', { per: 'source' });
export const state = gauge('palette_cluster_state', 'State.', {
  labels: ['cluster_name', 'state'],
  per: 'cluster',
});
export const nodes = gauge('palette_cluster_nodes', 'Nodes.', { labels: ['cluster_name'], per: 'cluster' });
export const repaves = counter('palette_cluster_repaves_total', 'Repaves, "rolling".', {
  labels: ['cluster_name'],
  per: 'cluster',
});

export type EmitTo = (metric: Metric, value: number, labels?: Record<string, string>) => void;

export function rowsOf(palette: string, fill: (emit: EmitTo) => void): Rows {
  const { emit, finish } = createRows({ palette });
  fill(emit as EmitTo);
  return finish();
}

export function nodesOf(palette: string, counts: Record<string, number>): Rows {
  return rowsOf(palette, (emit) => {
    for (const [name, count] of Object.entries(counts)) emit(nodes, count, { cluster_name: name });
  });
}

/** Nodes as given, and twice as many repaves. */
export function clusters(palette: string, counts: Record<string, number>): Rows {
  return rowsOf(palette, (emit) => {
    for (const [name, count] of Object.entries(counts)) {
      emit(nodes, count, { cluster_name: name });
      emit(repaves, count * 2, { cluster_name: name });
    }
  });
}

/** The text format of everything in the store. */
export function textIn(store: Store): string {
  return bodyOf(store.response({ format: 'text', gzip: false })).toString();
}

/** Values by name and cluster. */
export function valuesIn(store: Store): Record<string, string> {
  return Object.fromEntries(
    parseSamples(textIn(store)).map(({ name, labels, value }) => [
      `${name} ${labels.cluster_name ?? ''}`,
      value,
    ]),
  );
}

/** The same, through gzip. */
export function unpackedIn(store: Store): string {
  return gunzipSync(bodyOf(store.response({ format: 'text', gzip: true }))).toString();
}
