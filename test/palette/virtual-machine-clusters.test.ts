import { describe, expect, it } from 'vitest';
import { virtualMachineClusters } from '../../exporter/palette/virtual-machine-clusters.ts';
import { virtualMachines } from '../../exporter/palette/virtual-machines/index.ts';
import { clusterRef, testPalette } from '../kit/test-palette.ts';

describe('clusters with virtual machines', () => {
  it('are asked for once for the tenant, and only they are visited', async () => {
    const palette = testPalette(() => ({
      items: [{ metadata: { uid: 'line', name: 'line', projectUid: 'p1' } }, { metadata: null }],
    }));
    palette.fleet.clusters = [clusterRef('line'), clusterRef('office')];

    const { text, requests, dropped } = await palette.run(virtualMachineClusters);

    expect(text).toContain('palette_virtual_machine_cluster_info{palette="pma",cluster_uid="line"');
    expect([requests, dropped]).toEqual([1, 1]);
    expect(palette.items(virtualMachines).map(({ key }) => key)).toEqual(['line']);
  });

  it('are none where Palette has none', async () => {
    const palette = testPalette(() => ({ items: null }));
    palette.fleet.clusters = [clusterRef('line')];

    expect((await palette.run(virtualMachineClusters)).text).toBe('');
    expect(palette.items(virtualMachines)).toEqual([]);
  });
});
