import { describe, expect, it } from 'vitest';
import { usage } from '../../exporter/palette/usage.ts';
import { testPalette } from '../kit/test-palette.ts';

describe('usage', () => {
  it('tells what is metered of each cluster', async () => {
    const bodies: unknown[] = [];
    const palette = testPalette((_, { body }) => {
      bodies.push(body);
      return USAGE;
    });

    const { text, dropped } = await palette.run(usage);

    await expect(text).toMatchFileSnapshot('golden/usage.prom');
    expect(dropped).toBe(1);
    expect(bodies).toMatchObject([
      {
        filter: { startTime: '2026-11-22T07:00:00.000Z', endTime: '2026-11-22T09:00:00.000Z' },
        options: { groupBy: 'cluster', includeMeteringInfo: true },
      },
    ]);
  });

  it('tells nothing of nothing', async () => {
    const { text } = await testPalette(() => ({ resources: null })).run(usage);

    expect(text).toBe('');
  });
});

const USAGE = {
  cpuUnit: 'core',
  resources: [
    {
      entity: { uid: 'c1', name: 'line' },
      data: [
        {
          timestamp: 1_795_330_800_000,
          edgehost: { activeEdgehosts: 3, maxEdgehosts: 4 },
          baremetal: { activeMachines: 3 },
        },
        { timestamp: 1_795_327_200_000, edgehost: { activeEdgehosts: 1 } },
      ],
    },
    { entity: { uid: 'c2', name: 'idle' }, data: null },
    { data: [] },
  ],
};
