import type { z } from 'zod';
import type { Endpoint } from '../../metric/endpoint.ts';
import { SourceError } from '../../sources/failures.ts';
import { list, object, part, text } from '../../sources/wire.ts';
import type { CallOptions } from './client.ts';
import type { Palette } from './palette.ts';

/** What Palette hands out at most (`limit` of v1SpectroClustersVMList). */
const PAGE_SIZE = 50;
/** Pages of one list: 10,000 objects. A list that is longer, or never ends, is a failure and not cut short. */
const MOST_PAGES = 200;

/**
 * The rows of a Kubernetes list that Palette passes on, in pages by `metadata.continue`. A list that changes while it is
 * read does not matter: the token stands for the moment at which the first page was read. One that has expired (410)
 * makes it begin anew, once.
 *
 * @throws SourceError
 */
export async function kubernetesRows<Schema extends z.ZodType>(
  palette: Pick<Palette, 'get'>,
  endpoint: Endpoint,
  row: Schema,
  options: CallOptions,
): Promise<readonly z.output<Schema>[]> {
  const schema = object({ metadata: part({ continue: text }), items: list(row) });
  const page = (token: string) => {
    const query = { ...options.query, limit: PAGE_SIZE, ...(token && { continue: token }) };
    return palette.get(endpoint, schema, { ...options, query });
  };

  let rows: z.output<Schema>[] = [];
  let token = '';
  let isSecondWalk = false;
  for (let asked = 0; asked < MOST_PAGES; asked += 1) {
    try {
      const answer = await page(token);
      rows.push(...answer.items);
      token = answer.metadata.continue;
      if (token === '') return rows;
    } catch (error) {
      if (token === '' || isSecondWalk || !mayBeExpired(error)) throw error;
      isSecondWalk = true;
      rows = [];
      token = '';
    }
  }
  throw new SourceError(
    'parse',
    `${endpoint.path} has more than ${MOST_PAGES} pages, or hands them out without end`,
  );
}

/** Kubernetes says 410 to a token that is too old; of a status that it never sends, Palette's client says these. */
function mayBeExpired(error: unknown): boolean {
  return error instanceof SourceError && (error.reason === 'parse' || error.reason === 'server_error');
}
