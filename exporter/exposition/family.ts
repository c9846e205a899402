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
  /** By key, the block that has its rows. Of the newest family only: an update takes it over and brings it up to date. */
  readonly holders: Map<string, Block>;
}

/** The new rows of a key in one family; without rows the key has left it. */
export interface FamilyChange {
  readonly source: string;
  readonly rows: FamilyRows | undefined;
}

export function emptyFamily(metric: Metric): Family {
  const headers = headersOf.get(metric) ?? makeHeaders(metric);
  headersOf.set(metric, headers);
  return { metric, headers, blocks: [], holders: new Map() };
}

/** Families that have no rows for now are asked for again and again. */
const headersOf = new WeakMap<Metric, Family['headers']>();

function makeHeaders(metric: Metric): Family['headers'] {
  const header = (format: Format): Piece => {
    const text = Buffer.from(headerText(metric, format), 'utf8');
    return { text, part: deflatePartSync(text) };
  };
  return { text: header('text'), openmetrics: header('openmetrics') };
}

/** Applies changes by key. Returns the same object when no byte changed. */
export async function updateFamily(
  family: Family,
  changes: ReadonlyMap<string, FamilyChange>,
): Promise<Family> {
  const plans = plan(family, changes);
  if (plans.size === 0) return family;
  const rewritten = new Map<Block, Block>();
  const added: Block[] = [];
  const { holders } = family;
  for (const { block, changes, after } of await Promise.all([...plans].map(carryOut))) {
    if (block === undefined) added.push(after);
    else rewritten.set(block, after);
    for (const key of changes.keys()) if (!after.slices.has(key)) holders.delete(key);
    for (const key of after.slices.keys()) holders.set(key, after);
  }
  const blocks = family.blocks.map((block) => rewritten.get(block) ?? block);
  return { ...family, blocks: [...blocks, ...added].filter(({ slices }) => slices.size > 0) };
}

/**
 * A block takes keys until it has this many bytes. Small enough that a family of 1,000 keys is not compressed again for
 * one of them; deflate looks back 16 KiB at most, so larger blocks hardly compress better.
 */
const fullBlock = 16 * 1024;
/** Below this many bytes the way to another thread takes longer than compressing. */
const smallText = 4 * 1024;

interface Plan {
  /** Undefined for one that is made anew. */
  readonly block: Block | undefined;
  readonly changes: Map<string, FamilyChange>;
  size: number;
}

const emptyBlock: Block = {
  text: Buffer.alloc(0),
  part: deflatePartSync(Buffer.alloc(0)),
  slices: new Map(),
  series: 0,
};

async function carryOut({ block, changes }: Plan) {
  return { block, changes, after: await rewrite(block ?? emptyBlock, changes) };
}

/** Finds the block of every change; new keys go where there is room. What stays as it is has no plan. */
function plan(family: Family, changes: ReadonlyMap<string, FamilyChange>): Set<Plan> {
  const plans = createPlans(family);
  for (const [key, change] of changes) {
    const holder = family.holders.get(key);
    if (holder !== undefined) {
      if (!isSame(holder, key, change)) plans.of(holder).changes.set(key, change);
    } else if (change.rows !== undefined) {
      const roomy = plans.roomy();
      roomy.changes.set(key, change);
      roomy.size += change.rows.bytes;
    }
  }
  return plans.all;
}

function createPlans({ blocks }: Family) {
  const all = new Set<Plan>();
  const known = new Map<Block, Plan>();
  let next = 0;
  let roomiest: Plan | undefined;

  function of(block: Block): Plan {
    const plan = known.get(block) ?? { block, changes: new Map(), size: block.text.length };
    known.set(block, plan);
    all.add(plan);
    return plan;
  }

  function findRoomy(): Plan {
    for (; next < blocks.length; next += 1) {
      const block = blocks[next];
      if (block !== undefined && block.text.length < fullBlock) {
        next += 1;
        return of(block);
      }
    }
    const plan = { block: undefined, changes: new Map(), size: 0 };
    all.add(plan);
    return plan;
  }

  return {
    all,
    of,
    /** The first one that is not full. */
    roomy(): Plan {
      if (roomiest === undefined || roomiest.size >= fullBlock) roomiest = findRoomy();
      return roomiest;
    },
  };
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
  /** From where on the rows stay as they are: they are copied together. */
  let stay = 0;
  const copy = (end: number) => {
    if (end > stay) pieces.push(block.text.subarray(stay, end));
  };
  const add = (key: string, source: string, rows: FamilyRows) => {
    slices.set(key, { source, series: rows.series, start: length, end: length + rows.bytes });
    pieces.push(...rows.chunks);
    length += rows.bytes;
    series += rows.series;
  };
  for (const [key, slice] of block.slices) {
    const change = changes.get(key);
    if (change === undefined) {
      const end = length + slice.end - slice.start;
      slices.set(key, slice.start === length ? slice : { ...slice, start: length, end });
      length = end;
      series += slice.series;
      continue;
    }
    copy(slice.start);
    stay = slice.end;
    if (change.rows !== undefined) add(key, change.source, change.rows);
  }
  copy(block.text.length);
  for (const [key, { source, rows }] of changes) {
    if (rows !== undefined && !block.slices.has(key)) add(key, source, rows);
  }
  const text = Buffer.concat(pieces, length);
  const part = text.length < smallText ? deflatePartSync(text) : await deflatePart(text);
  return { text, part, slices, series };
}
