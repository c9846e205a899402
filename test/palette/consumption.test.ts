import { describe, expect, it } from 'vitest';
import { consumption } from '../../exporter/palette/consumption.ts';
import { testPalette } from '../kit/test-palette.ts';

describe('consumption', () => {
  it('tells the share that all clusters use together', async () => {
    const { text } = await testPalette(() => CONSUMPTION).run(consumption);

    await expect(text).toMatchFileSnapshot('golden/consumption.prom');
  });

  it('tells nothing of nothing', async () => {
    const { text } = await testPalette(() => ({ total: null })).run(consumption);

    expect(text).toBe('');
  });

  it('is not asked for where only some projects are read', async () => {
    const { text, requests } = await testPalette(() => CONSUMPTION, { projects: ['Default'] }).run(
      consumption,
    );

    expect([text, requests]).toEqual(['', 0]);
  });
});

const CONSUMPTION = { total: { allotted: { cpu: 32, memory: 0 }, usage: { cpu: 8, memory: 0 } } };
