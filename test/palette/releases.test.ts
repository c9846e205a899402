import { describe, expect, it } from 'vitest';
import { paletteCollectors } from '../../exporter/palette/index.ts';
import { RELEASES } from '../../exporter/simulator/palette/releases.ts';
import { startSimulator } from '../../exporter/simulator/simulator.ts';
import { SourceError } from '../../exporter/sources/failures.ts';
import { problemsOf } from '../kit/exposition-problems.ts';
import { fakeClock } from '../kit/fake-clock.ts';
import { answersOf, testPalette } from '../kit/test-palette.ts';

/** Families that a release cannot fill, for want of a field or a path. */
const LACKING: Readonly<Record<string, readonly string[]>> = {
  '4.4': ['palette_cluster_policy_info', 'palette_edge_host_boot_phase', 'palette_edge_host_secure_boot'],
  '4.6': ['palette_cluster_policy_info', 'palette_edge_host_boot_phase', 'palette_edge_host_secure_boot'],
};

describe.each(RELEASES)('Palette %s', (release) => {
  it('is read without losses, as far as it tells', async () => {
    const simulator = await startSimulator({ clock: fakeClock(), palette: { rateLimit: false, release } });
    const palette = testPalette(answersOf(simulator));
    const families = new Map<string, string>();

    for (const collector of paletteCollectors) {
      const { text, dropped } = await palette.run(collector).catch(unsupported);

      expect(problemsOf(text, collector)).toEqual([]);
      expect([collector.name, dropped]).toEqual([collector.name, 0]);
      for (const [, name = ''] of text.matchAll(/^# TYPE (\S+)/gm)) families.set(name, text);
    }
    await simulator.close();

    // Who uses a host, and whether it is healthy, is told by all of them.
    expect(families.get('palette_edge_host_in_cluster')).toMatch(
      /palette_edge_host_in_cluster\{.*assembly-line/,
    );
    expect([...families.keys()]).toEqual(
      expect.arrayContaining(['palette_cluster_state', 'palette_edge_host_healthy', 'palette_node_healthy']),
    );
    const lacking = LACKING[release] ?? [];
    expect(lacking.filter((name) => families.has(name))).toEqual([]);
    expect(families.has('palette_node_ready')).toBe(lacking.length === 0);
  });
});

function unsupported(error: unknown) {
  if (error instanceof SourceError && error.reason === 'not_found') return { text: '', dropped: 0 };
  throw error;
}
