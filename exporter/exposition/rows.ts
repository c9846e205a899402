import type { Emit, LabelValue, SampleValue } from '../metric/emit.ts';
import type { Metric } from '../metric/metric.ts';
import type { FamilyRows, RowWriter } from '../metric/snapshot.ts';
import { createLineBuffer, type LineBuffer } from './line-buffer.ts';
import { labelsText, valueText } from './text.ts';

/**
 * Renders the samples of one collector run as they are emitted.
 *
 * @param base labels of the source (`{ palette: 'pma' }`), written first in every line. Setting one of them
 * again, or one that `with` has set, throws.
 */
export function createRows(base: Readonly<Record<string, string>>): RowWriter {
  const run: Run = { families: new Map(), written: new Map() };
  let duplicates = 0;

  const emitIn = (scope: Scope): Emit => {
    const emit = (metric: Metric, value: SampleValue, labels?: Labels) => {
      if (value === undefined || Number.isNaN(value)) return;
      const family = run.families.get(metric.name) ?? addFamily(run, metric, scope, labels);
      if (!writeRow(run, family, labelSetOf(run, family, scope, labels), Number(value))) duplicates += 1;
    };
    const more = (labels: Labels) => emitIn(narrow(scope, labels));
    // The generics of Emit check the calls; what arrives is always one metric, one value and one record of labels.
    return Object.assign(emit, { with: more }) as Emit;
  };

  return {
    emit: emitIn(narrow({ names: [], labels: {}, text: '' }, base)),
    finish() {
      const families = new Map<string, FamilyRows>();
      for (const [name, { metric, lines, series }] of run.families) {
        families.set(name, { metric, ...lines.finish(), series });
      }
      const series = [...families.values()].reduce((total, family) => total + family.series, 0);
      return { families, series, duplicates };
    },
  };
}

type Labels = Readonly<Record<string, LabelValue>>;

interface Run {
  readonly families: Map<string, FamilyWriter>;
  /** By the text of their labels. All that is kept of a series until the run ends, as there may be hundreds of thousands. */
  readonly written: Map<string, FamilyWriter[]>;
}

interface LabelSet {
  readonly text: string;
  /** The text as it is written, once for all families of an object. */
  readonly bytes: Buffer;
  /** Families that have a series of these labels: few enough that searching a list beats a set for each family. */
  families: FamilyWriter[] | undefined;
}

interface FamilyWriter {
  readonly metric: Metric;
  /** Label names in the order of the first row: equal label sets must give equal text. */
  readonly names: readonly string[];
  readonly lines: LineBuffer;
  series: number;
}

/** Labels fixed by `with`, and their text. */
interface Scope {
  readonly names: readonly string[];
  /** The labels of this `with`, and the scope in which it was called. */
  readonly labels: Labels;
  readonly outer?: Scope;
  readonly text: string;
  /** What rows write that add no label of their own; set by the first of them. */
  own?: LabelSet;
}

function narrow(outer: Scope, labels: Labels): Scope {
  for (const name in labels) {
    if (outer.names.includes(name))
      throw new Error(`label "${name}" is set already, by the source or by with()`);
  }
  const names = outer.names.concat(Object.keys(labels));
  return { names, labels, outer, text: labelsText(labels, outer.text) };
}

function addFamily(run: Run, metric: Metric, scope: Scope, labels: Labels = {}): FamilyWriter {
  const names = [...scope.names, ...Object.keys(labels)];
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw new Error(`${metric.name}: label "${repeated}" is given twice`);
  const family = { metric, names, lines: createLineBuffer(metric.name), series: 0 };
  run.families.set(metric.name, family);
  return family;
}

/** Returns false when the family has the series already. */
function writeRow(run: Run, family: FamilyWriter, labels: LabelSet, value: number): boolean {
  if (labels.families?.includes(family)) return false;
  if (labels.families === undefined) {
    // Most stay alone. A list that begins empty takes room for seventeen with its first element.
    labels.families = [family];
    run.written.set(labels.text, labels.families);
  } else labels.families.push(family);
  family.lines.add(labels.bytes, valueText(value));
  family.series += 1;
  return true;
}

function labelSetOf(run: Run, family: FamilyWriter, scope: Scope, labels: Labels | undefined): LabelSet {
  if (!isUsualOrder(family, scope, labels)) return labelSet(run, reordered(family, scope, labels));
  if (labels !== undefined) return labelSet(run, labelsText(labels, scope.text));
  scope.own ??= labelSet(run, scope.text);
  return scope.own;
}

function labelSet({ written }: Run, labels: string): LabelSet {
  // The text with braces is the key, as it has to be made one flat string anyway before it is encoded.
  const text = labels === '' ? ' ' : `{${labels}} `;
  return { text, bytes: Buffer.from(text, 'utf8'), families: written.get(text) };
}

function isUsualOrder({ names }: FamilyWriter, scope: Scope, labels: Labels | undefined): boolean {
  let at = 0;
  for (const name of scope.names) if (names[at++] !== name) return false;
  for (const name in labels) if (names[at++] !== name) return false;
  return at === names.length;
}

/** The slow way, for labels given in another order than in the first row of the family. */
function reordered({ names }: FamilyWriter, scope: Scope, labels: Labels = {}): string {
  const given = { ...labelsIn(scope), ...labels };
  const usual = Object.fromEntries(names.map((name) => [name, given[name]]));
  return labelsText({ ...usual, ...given });
}

function labelsIn({ labels, outer }: Scope): Labels {
  return outer === undefined ? labels : { ...labelsIn(outer), ...labels };
}
