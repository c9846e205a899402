import { describe, expect, it } from 'vitest';
import { workspaces } from '../../exporter/palette/workspaces.ts';
import { testPalette } from '../kit/test-palette.ts';

describe('workspaces', () => {
  it('tell what they span', async () => {
    const palette = testPalette(() => ({ items: [TOOLS, BARE, 'bad'] }));
    palette.fleet.projects = [{ key: 'p1', version: '', uid: 'p1', name: 'Assembly' }];

    const { text, dropped } = await palette.run(workspaces);

    await expect(text).toMatchFileSnapshot('golden/workspaces.prom');
    expect(dropped).toBe(1);
  });

  it('are what the collector of their backups visits', async () => {
    const palette = testPalette(() => ({ items: [TOOLS, BARE] }));

    await palette.run(workspaces);

    expect(palette.fleet.workspaces.map(({ key, projectUid }) => [key, projectUid])).toEqual([
      ['w1', 'p1'],
      ['w2', undefined],
    ]);
  });
});

const TOOLS = {
  metadata: { uid: 'w1', name: 'line-tools', annotations: { projectUid: 'p1' } },
  spec: { clusterRefs: [{ uid: 'c1', name: 'line' }], namespaces: ['tools', 'more-tools'] },
};
const BARE = {
  metadata: { uid: 'w2', name: 'bare', annotations: null },
  spec: { clusterRefs: null, namespaces: null },
};
