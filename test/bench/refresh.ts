import type { Changed } from './fleet.ts';
import { type Contest, type Figure, inTurns, type Measured } from './harness.ts';

/** From new values to the last byte of the scrape that shows them: ours renders first, prom-client in the scrape. */
export async function refresh({ ours, theirs, rounds }: Contest): Promise<Figure[]> {
  const compare = (changed: Changed) =>
    inTurns(
      rounds,
      () => refreshAndScrape(ours, changed),
      () => refreshAndScrape(theirs, changed),
    );
  return [
    { what: 'refresh + one scrape, gzip, all values new', unit: 'ms', goal: 0.2, ...(await compare('all')) },
    { what: 'refresh + one scrape, gzip, 1 of 10 families new', unit: 'ms', ...(await compare('one')) },
  ];
}

async function refreshAndScrape(peer: Measured, changed: Changed): Promise<number> {
  const { milliseconds } = await peer.refresh(changed);
  return milliseconds + (await peer.scrape({ gzip: true }));
}
