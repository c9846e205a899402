import { describe, expect, it } from 'vitest';
import { api } from '../../exporter/palette/api.ts';
import { audits } from '../../exporter/palette/audits.ts';
import { audit as note } from '../../exporter/simulator/world/changes/events-and-audits.ts';
import { proxiedPalette } from '../kit/proxied-palette.ts';
import { linesOf, listOf, NOW, testPalette } from '../kit/test-palette.ts';

const MINUTE = 60_000;

describe('audits', () => {
  it('count from the start of the exporter, by action, kind and actor alone', async () => {
    const trail = [audit('a1', -600, 'update', 'edgehost')];
    const starts: unknown[] = [];
    const answer = (_: unknown, { query }: { query?: Record<string, string | number> }) => {
      starts.push(query?.startTime);
      return listOf(
        ...trail.filter(({ metadata }) => metadata.creationTimestamp >= String(query?.startTime)),
      );
    };
    const palette = testPalette(answer);
    const before = await palette.run(audits);

    trail.push(audit('a2', 60, 'update', 'edgehost'), audit('a3', 60, 'delete', 'spectrocluster'));
    const after = await palette.run(audits);
    const again = await palette.run(audits);

    await expect(before.text + after.text).toMatchFileSnapshot('golden/audits.prom');
    expect(again.text).toBe(after.text);
    expect(starts).toEqual([
      '2026-11-22T08:00:00.000Z',
      '2026-11-22T08:50:00.000Z',
      '2026-11-22T09:01:00.000Z',
    ]);
  });

  it('never read the whole trail, not even after a first look at nothing', async () => {
    const starts: unknown[] = [];
    const palette = testPalette((_, { query }) => {
      starts.push(query?.startTime);
      return { items: null, listmeta: null };
    });

    await palette.run(audits);
    await palette.run(audits);

    expect(starts).toEqual(['2026-11-22T08:00:00.000Z', '2026-11-22T08:00:00.000Z']);
  });

  it('begin at 0 for the deletions that are an alarm in numbers', async () => {
    const trail: unknown[] = [];
    const palette = testPalette(() => listOf(...trail));
    const before = await palette.run(audits);

    trail.push(audit('a1', 60, 'delete', 'edgehost'));
    const after = await palette.run(audits);

    const deletions = (outcome: typeof before) =>
      linesOf(outcome, 'palette_audits_total').map((line) =>
        /resource_kind="(\w+)".* (\d+)$/.exec(line)?.slice(1),
      );
    expect(deletions(before)).toEqual([
      ['spectrocluster', '0'],
      ['edgehost', '0'],
      ['clusterprofile', '0'],
      ['project', '0'],
    ]);
    expect(deletions(after)).toContainEqual(['edgehost', '1']);
    expect(after.text).toContain('action="delete",resource_kind="project",actor="user"} 0');
  });

  it('are counted where the clock of Palette is more than an hour behind', async () => {
    const palette = await proxiedPalette({}, { late: 65 * MINUTE });
    try {
      // Each answer tells the time of Palette.
      await palette.sweep(api);
      await palette.sweep(audits);
      await palette.clock.advance(MINUTE);
      const { world } = palette.simulator;
      const [project] = world.projects;
      if (project === undefined) throw new Error('there is a project');
      const [cluster] = world.clusters;
      if (cluster === undefined) throw new Error('there is a cluster');
      const resource = { kind: 'spectrocluster', uid: cluster.uid, name: cluster.name } as const;
      note(world, palette.clock.now() - 65 * MINUTE, 'delete', resource, project);
      await palette.clock.advance(5 * MINUTE);
      const { samples } = await palette.sweep(audits);

      const deleted = samples.find(
        ({ labels }) => labels.action === 'delete' && labels.resource_kind === 'spectrocluster',
      );
      expect(deleted?.value).toBe('1');
    } finally {
      await palette.close();
    }
  });

  it('drop what has no time, and take new members as they come', async () => {
    const odd = {
      ...audit('a2', 1, 'teleport', 'starship'),
      spec: { actionType: 'teleport', resource: null, actor: null },
    };
    const palette = testPalette(() => listOf({ metadata: { uid: 'a1' } }, odd));

    const { text, dropped } = await palette.run(audits);

    expect(text).toContain('palette_audits_total{palette="pma",action="teleport"} 0');
    expect(dropped).toBe(1);
  });
});

function audit(uid: string, after: number, actionType: string, kind: string) {
  return {
    metadata: { uid, name: 'somebody', creationTimestamp: new Date(NOW + after * 1000).toISOString() },
    spec: {
      actionType,
      actionMsg: 'somebody@example.com did it',
      actor: { actorType: 'user', user: { emailId: 'somebody@example.com' } },
      resource: { kind, uid: 'r1', name: 'line' },
    },
  };
}
