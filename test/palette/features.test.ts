import { describe, expect, it } from 'vitest';
import { features } from '../../exporter/palette/features.ts';
import { testPalette } from '../kit/test-palette.ts';

describe('features', () => {
  it('are listed by their key', async () => {
    const items = [{ metadata: { uid: 'f' }, spec: { key: 'ClusterTemplates' } }, { spec: {} }];

    const { text, dropped } = await testPalette(() => ({ items })).run(features);

    expect(text).toContain('palette_feature_info{palette="pma",feature="ClusterTemplates"} 1');
    expect(dropped).toBe(1);
  });
});
