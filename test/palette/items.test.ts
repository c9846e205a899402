import { expect, it } from 'vitest';
import type { PaletteClient } from '../../exporter/palette/api/client.ts';
import { createFleet } from '../../exporter/palette/api/fleet.ts';
import { openPalette } from '../../exporter/palette/api/palette.ts';
import { paletteCollectors } from '../../exporter/palette/index.ts';

const client: PaletteClient = {
  call: () => Promise.reject(new Error('nothing is asked')),
  certificate: () => undefined,
  clockOffset: () => undefined,
  close: () => Promise.resolve(),
};

it('names the very same list of items as long as the fleet is the same, so that nobody looks through it again', () => {
  const fleet = createFleet();
  const parts = {
    name: 'pma',
    client,
    fleet,
    projects: 'all',
    clusterTags: [],
    clock: { now: () => 0 },
  } as const;
  const run = { stats: { requests: 0, dropped: 0 }, signal: new AbortController().signal };
  const open = () => openPalette({ ...parts, detailed }, run);
  const detailed = new Set<string>();
  const visiting = paletteCollectors.filter(({ items }) => items !== undefined);
  const cluster = {
    ...{ key: 'c', version: '1', uid: 'c', name: 'c', project: 'p', projectUid: 'p', configUid: 'k' },
    ...{ cloudType: 'edge-native', profiles: [], updateAvailable: true, repave: 'Pending' },
  };

  for (const { name, items } of visiting) expect(items?.(open()), name).toBe(items?.(open()));
  const before = new Map(visiting.map(({ name, items }) => [name, items?.(open())]));
  fleet.clusters = [cluster];

  const nodes = visiting.find(({ name }) => name === 'nodes');
  expect(nodes?.items?.(open())).toEqual([cluster]);
  expect(before.get('nodes')).toEqual([]);
});
