import type { Rows } from '../metric/snapshot.ts';

/** The value of the first sample of a family. */
export function valueIn({ families }: Rows, name: string): number | undefined {
  const line = families.get(name)?.chunks[0]?.toString('utf8').split('\n')[0];
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ') + 1));
}

export function seriesOf({ families }: Rows, name: string): number {
  return families.get(name)?.series ?? 0;
}
