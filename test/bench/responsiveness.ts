import type { Changed } from './fleet.ts';
import { type Contest, type Figure, type Measured, median } from './harness.ts';

/** What a refresh does to those who scrape meanwhile, one scrape after the other. */
export async function responsiveness({ ours, theirs, rounds }: Contest): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [changed, text] of [
    ['all', 'all values new'],
    ['one', '1 of 10 families new'],
  ] as const) {
    const found: { ours: Disturbance[]; theirs: Disturbance[] } = { ours: [], theirs: [] };
    for (let round = 0; round < rounds; round += 1) {
      found.ours.push(await scrapeDuringRefresh(ours, changed));
      found.theirs.push(await scrapeDuringRefresh(theirs, changed));
    }
    const figure = (what: string, of: keyof Disturbance): Figure => ({
      what: `${what}, ${text}`,
      unit: 'ms',
      goal: 0.05,
      ours: median(found.ours.map((each) => each[of])),
      theirs: median(found.theirs.map((each) => each[of])),
    });
    figures.push(figure('slowest scrape during a refresh', 'slowest'));
    figures.push(figure('event loop blocked by refresh and scrapes', 'blocked'));
  }
  return figures;
}

interface Disturbance {
  readonly slowest: number;
  readonly blocked: number;
}

async function scrapeDuringRefresh(peer: Measured, changed: Changed): Promise<Disturbance> {
  const state = { refreshing: true };
  const refreshed = peer.refresh(changed).finally(() => {
    state.refreshing = false;
  });
  let slowest = 0;
  while (state.refreshing) slowest = Math.max(slowest, await peer.scrape({ gzip: true }));
  return { slowest, blocked: (await refreshed).blockedMilliseconds };
}
