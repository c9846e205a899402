import { describe, expect, it } from 'vitest';
import { registries } from '../../exporter/palette/registries.ts';
import { listOf, testPalette, ZERO_TIME } from '../kit/test-palette.ts';

describe('registries', () => {
  it('of all kinds tell how their synchronisation goes', async () => {
    const lists: Record<string, unknown> = {
      '/v1/registries/pack/summary': listOf(
        registry('r1', {
          spec: { scope: 'system', private: true, endpoint: 'https://user:planted-secret@packs.example.com' },
        }),
        registry('r2', {
          status: {
            sync: { status: 'ERROR', isSyncSupported: true, lastRunTime: RUN, lastSyncedTime: ZERO_TIME },
          },
        }),
      ),
      '/v1/registries/helm/summary': listOf(
        registry('r3', {
          spec: { isPrivate: true, scope: 'tenant' },
          status: { sync: { isSyncSupported: false, status: 'Failed' } },
        }),
        registry('r4', { status: { sync: { status: 'Syncing', isSyncSupported: true } } }),
      ),
      '/v1/registries/oci/summary': {
        items: [
          registry('r5', {
            spec: { providerType: 'zarf', registryType: 'basic', scope: 'tenant' },
            status: { sync: { status: 'Contemplating', isSyncSupported: true } },
          }),
          registry('r6', { spec: null, status: null }),
          { metadata: { name: 'without a uid' } },
        ],
      },
    };
    const palette = testPalette(({ path }) => lists[path]);

    const { text, dropped } = await palette.run(registries);

    await expect(text).toMatchFileSnapshot('golden/registries.prom');
    expect(dropped).toBe(1);
    expect(palette.fleet.counted.get('registry')).toBe(5);
  });

  it('have no series when there are none', async () => {
    const { text } = await testPalette(() => ({ items: null })).run(registries);

    expect(text).toBe('');
  });
});

const RUN = '2026-11-22T08:50:00.000Z';

function registry(uid: string, more: object) {
  return {
    metadata: { uid, name: `name of ${uid}` },
    spec: { scope: 'tenant' },
    status: {
      sync: {
        status: 'Success',
        isSyncSupported: true,
        lastRunTime: RUN,
        lastSyncedTime: RUN,
        message: 'planted-secret',
      },
    },
    ...more,
  };
}
