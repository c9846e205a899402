import { describe, expect, it } from 'vitest';
import { backupLocations } from '../../exporter/palette/backup-locations.ts';
import { listOf, testPalette } from '../kit/test-palette.ts';

describe('backup locations', () => {
  it('are listed with their kind of storage, and without credentials', async () => {
    const place = {
      metadata: { uid: 'l1', name: 'object-store' },
      spec: { isDefault: true, storage: 'minio', config: { credentials: { secretKey: 'planted-secret' } } },
    };

    const { text } = await testPalette(() => listOf(place, { metadata: { uid: 'l2', name: 'plain' } })).run(
      backupLocations,
    );

    await expect(text).toMatchFileSnapshot('golden/backup-locations.prom');
  });
});
