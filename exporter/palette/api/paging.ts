import { z } from 'zod';
import type { Run } from '../../collection/job.ts';
import type { Endpoint } from '../../metric/endpoint.ts';
import { number, parseCounting, part, text } from '../../sources/wire.ts';
import type { CallOptions, PaletteClient } from './client.ts';

const PAGE_SIZE = 50;

/** Pages that a list of so many rows takes; an empty list still takes one. */
export function pages(rows: number): number {
  return Math.max(1, Math.ceil(rows / PAGE_SIZE));
}

interface List<Schema> {
  readonly client: PaletteClient;
  readonly run: Run;
  readonly endpoint: Endpoint;
  /** Of a row. */
  readonly schema: Schema;
}

const pageSchema = z.object({
  items: z
    .array(z.unknown())
    .nullish()
    .transform((items) => items ?? []),
  listmeta: part({ continue: text, count: number }),
});

/**
 * The rows of a list in one scope, page after page, without those that were seen before. Rows that do not fit are
 * dropped and counted.
 *
 * @returns whether the list stayed the same while it was read; if not, rows may have been missed
 * @throws SourceError
 */
export async function* readPages<Schema extends z.ZodType<{ uid: string }>>(
  { client, run, endpoint, schema }: List<Schema>,
  options: CallOptions,
  seen: Set<string>,
): AsyncGenerator<z.output<Schema>, boolean> {
  let counted: number | undefined;
  let cursor = '';
  const cursors = new Set<string>();
  do {
    const query = {
      ...options.query,
      ...(endpoint.paged && { limit: PAGE_SIZE }),
      ...(cursor && { continue: cursor }),
    };
    const page = await client.call(run, endpoint, pageSchema, { ...options, query });
    for (const item of page.items) {
      const { parsed: row, leftOut } = parseCounting(schema, item, run.stats);
      run.stats.dropped += row.success ? leftOut : 1;
      if (!row.success || seen.has(row.data.uid)) continue;
      seen.add(row.data.uid);
      yield row.data;
    }
    if (counted !== undefined && counted !== page.listmeta.count) return false;
    counted = page.listmeta.count;
    // An empty page with a cursor, or a cursor that comes twice, would never end.
    const next = page.items.length > 0 ? page.listmeta.continue : '';
    cursor = cursors.has(next) ? '' : next;
    cursors.add(next);
  } while (cursor !== '');
  return true;
}
