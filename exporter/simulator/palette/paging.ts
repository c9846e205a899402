import { failure } from '../error-answer.ts';
import { type GoStruct, type GoValue, struct } from '../go-json.ts';

/** The ceiling of every paged list; a larger `limit` is clamped, not refused. */
export const PAGE_SIZE = 50;

interface Cursor {
  readonly offset: number;
  readonly count: number;
  readonly token: string;
}

type Query = Readonly<Record<string, string>>;

/**
 * One page of a list with its `v1ListMetaData`. The cursor counts rows, it is no snapshot: rows that come or go during a
 * walk shift the pages.
 */
export function page<T>(rows: readonly T[], query: Query, toGo: (row: T) => GoValue): GoStruct {
  const limit = pageSize(query.limit);
  const from = query.continue ? readCursor(query.continue).offset : wholeNumber(query.offset, 'offset');
  const items = rows.slice(from, from + limit);
  const next = from + items.length;
  const isLast = next >= rows.length;
  return struct({
    items: items.map(toGo),
    listmeta: struct(
      {},
      {
        continue: isLast ? '' : writeCursor({ offset: next, count: rows.length, token: '' }),
        count: rows.length,
        limit,
        offset: next,
      },
    ),
  });
}

/** The `listmeta` of a list that comes whole in one answer. */
export function wholeList(count: number): GoStruct {
  return struct({}, { continue: '', count, limit: 0, offset: 0 });
}

function pageSize(limit: string | undefined): number {
  const wanted = wholeNumber(limit, 'limit');
  return wanted === 0 ? PAGE_SIZE : Math.min(wanted, PAGE_SIZE);
}

function wholeNumber(text: string | undefined, name: string): number {
  if (text === undefined || text === '') return 0;
  if (!/^\d+$/.test(text)) throw failure(400, 'RequestError', `${name} '${text}' is not a number`);
  return Number(text);
}

function writeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64');
}

function readCursor(text: string): Cursor {
  try {
    const cursor = JSON.parse(Buffer.from(text, 'base64').toString('utf8'));
    if (Number.isInteger(cursor.offset) && cursor.offset >= 0) return cursor;
  } catch {
    // Falls through to the refusal: whatever it was, it is not a token of ours.
  }
  throw failure(400, 'RequestError', 'the continue token is not valid');
}
