import type { Metric } from '../metric/metric.ts';
import type { FamilyRows } from '../metric/snapshot.ts';
import { deflatePart, deflatePartSync, type Part } from './gzip.ts';
import { type Format, headerText } from './text.ts';

/** Text with its compressed form. */
export interface Piece {
  readonly text: Buffer;
  readonly part: Part;
}

/** The rows of some keys; the unit that is compressed anew when one of its keys changes. */
export interface Block extends Piece {
  /** By key, where its rows are in the text. */
  readonly slices: ReadonlyMap<string, Slice>;
  readonly series: number;
}

interface Slice {
  readonly source: string;
  readonly series: number;
  readonly start: number;
  readonly end: number;
}

/** All rows of a family. Immutable: an update makes a new one that shares the blocks that stayed the same. */
export interface Family {
  readonly metric: Metric;
  readonly headers: Readonly<Record<Format, Piece>>;
  readonly blocks: readonly Block[];
}

/** The new rows of a key in one family; without rows the key has left it. */
export interface FamilyChange {
  readonly source: string;
  readonly rows: FamilyRows | undefined;
}

export function emptyFamily(metric: Metric): Family {
  const header = (format: Format): Piece => {
    const text = Buffer.from(headerText(metric, format), 'utf8');
    return { text, part: deflatePartSync(text) };
  };
  return { metric, headers: { text: header('text'), openmetrics: header('openmetrics') }, blocks: [] };
}

/** Applies changes by key. Returns the same object when no byte changed. */
export async function updateFamily(
  family: Family,
  changes: ReadonlyMap<string, FamilyChange>,
): Promise<Family> {
  const plans = plan(family, changes);
  if (plans.every(({ changes }) => changes.size === 0)) return family;
  const blocks = await Promise.all(
    plans.map(({ block, changes }) => (changes.size === 0 ? block : rewrite(block, changes))),
  );
  return { ...family, blocks: blocks.filter(({ slices }) => slices.size > 0) };
}

/**
 * A block takes keys until it has this many bytes. Small enough that a family of 1,000 keys is not compressed again for
 * one of them; deflate looks back 16 KiB at most, so larger blocks hardly compress better.
 */
const fullBlock = 16 * 1024;

interface Plan {
  readonly block: Block;
  readonly changes: Map<string, FamilyChange>;
  size: number;
}

const emptyBlock: Block = {
  text: Buffer.alloc(0),
  part: deflatePartSync(Buffer.alloc(0)),
  slices: new Map(),
  series: 0,
};

/** Finds the block of every change; new keys go where there is room. */
function plan(family: Family, changes: ReadonlyMap<string, FamilyChange>): Plan[] {
  const plans = family.blocks.map((block): Plan => ({ block, changes: new Map(), size: block.text.length }));
  for (const [key, change] of changes) {
    const holder = plans.find(({ block }) => block.slices.has(key));
    if (holder !== undefined) {
      if (!isSame(holder.block, key, change)) holder.changes.set(key, change);
    } else if (change.rows !== undefined) {
      const roomy = plans.find(({ size }) => size < fullBlock) ?? added(plans);
      roomy.changes.set(key, change);
      roomy.size += change.rows.bytes;
    }
  }
  return plans;
}

function added(plans: Plan[]): Plan {
  const plan: Plan = { block: emptyBlock, changes: new Map(), size: 0 };
  plans.push(plan);
  return plan;
}

function isSame(block: Block, key: string, { rows }: FamilyChange): boolean {
  const slice = block.slices.get(key);
  if (slice === undefined || rows?.bytes !== slice.end - slice.start) return false;
  let at = slice.start;
  for (const chunk of rows.chunks) {
    if (chunk.compare(block.text, at, at + chunk.length) !== 0) return false;
    at += chunk.length;
  }
  return true;
}

async function rewrite(block: Block, changes: ReadonlyMap<string, FamilyChange>): Promise<Block> {
  const slices = new Map<string, Slice>();
  const pieces: Buffer[] = [];
  let length = 0;
  let series = 0;
  const add = (key: string, source: string, rows: Omit<FamilyRows, 'metric'>) => {
    slices.set(key, { source, series: rows.series, start: length, end: length + rows.bytes });
    pieces.push(...rows.chunks);
    length += rows.bytes;
    series += rows.series;
  };
  for (const [key, { source, start, end, ...slice }] of block.slices) {
    const change = changes.get(key);
    if (change === undefined) {
      const chunks = [block.text.subarray(start, end)];
      add(key, source, { chunks, bytes: end - start, series: slice.series });
    } else if (change.rows !== undefined) add(key, source, change.rows);
  }
  for (const [key, { source, rows }] of changes) {
    if (rows !== undefined && !block.slices.has(key)) add(key, source, rows);
  }
  const text = Buffer.concat(pieces, length);
  return { text, part: await deflatePart(text), slices, series };
}
