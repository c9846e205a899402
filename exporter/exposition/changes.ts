import { setImmediate as turn } from 'node:timers/promises';
import type { Metric } from '../metric/metric.ts';
import type { Rows } from '../metric/snapshot.ts';
import { emptyFamily, type Family, type FamilyChange, updateFamily } from './family.ts';
import { createState, type State } from './state.ts';

/** The new rows of a key; without rows the key goes. */
export interface Change {
  readonly source: string;
  readonly rows: Rows | undefined;
}

/** By key, the names of the families that it has rows in. Only for making changes, one after the other: never copied. */
export type Contents = Map<string, readonly string[]>;

/**
 * Makes the next state, or leaves the given one where no byte changed, and brings the contents up to it. Tells how many
 * families changed and were compressed again.
 */
export async function applyChanges(state: State, contents: Contents, changes: ReadonlyMap<string, Change>) {
  let families: Map<string, Family> | undefined;
  let rendered = 0;
  const updates = byFamily(state, contents, changes).values();
  const lane = async () => {
    for (const { metric, keys } of updates) {
      // A turn per family, so that scrapes are answered in between.
      await turn();
      const before = state.families.get(metric.name) ?? emptyFamily(metric);
      const after = await updateFamily(before, keys);
      if (after === before) continue;
      rendered += 1;
      families ??= new Map(state.families);
      if (after.blocks.length > 0) families.set(metric.name, after);
      else families.delete(metric.name);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));

  for (const [id, { rows }] of changes) {
    if (rows === undefined) contents.delete(id);
    else contents.set(id, [...rows.families.keys()]);
  }
  return { state: families === undefined ? state : createState(families, state), rendered };
}

/** Families compressed at the same time: enough to keep a core busy, and leave zlib's thread pool to others too. */
const lanes = 2;

interface FamilyUpdate {
  readonly metric: Metric;
  readonly keys: Map<string, FamilyChange>;
}

/** Turns changes of keys into changes of families, those included that a key no longer has. */
function byFamily(
  state: State,
  contents: Contents,
  changes: ReadonlyMap<string, Change>,
): Map<string, FamilyUpdate> {
  const updates = new Map<string, FamilyUpdate>();
  const add = (metric: Metric, id: string, change: FamilyChange) => {
    const update = updates.get(metric.name) ?? { metric, keys: new Map() };
    updates.set(metric.name, update);
    update.keys.set(id, change);
  };
  for (const [id, { source, rows }] of changes) {
    for (const name of contents.get(id) ?? []) {
      const family = state.families.get(name);
      if (family !== undefined && !rows?.families.has(name))
        add(family.metric, id, { source, rows: undefined });
    }
    for (const family of rows?.families.values() ?? []) add(family.metric, id, { source, rows: family });
  }
  return updates;
}
