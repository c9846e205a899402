import { expect, test } from 'vitest';
import { HEALING, soak } from '../soak/soak.ts';

test('after a minute of any faults the exporter shows what a fresh one shows', async () => {
  // Tests before this one in the same process may have left connections that have not closed yet.
  const before = process.getActiveResourcesInfo().length;

  const rounds = await soak({ seed: 7, storm: 60, goesOn: (played) => played < 1 });

  expect(rounds.flatMap(({ differences }) => differences)).toEqual([]);
  for (const { healed, struck, kinds, series, handles } of rounds) {
    expect(healed).toBeLessThanOrEqual(HEALING);
    expect(struck).toBeGreaterThan(20);
    expect(kinds).toBeGreaterThan(5);
    expect(series).toBeGreaterThan(1000);
    expect(handles - before).toBeLessThan(100);
  }
});
