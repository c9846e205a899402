import type { Emit, LabelValue, SampleValue } from '../collection/emit.ts';
import type { Metric } from '../collection/metric.ts';
import { joinLabels, labelText, valueText } from './text.ts';

/** The rendered samples of one family: complete lines of UTF-8 text without HELP and TYPE. */
export interface FamilyRows {
  readonly metric: Metric;
  /** The text in pieces of about 64 KiB; concatenated they are the rows in the order of emission. */
  readonly chunks: readonly Buffer[];
  /** Length of all chunks, in bytes. */
  readonly bytes: number;
  readonly series: number;
}

/** The rendered samples of one collector run. */
export interface Rows {
  /** By name, families with at least one series. */
  readonly families: ReadonlyMap<string, FamilyRows>;
  readonly series: number;
  /** Series that were emitted again in the same run, and dropped. */
  readonly duplicates: number;
}

export interface RowWriter {
  readonly emit: Emit;
  /** Ends the run; nothing may be emitted afterwards. */
  finish(): Rows;
}

/**
 * Renders the samples of one collector run as they are emitted.
 *
 * @param base labels of the source (`{ palette: 'pma' }`), written first in every line. Emitting a label of the same
 * name throws.
 */
export function createRows(base: Readonly<Record<string, string>>): RowWriter {
  const families = new Map<string, FamilyWriter>();
  let duplicates = 0;

  const emitIn = (scope: Scope): Emit => {
    const emit = (metric: Metric, value: SampleValue, labels?: Readonly<Record<string, LabelValue>>) => {
      if (value === undefined) return;
      const family = families.get(metric.name) ?? createFamily(families, metric, scope, labels);
      if (!write(family, scope, labels, Number(value))) duplicates += 1;
    };
    const more = (labels: Readonly<Record<string, LabelValue>>) => emitIn(narrow(scope, labels, base));
    // The generics of Emit check the calls; what arrives is always one metric, one value and one record of labels.
    return Object.assign(emit, { with: more }) as Emit;
  };

  return {
    emit: emitIn(narrow({ labels: new Map(), names: [], text: '' }, base, {})),
    finish() {
      let series = 0;
      const finished = new Map<string, FamilyRows>();
      for (const [name, family] of families) {
        flush(family);
        const { metric, chunks, bytes, seen } = family;
        finished.set(name, { metric, chunks, bytes, series: seen.size });
        series += seen.size;
      }
      families.clear();
      return { families: finished, series, duplicates };
    },
  };
}

/** Larger batches gain nothing, and one label outside Latin-1 doubles the size of the string that holds it. */
const batchCharacters = 64 * 1024;

/** Labels fixed by `with`, and their text. */
interface Scope {
  readonly labels: ReadonlyMap<string, LabelValue>;
  readonly names: readonly string[];
  readonly text: string;
}

interface FamilyWriter {
  readonly metric: Metric;
  /** Label names in the order of the first row: equal label sets must give equal text. */
  readonly names: readonly string[];
  /** Label texts of the series that were written. */
  readonly seen: Set<string>;
  readonly chunks: Buffer[];
  bytes: number;
  pending: string;
}

function narrow(
  scope: Scope,
  labels: Readonly<Record<string, LabelValue>>,
  base: Readonly<Record<string, string>>,
): Scope {
  const all = new Map(scope.labels);
  for (const [name, value] of Object.entries(labels)) {
    if (Object.hasOwn(base, name)) throw new Error(`label "${name}" is set by the source, do not emit it`);
    all.set(name, value);
  }
  return { labels: all, names: [...all.keys()], text: textOf(all) };
}

function createFamily(
  families: Map<string, FamilyWriter>,
  metric: Metric,
  scope: Scope,
  labels: object = {},
): FamilyWriter {
  const names = [...scope.names, ...Object.keys(labels)];
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw new Error(`${metric.name}: label "${repeated}" is given twice`);
  const family = { metric, names, seen: new Set<string>(), chunks: [], bytes: 0, pending: '' };
  families.set(metric.name, family);
  return family;
}

/** Returns false when the family has the series already. */
function write(
  family: FamilyWriter,
  scope: Scope,
  labels: Readonly<Record<string, LabelValue>> | undefined,
  value: number,
): boolean {
  const text = inUsualOrder(family, scope, labels)
    ? rowLabels(scope, labels)
    : reordered(family, scope, labels);
  const before = family.seen.size;
  if (family.seen.add(text).size === before) return false;

  family.pending += text === '' ? `${family.metric.name} ` : `${family.metric.name}{${text}} `;
  family.pending += `${valueText(value)}\n`;
  if (family.pending.length >= batchCharacters) flush(family);
  return true;
}

function flush(family: FamilyWriter): void {
  if (family.pending === '') return;
  const chunk = Buffer.from(family.pending, 'utf8');
  family.chunks.push(chunk);
  family.bytes += chunk.length;
  family.pending = '';
}

function rowLabels(scope: Scope, labels: Readonly<Record<string, LabelValue>> | undefined): string {
  let text = scope.text;
  for (const name in labels) text = joinLabels(text, labelText(name, String(labels[name] ?? '')));
  return text;
}

function inUsualOrder(
  { names }: FamilyWriter,
  scope: Scope,
  labels: Readonly<Record<string, LabelValue>> | undefined,
): boolean {
  let at = 0;
  for (const name of scope.names) if (names[at++] !== name) return false;
  for (const name in labels) if (names[at++] !== name) return false;
  return at === names.length;
}

/** The slow way, for labels given in another order than in the first row of the family. */
function reordered({ names }: FamilyWriter, scope: Scope, labels: object = {}): string {
  const given = new Map([...scope.labels, ...Object.entries(labels)]);
  return textOf(new Map([...new Set([...names, ...given.keys()])].map((name) => [name, given.get(name)])));
}

function textOf(labels: ReadonlyMap<string, LabelValue>): string {
  let text = '';
  for (const [name, value] of labels) text = joinLabels(text, labelText(name, String(value ?? '')));
  return text;
}
