import { type Contest, type Figure, inTurns } from './harness.ts';

/** How long one scrape takes when nothing else goes on. */
export async function scrape({ ours, theirs, rounds }: Contest): Promise<Figure[]> {
  const compare = (our: boolean, their: boolean) =>
    inTurns(
      rounds,
      () => ours.scrape({ gzip: our }),
      () => theirs.scrape({ gzip: their }),
    );
  return [
    { what: 'scrape, gzip; theirs without', unit: 'ms', goal: 0.015, ...(await compare(true, false)) },
    { what: 'scrape, gzip', unit: 'ms', ...(await compare(true, true)) },
    { what: 'scrape, text', unit: 'ms', ...(await compare(false, false)) },
  ];
}
