import { describe, expect, it } from 'vitest';
import { apiKeys } from '../../exporter/palette/api-keys.ts';
import { asUser, linesOf, testPalette, ZERO_TIME } from '../kit/test-palette.ts';

describe('API keys', () => {
  it("tell when they expire, and first of all the exporter's own", async () => {
    const items = [
      apiKey('k1', 'u1', '2027-01-01T00:00:00.000Z'),
      apiKey('k2', 'u1', '2026-12-01T00:00:00.000Z'),
      { ...apiKey('k3', 'u1', '2026-11-23T00:00:00.000Z'), status: {} },
      apiKey('k4', 'u2', '2026-11-24T00:00:00.000Z'),
      { ...apiKey('k5', 'u2', ZERO_TIME), status: null },
      { metadata: null },
    ];

    const palette = testPalette(asUser({ items }));
    const { text, dropped } = await palette.run(apiKeys);

    await expect(text).toMatchFileSnapshot('golden/api-keys.prom');
    expect(dropped).toBe(1);
  });

  it('that have ended are not the one in use', async () => {
    const items = [
      apiKey('k1', 'u1', '2026-11-22T08:59:59.000Z'),
      apiKey('k2', 'u1', '2027-01-01T00:00:00.000Z'),
    ];

    const outcome = await testPalette(asUser({ items })).run(apiKeys);

    expect(linesOf(outcome, 'palette_own_api_key_expiry_timestamp_seconds')).toEqual([
      `palette_own_api_key_expiry_timestamp_seconds{palette="pma"} ${Date.parse('2027-01-01T00:00:00Z') / 1000}`,
    ]);
  });

  it("of a user that Palette does not name are nobody's own", async () => {
    const items = [{ metadata: { uid: 'k1', name: 'k' }, spec: { expiry: '2027-01-01T00:00:00Z' } }];

    const { text } = await testPalette(({ path }) => (path === '/v1/users/info' ? {} : { items })).run(
      apiKeys,
    );

    expect(text).not.toContain('palette_own_api_key');
    expect(text).not.toContain('own=');
  });
});

function apiKey(uid: string, userUid: string, expiry: string) {
  return {
    metadata: { uid, name: `name of ${uid}` },
    spec: { expiry, key: 'planted-secret', user: { uid: userUid, firstName: 'Some', lastName: 'Body' } },
    status: { isActive: true },
  };
}
