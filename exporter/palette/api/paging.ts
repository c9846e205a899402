import { z } from 'zod';
import type { Run } from '../../collection/job.ts';
import { concernsSource } from '../../collection/standby.ts';
import type { Endpoint } from '../../metric/endpoint.ts';
import { SourceError } from '../../sources/failures.ts';
import { parseCounting, part } from '../../sources/wire.ts';
import type { CallOptions, PaletteClient } from './client.ts';

const PAGE_SIZE = 50;

/** The order in which what comes or goes during a walk moves the fewest rows; every search of Palette knows it. */
export const OLDEST_FIRST = { sort: [{ field: 'creationTimestamp', order: 'asc' }] } as const;

/** Pages that a list of so many rows takes; an empty list still takes one. */
export function pages(rows: number): number {
  return Math.max(1, Math.ceil(rows / PAGE_SIZE));
}

export interface List<Schema> {
  readonly client: PaletteClient;
  readonly run: Run;
  readonly endpoint: Endpoint;
  /** Of a row. */
  readonly schema: Schema;
  readonly options: CallOptions;
}

/** One walk over the pages of a list, from its beginning. */
export interface Walk {
  /** Of the rows that were handed out and fit. */
  readonly uids: ReadonlySet<string>;
  /** Rows that did not fit. */
  readonly bad: number;
  readonly pages: number;
  /** What the list said of its length, at first and last; undefined where it does not say. */
  readonly countAtFirst: number | undefined;
  readonly count: number | undefined;
  /** Rows that the list said it has and did not hand out. */
  readonly missing: number;
  /** Whether its end was reached, and nothing showed that rows moved meanwhile. */
  readonly isClean: boolean;
}

/** A row, or undefined for one that did not fit, with the number of values that were left out of it. */
export interface Read<Row> {
  readonly row: Row | undefined;
  readonly leftOut: number;
}

/**
 * The pages of a list as they are handed out: a row may come twice. Goes on by the cursor of a page, and by offset where
 * the page has none although the list is longer.
 *
 * @throws SourceError
 */
export async function* walk<Schema extends z.ZodType<{ uid: string }>>(
  list: List<Schema>,
): AsyncGenerator<readonly Read<z.output<Schema>>[], Walk> {
  const steps = createSteps(list.endpoint.paged === true);
  const uids = new Set<string>();
  const counts = new Set<number>();
  let count: number | undefined;
  let bad = 0;
  let twice = 0;
  let moved = 0;
  let idle = 0;
  let page: Page | undefined;
  for (let step: Step | undefined = steps.first(); step !== undefined; step = steps.after(page)) {
    page = await readPage(list, step);
    if (page === undefined) break;
    const movedBefore = moved;
    count = page.count ?? count;
    if (count !== undefined) counts.add(count);
    const here = new Set<string>();
    let fresh = 0;
    const read = page.items.map((item) => readRow(list, item));
    yield read;
    for (const { row } of read) {
      if (row === undefined) bad += 1;
      else if (here.has(row.uid)) twice += 1;
      else if (uids.has(row.uid)) moved += 1;
      if (row === undefined || !uids.has(row.uid)) fresh += 1;
      if (row === undefined) continue;
      here.add(row.uid);
      uids.add(row.uid);
    }
    if (fresh === 0 && steps.cameWhole()) {
      moved = movedBefore;
      break;
    }
    idle = fresh > 0 ? 0 : idle + 1;
    if (idle === MOST_IDLE || steps.taken() >= mostPages(counts)) break;
  }
  const isEnded = steps.cameWhole() || (page !== undefined && steps.isAtEnd(page));
  const missing = Math.max(0, (count ?? 0) - uids.size - bad - twice);
  const isClean = isEnded && counts.size <= 1 && moved === 0 && missing === 0;
  const [countAtFirst] = counts;
  return { uids, bad, pages: steps.taken(), countAtFirst, count, missing, isClean };
}

function readRow<Schema extends z.ZodType>(
  { schema, run }: List<Schema>,
  item: unknown,
): Read<z.output<Schema>> {
  const { parsed, leftOut } = parseCounting(schema, item, run.stats);
  return { row: parsed.success ? parsed.data : undefined, leftOut };
}

/** Pages in a row without anything new after which a list is not followed further: it would never end. */
const MOST_IDLE = 2;
/** A list that says nothing of its length is not followed further: it holds 100,000 rows by then. */
const MOST_PAGES = 2000;

/** A list that grows while it is read has more pages than it said at first, but not many more. */
function mostPages(counts: ReadonlySet<number>): number {
  return counts.size === 0 ? MOST_PAGES : Math.min(MOST_PAGES, 2 * pages(Math.max(...counts)) + 10);
}

interface Page {
  readonly items: readonly unknown[];
  /** Undefined where the answer does not mention it, empty on the last page. */
  readonly cursor: string | undefined;
  readonly count: number | undefined;
}

const pageSchema = z
  .object({
    items: z.array(z.unknown()).nullish(),
    listmeta: part({ continue: z.string().nullish(), count: z.number().nullish() }),
  })
  .transform(
    ({ items, listmeta }): Page => ({
      items: items ?? [],
      cursor: listmeta.continue ?? undefined,
      count: listmeta.count ?? undefined,
    }),
  );

type Step = Readonly<Record<string, string | number>>;

/** A page; undefined where a list that told no way to its next page refuses the one that was guessed. */
async function readPage<Schema>(list: List<Schema>, step: Step): Promise<Page | undefined> {
  const { client, run, endpoint, options } = list;
  const query = { ...options.query, ...(endpoint.paged && { limit: PAGE_SIZE }), ...step };
  try {
    return await client.call(run, endpoint, pageSchema, { ...options, query });
  } catch (error) {
    const isGuess = 'offset' in step && error instanceof SourceError && !concernsSource(error.reason);
    if (isGuess) return undefined;
    throw error;
  }
}

/** Where the pages of one walk are. */
function createSteps(isPaged: boolean) {
  const cursors = new Set<string>();
  let received = 0;
  let taken = 0;
  let longest: number | undefined;
  let isGuessing = false;

  function next({ items, cursor, count }: Page): Step | undefined {
    if (items.length === 0) return undefined;
    if (cursor && !cursors.has(cursor)) return { continue: cursor };
    if (longest !== undefined) return received < longest ? { offset: received } : undefined;
    // Nothing is said of the length: a full page is seldom the last one, unless lists of this kind come whole.
    const isSilent = cursor === undefined && count === undefined;
    const isFull = isPaged || isGuessing ? items.length >= PAGE_SIZE : received === PAGE_SIZE;
    return isSilent && isFull ? { offset: received } : undefined;
  }

  function begin(step: Step): Step {
    taken += 1;
    if (typeof step.continue === 'string') cursors.add(step.continue);
    if ('offset' in step) isGuessing = true;
    return step;
  }

  return {
    taken: () => taken,
    first: () => begin({}),
    after(page: Page | undefined): Step | undefined {
      if (page === undefined) return undefined;
      received += page.items.length;
      longest = page.count ?? longest;
      const step = next(page);
      return step && begin(step);
    },
    /**
     * Whether a list that should come whole, and says nothing of itself, had nothing to add when it was asked for more:
     * it does have as many rows as a page of others.
     */
    cameWhole: () => !isPaged && isGuessing && longest === undefined && taken === 2,
    /** Whether the page that was read last is the end, as far as it says. */
    isAtEnd: (page: Page) => next(page) === undefined && !(page.cursor && page.items.length > 0),
  };
}
