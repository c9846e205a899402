import type { z } from 'zod';
import type { Clock } from '../../time/clock.ts';
import type { PaletteClient } from './client.ts';
import type { List } from './paging.ts';
import { holdsFor } from './recent.ts';

/** What is remembered of a list between two reads. */
export interface RememberedList<Row> {
  /** Rows that were seen lately, by UID. */
  readonly rows: ReadonlyMap<string, RememberedRow<Row>>;
  /** How the last walk looked that could not be completed; undefined after a complete read. */
  readonly flaw: string | undefined;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Milliseconds between the last two reads. */
  readonly interval: number | undefined;
}

interface RememberedRow<Row> {
  row: Row;
  /** When it was last seen, in milliseconds since the epoch. */
  at: number;
}

const EMPTY = { rows: new Map(), flaw: undefined };

/** By who is asked and what is understood of the rows, then by what was asked. */
const lists = new WeakMap<PaletteClient, WeakMap<z.ZodType, Map<string, RememberedList<unknown>>>>();

/**
 * What is remembered of this list, and how to remember it anew. Rows that were not seen for as long as the series of a
 * collector hold (`recent.ts`) are forgotten.
 */
export function rememberedList<Schema extends z.ZodType>(list: List<Schema>, clock: Pick<Clock, 'now'>) {
  const own = listsOf(list);
  const { path, query, project, body } = list.options;
  const key = JSON.stringify([list.endpoint.path, path, query, project, body]);
  const now = clock.now();
  const last = own.get(key) as RememberedList<z.output<Schema>> | undefined;
  const interval = last && now - last.at;
  const holds = holdsFor(last?.interval);
  const recent = [...(last?.rows ?? [])].filter(([, { at }]) => now - at <= holds);
  const before = { ...(last ?? EMPTY), rows: new Map(recent) };

  return {
    before,
    /** A row was read again: the one before it is let go at once, so that no list of thousands is there twice. */
    renew(uid: string, row: z.output<Schema>): void {
      const remembered = before.rows.get(uid);
      if (remembered !== undefined) Object.assign(remembered, { row, at: now });
    },
    remember(rows: ReadonlyMap<string, RememberedRow<z.output<Schema>>>, flaw: string | undefined): void {
      // Again at the end, so that those come first that nobody reads any more.
      own.delete(key);
      own.set(key, { rows, flaw, at: now, interval });
      forgetOld(own, now);
    },
  };
}

function listsOf<Schema extends z.ZodType>({ client, schema }: List<Schema>) {
  const ofClient = lists.get(client) ?? new WeakMap<z.ZodType, Map<string, RememberedList<unknown>>>();
  lists.set(client, ofClient);
  const own = ofClient.get(schema) ?? new Map<string, RememberedList<unknown>>();
  ofClient.set(schema, own);
  return own;
}

/** Lists of objects that are gone, such as the machines of a cluster. */
function forgetOld(own: Map<string, RememberedList<unknown>>, now: number): void {
  for (const [key, { at, interval }] of own) {
    if (now - at <= holdsFor(interval)) return;
    own.delete(key);
  }
}
