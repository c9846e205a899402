import { describe, expect, it } from 'vitest';
import { agentTarget } from '../../exporter/palette/agent-target.ts';
import { AGENT } from '../../exporter/palette/api/endpoints.ts';
import { testPalette } from '../kit/test-palette.ts';

describe('the target of agents', () => {
  it.each([
    ['name: stylus\nversion: 4.8.3\n', '4.8.3'],
    ['version: "v4.8.3-rc.1"', '4.8.3-rc.1'],
    ["spec:\n  version: '4.9.0+build'\n", '4.9.0+build'],
  ])('is the version line of %j', async (content, version) => {
    const palette = testPalette(() => ({ spec: { name: 'stylus', latestVersion: { content } } }));

    const { text } = await palette.run(agentTarget);

    expect(text).toContain(`palette_edge_agent_target_info{palette="pma",version="${version}"} 1`);
    expect(palette.fleet.targets.get(AGENT)).toBe(version);
  });

  it('is not made up from a document without one', async () => {
    const palette = testPalette(() => ({ spec: { latestVersion: { content: 'name: stylus\n' } } }));

    await expect(palette.run(agentTarget)).rejects.toMatchObject({ reason: 'parse' });
  });
});
