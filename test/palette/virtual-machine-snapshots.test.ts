import { describe, expect, it } from 'vitest';
import { virtualMachineSnapshots } from '../../exporter/palette/virtual-machine-snapshots.ts';
import { clusterRef, linesOf, type Settings, testPalette } from '../kit/test-palette.ts';

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

describe('snapshots of virtual machines without detail', () => {
  const many = Array.from({ length: 1000 }, (_, index) => [
    snapshot(`vm-${index}`, '2026-11-21T02:00:00Z', 'Succeeded'),
    snapshot(`vm-${index}`, '2026-11-22T02:00:00Z', index < 3 ? 'Failed' : 'Succeeded'),
  ]).flat();
  const brief = new Set(['virtual_machines']);

  it.each([
    ['virtual_machines', brief],
    ['virtual_machine_snapshots', new Set(['virtual_machine_snapshots'])],
  ])('of %s are numbers by cluster, and cost the same however many there are', async (_, brief) => {
    const { text } = await of(many, { brief }).run(virtualMachineSnapshots);

    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(lines.join('\n')).not.toMatch(/virtual_machine=/);
    expect(lines.map((line) => [line.split('{')[0], line.split(' ').at(-1)])).toEqual([
      ['palette_virtual_machines_snapshot_last_failed', '3'],
      [
        'palette_virtual_machines_snapshot_oldest_success_timestamp_seconds',
        String(Date.parse('2026-11-21T02:00:00Z') / 1000),
      ],
      ['palette_virtual_machines_snapshots', '1997'],
      ['palette_virtual_machines_snapshots', '3'],
    ]);
  });

  it('are told one by one where their own detail asks for it', async () => {
    const detailed = new Set(['virtual_machine_snapshots']);

    const outcome = await of(many, { brief, detailed }).run(virtualMachineSnapshots);

    expect(linesOf(outcome, 'palette_virtual_machine_snapshot_last_failed')).toHaveLength(1000);
  });
});

function of(items: readonly unknown[], settings: Settings = {}) {
  const palette = testPalette(() => ({ metadata: {}, items }), settings);
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
