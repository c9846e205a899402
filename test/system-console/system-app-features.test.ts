import { describe, expect, it } from 'vitest';
import { systemAppFeatures } from '../../exporter/system-console/system-app-features.ts';
import { consoleHaving } from '../kit/test-console.ts';

describe('system_app_features', () => {
  it('tells what the installation gives away', async () => {
    const outcome = await consoleHaving({
      '/v1/system/appFeatures': {
        developerCredit: { cpu: 12, memoryGiB: 16, storageGiB: 20, virtualClustersLimit: 2 },
        freemium: { isFreemium: true, activeClustersLimit: 5 },
      },
    }).run(systemAppFeatures);

    await expect(outcome.text).toMatchFileSnapshot('golden/system-app-features.prom');
    expect(outcome.dropped).toBe(0);
  });
});
