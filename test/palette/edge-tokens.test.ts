import { describe, expect, it } from 'vitest';
import { edgeTokens } from '../../exporter/palette/edge-tokens.ts';
import { testPalette, ZERO_TIME } from '../kit/test-palette.ts';

describe('registration tokens', () => {
  it('tell when they expire, and nothing that would let a host register', async () => {
    const items = [
      {
        metadata: { uid: 't1', name: 'north' },
        spec: {
          expiry: '2027-01-31T00:00:00.000Z',
          token: 'planted-secret',
          defaultProject: { uid: 'p1', name: 'Assembly' },
        },
        status: { isActive: true },
      },
      {
        metadata: { uid: 't2', name: 'endless' },
        spec: { expiry: ZERO_TIME, token: 'planted-secret' },
        status: null,
      },
      { metadata: { uid: 7 } },
    ];

    const palette = testPalette(() => ({ items }));
    const { text, dropped } = await palette.run(edgeTokens);

    await expect(text).toMatchFileSnapshot('golden/edge-tokens.prom');
    expect(dropped).toBe(1);
    expect(palette.fleet.counted.get('edgetoken')).toBe(2);
  });

  it('have no series when there are none', async () => {
    const { text } = await testPalette(() => ({ items: null })).run(edgeTokens);

    expect(text).toBe('');
  });
});
