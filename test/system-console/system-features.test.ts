import { describe, expect, it } from 'vitest';
import { systemFeatures } from '../../exporter/system-console/system-features.ts';
import { consoleHaving } from '../kit/test-console.ts';
import { listOf } from '../kit/test-palette.ts';

describe('system_features', () => {
  it('tells which features are allowed', async () => {
    const outcome = await consoleHaving({
      '/v1/system/features': listOf(
        { spec: { key: 'a', isAllowed: true } },
        { spec: { key: 'b' } },
        { spec: {} },
      ),
    }).run(systemFeatures);

    await expect(outcome.text).toMatchFileSnapshot('golden/system-features.prom');
    expect(outcome.dropped).toBe(1);
  });
});
