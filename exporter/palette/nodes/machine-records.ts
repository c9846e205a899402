import type { Machine } from './schema.ts';

/**
 * One record for each host. While a host is taken into a cluster anew, its old machine may still be listed as Deleting:
 * all series of the host come from the same record, which is the newest of those that are not about to go.
 */
export function oneOfEachHost(records: readonly Machine[]): Machine[] {
  const chosen = new Map<string, Machine>();
  for (const record of records) {
    const host = record.edgeHostUid === '' ? `node ${record.name}` : `host ${record.edgeHostUid}`;
    const other = chosen.get(host);
    if (other === undefined || isBetter(record, other)) chosen.set(host, record);
  }
  return [...chosen.values()];
}

function isBetter(record: Machine, other: Machine): boolean {
  const [left, right] = [rankOf(record), rankOf(other)];
  for (const [index, value] of left.entries()) {
    const difference = value - (right[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  // Which of two equal ones must not depend on the order in which they are listed.
  return record.uid > other.uid;
}

function rankOf({ state, created, stateChanged, health }: Machine): readonly number[] {
  const stays = state !== 'Deleting' && state !== 'Deleted';
  return [Number(stays), created ?? 0, stateChanged ?? 0, health.lastHeartBeatTimestamp ?? 0];
}
