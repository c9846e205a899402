import type { z } from 'zod';
import type { Clock } from '../../time/clock.ts';
import { type List, type Read, type Walk, walk } from './paging.ts';
import { rememberedList } from './remembered-lists.ts';

/** What a list kept back, although it was read as often as makes sense. */
export interface Gap {
  /** Rows that nobody saw, as far as the list tells. */
  readonly missing: number;
  /** What is wrong with the list, for a message. */
  readonly flaw: string;
}

/** One walk to see that something moved, one more for the rows, and one to tell what moved from what is gone. */
const MOST_WALKS = 3;

/**
 * The rows of a list, each once, page after page. Its cursor is a mere offset, so that rows are missed when others come and go during a
 * walk: a walk that shows this, or that misses what was there before, is followed by another. What is not complete then
 * is told, and rows that were seen before and not this time come as they were, for as long as series hold.
 *
 * A walk of one page is a snapshot. A longer one that shows nothing has still missed a row where one was deleted before
 * it and another came: the deleted one then lacks in the next walk. So a walk whose rows are all there in the next one
 * has missed nothing.
 *
 * @throws SourceError
 */
export async function* wholeList<Schema extends z.ZodType<{ uid: string }>>(
  list: List<Schema>,
  clock: Pick<Clock, 'now'>,
): AsyncGenerator<readonly z.output<Schema>[], Gap | undefined> {
  const { before, renew, remember } = rememberedList(list, clock);
  const seen = new Map<string, z.output<Schema>>();
  const walks: Walk[] = [];
  let judged: Verdict;
  do {
    walks.push(yield* newRows(list, seen, walks, renew));
    judged = judge(walks, new Set([...before.rows.keys(), ...seen.keys()]), before.flaw);
  } while (judged === 'again');

  const last = walks.at(-1);
  if (last === undefined) throw new TypeError('a list was read without a walk');
  const at = clock.now();
  if (judged === 'complete') {
    const rows = [...seen]
      .filter(([uid]) => last.uids.has(uid))
      .map(([uid, row]) => [uid, { row, at }] as const);
    remember(new Map(rows), undefined);
    return undefined;
  }
  const unseen = [...before.rows].filter(([uid]) => !seen.has(uid));
  remember(new Map([...unseen, ...[...seen].map(([uid, row]) => [uid, { row, at }] as const)]), flawOf(last));
  yield unseen.map(([, { row }]) => row);
  return { missing: last.missing, flaw: inWords(last) };
}

/**
 * The rows of a log, page after page, that only grows, newest first or last: what came in before the read is all there after one walk.
 * Nothing is remembered of it.
 *
 * @throws SourceError
 */
export async function* wholeLog<Schema extends z.ZodType<{ uid: string }>>(
  list: List<Schema>,
): AsyncGenerator<readonly z.output<Schema>[], Gap | undefined> {
  const seen = new Map<string, z.output<Schema>>();
  const walks: Walk[] = [];
  for (;;) {
    const last = yield* newRows(list, seen, walks);
    walks.push(last);
    const isComplete =
      last.isClean || seen.size + last.bad >= (walks[0]?.countAtFirst ?? Number.POSITIVE_INFINITY);
    if (isComplete) return undefined;
    if (walks.length < MOST_WALKS && !isSame(last, walks.at(-2))) continue;
    return { missing: last.missing, flaw: inWords(last) };
  }
}

/** Rows remembered of a list that cannot be read at all. */
export function rememberedRows<Schema extends z.ZodType>(
  list: List<Schema>,
  clock: Pick<Clock, 'now'>,
): readonly z.output<Schema>[] {
  return [...rememberedList(list, clock).before.rows.values()].map(({ row }) => row);
}

/** The rows of a walk that no walk before had. Rows that do not fit, and values left out, are counted once. */
async function* newRows<Schema extends z.ZodType<{ uid: string }>>(
  list: List<Schema>,
  seen: Map<string, z.output<Schema>>,
  before: readonly Walk[],
  renew?: (uid: string, row: z.output<Schema>) => void,
): AsyncGenerator<readonly z.output<Schema>[], Walk> {
  const { stats } = list.run;
  const known = before.reduce((most, { bad }) => Math.max(most, bad), 0);
  let bad = 0;

  function isNew({ row, leftOut }: Read<z.output<Schema>>): boolean {
    if (row === undefined) {
      bad += 1;
      if (bad > known) stats.dropped += 1;
      return false;
    }
    if (seen.has(row.uid)) return false;
    stats.dropped += leftOut;
    seen.set(row.uid, row);
    renew?.(row.uid, row);
    return true;
  }

  const pages = walk(list);
  for (;;) {
    const next = await pages.next();
    if (next.done) return next.value;
    yield next.value.flatMap((read) => (isNew(read) && read.row !== undefined ? [read.row] : []));
  }
}

type Verdict = 'complete' | 'again' | 'incomplete';

/** @param known rows that were there before, or in any walk of this read */
function judge(walks: readonly Walk[], known: ReadonlySet<string>, lastFlaw: string | undefined): Verdict {
  const last = walks.at(-1);
  const before = walks.at(-2);
  if (last === undefined) return 'again';
  if (last.isClean && (last.pages === 1 || isWithin(known, last.uids))) return 'complete';
  if (before?.isClean && isWithin(before.uids, last.uids)) return 'complete';
  // What was wrong with it the last time in the same way is not put right by another walk.
  if (!last.isClean && (isSame(last, before) || (before === undefined && flawOf(last) === lastFlaw))) {
    return 'incomplete';
  }
  return walks.length < MOST_WALKS ? 'again' : 'incomplete';
}

function isWithin(some: ReadonlySet<string>, all: ReadonlySet<string>): boolean {
  for (const one of some) if (!all.has(one)) return false;
  return true;
}

function isSame(walk: Walk, before: Walk | undefined): boolean {
  return before !== undefined && flawOf(walk) === flawOf(before);
}

function flawOf({ pages, count, missing, bad, uids }: Walk): string {
  return [pages, count, missing, bad, uids.size].join();
}

function inWords({ uids, bad, count, missing }: Walk): string {
  const read = uids.size + bad;
  if (missing > 0) return `gave ${read} of ${count} rows`;
  return count === undefined || read === count
    ? `gave ${read} rows and kept changing, or had no end`
    : `gave ${read} rows and says that it has ${count}; it kept changing, or had no end`;
}
