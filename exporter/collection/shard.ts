import type { Emit, LabelValue, SampleValue } from '../metric/emit.ts';
import type { Metric } from '../metric/metric.ts';
import type { Collector, Item } from './collector.ts';

/** One of several exporters that do the work of one together: its number, from 0, and how many they are. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** The only exporter does all of it. */
export const WHOLE: Shard = { index: 0, of: 1 };

/** The shard that reads and shows what belongs to no single object. */
const HOME = 0;

/**
 * Whether an object is this shard's to read and to show, by its UID. Each shard has a weight for each UID, drawn by a
 * hash, and the heaviest has it: all shards come to the same answer, and when one more is added only the objects move
 * that become its own.
 */
export function owns({ index, of }: Shard, uid: string): boolean {
  const hash = hashOf(uid);
  let owner = 0;
  let heaviest = -1;
  for (let shard = 0; shard < of; shard += 1) {
    const weight = mixed(hash ^ Math.imul(shard + 1, GOLDEN));
    if (weight <= heaviest) continue;
    owner = shard;
    heaviest = weight;
  }
  return owner === index;
}

/** 2^32 divided by the golden ratio: its multiples lie far apart. */
const GOLDEN = 0x9e3779b9;

/** FNV-1a over the code units of a text, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}

/** The last steps of MurmurHash3, after which each bit depends on all others; from 0 to 2^32 - 1. */
function mixed(hash: number): number {
  let bits = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** Whether this shard reads what no other one reads: the system console, and lists that nothing else follows from. */
export function isHome({ index }: Shard): boolean {
  return index === HOME;
}

/**
 * What of the collectors of a source is this shard's: of visits those to its own objects, of lists that others follow
 * from its own rows, and at home all other lists.
 */
export function ofShard<Api>(collectors: readonly Collector<Api>[], shard: Shard): readonly Collector<Api>[] {
  if (shard.of === 1) return collectors;
  return collectors.flatMap((collector): readonly Collector<Api>[] => {
    const { items } = collector;
    if (items !== undefined) return [{ ...collector, items: ownItems(items, shard) }];
    if (collector.isShared) return [withOwnRows(collector, shard)];
    return isHome(shard) ? [collector] : [];
  });
}

/** Equal lists give the same result, not only an equal one: collectors are asked for their items again and again. */
function ownItems<Api>(items: (api: Api) => readonly Item[], shard: Shard): (api: Api) => readonly Item[] {
  const known = new WeakMap<readonly Item[], readonly Item[]>();
  return (api) => {
    const all = items(api);
    const own = known.get(all) ?? all.filter(({ key }) => owns(shard, key));
    known.set(all, own);
    return own;
  };
}

function withOwnRows<Api>(collector: Collector<Api>, shard: Shard): Collector<Api> {
  const { collect, always } = collector;
  return {
    ...collector,
    collect: (api, emit, visited) => collect(api, ownRows(emit, shard), visited),
    // Each shard has to know whether the source is there.
    ...(always && { always: (api, emit, ok) => always(api, ownRows(emit, shard), ok) }),
  };
}

/** Labels that name an object whose series are spread; the first one that is set says what a series is about. */
const OBJECTS: ReadonlySet<string> = new Set(['cluster_uid', 'edge_host_uid']);

type Labels = Readonly<Record<string, LabelValue>>;

/** An `Emit` whose labels are not checked: they were, where the collector calls it. */
interface AnyEmit {
  (metric: Metric, value: SampleValue, labels?: Labels): void;
  with(labels: Labels): AnyEmit;
}

/** Passes on the series of own objects, and at home those that are about none. */
function ownRows(emit: Emit, shard: Shard): Emit {
  return sifted(emit as AnyEmit, shard) as Emit;
}

function sifted(emit: AnyEmit, shard: Shard): AnyEmit {
  const take = (metric: Metric, value: SampleValue, labels?: Labels) => {
    const uid = objectOf(labels);
    if (uid === undefined ? isHome(shard) : owns(shard, uid)) emit(metric, value, labels);
  };
  const more = (labels: Labels) => {
    const uid = objectOf(labels);
    if (uid === undefined) return sifted(emit.with(labels), shard);
    return owns(shard, uid) ? emit.with(labels) : SILENT;
  };
  return Object.assign(take, { with: more });
}

const SILENT: AnyEmit = Object.assign(() => undefined, { with: () => SILENT });

function objectOf(labels: Labels = {}): string | undefined {
  for (const name in labels) if (OBJECTS.has(name)) return String(labels[name]);
  return undefined;
}
