import { describe, expect, it } from 'vitest';
import { virtualMachineSnapshots } from '../../exporter/palette/virtual-machine-snapshots.ts';
import { clusterRef, testPalette } from '../kit/test-palette.ts';

describe('snapshots of virtual machines', () => {
  it('tell the newest good one, failed and stuck ones', async () => {
    const snapshots = [
      snapshot('db', '2026-11-21T02:00:00Z', 'Succeeded'),
      snapshot('db', '2026-11-22T02:00:00Z', 'Failed'),
      snapshot('app', '2026-11-20T02:00:00Z', 'Succeeded'),
      snapshot('app', '2026-11-22T02:00:00Z', 'InProgress'),
      { metadata: { name: 'lost' }, spec: {} },
    ];

    const { text, dropped } = await of(snapshots).run(virtualMachineSnapshots);

    await expect(text).toMatchFileSnapshot('golden/virtual-machine-snapshots.prom');
    expect(dropped).toBe(1);
  });
});

function of(items: readonly unknown[]) {
  const palette = testPalette(() => ({ metadata: {}, items }));
  palette.fleet.clusters = [clusterRef('line')];
  palette.fleet.virtualMachineClusters = new Set(['line']);
  return palette;
}

function snapshot(of: string, at: string, phase: string) {
  return {
    metadata: { name: `${of}-${at}`, namespace: 'line', creationTimestamp: at },
    spec: { source: { kind: 'VirtualMachine', name: of } },
    status: { phase, readyToUse: phase === 'Succeeded', creationTime: phase === 'Succeeded' ? at : null },
  };
}
