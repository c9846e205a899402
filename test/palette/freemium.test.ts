import { describe, expect, it } from 'vitest';
import { freemium } from '../../exporter/palette/freemium.ts';
import { asUser, testPalette } from '../kit/test-palette.ts';

describe('the free plan', () => {
  it('tells usage and limits', async () => {
    const answer = {
      isFreemium: true,
      limit: { activeClusters: 5, usage: 25, overageUsage: 30 },
      usage: { usage: 3.5 },
    };

    const { text } = await testPalette(asUser(answer)).run(freemium);

    await expect(text).toMatchFileSnapshot('golden/freemium.prom');
  });

  it('is not there for who pays', async () => {
    const { text } = await testPalette(asUser({ isUnlimited: true, limit: null })).run(freemium);

    expect(text).toMatch(/^# HELP palette_freemium .*\n# TYPE .*\npalette_freemium\{palette="pma"\} 0\n$/);
  });
});
