import { describe, expect, it } from 'vitest';
import { events } from '../../exporter/palette/events.ts';
import { listOf, testPalette, ZERO_TIME } from '../kit/test-palette.ts';

describe('events', () => {
  it('begin at zero for what happened before, and count what happens from then on', async () => {
    const world = [event('e1', 1, 'BackupCompleted')];
    const palette = testPalette(() => listOf(...newestFirst(world)));
    const before = await palette.run(events);

    world.push(event('e2', 2, 'BackupCompleted'), event('e3', 2, 'NodeDown', { severity: 'Error' }));
    const after = await palette.run(events);
    const again = await palette.run(events);

    await expect(before.text + after.text).toMatchFileSnapshot('golden/events.prom');
    expect(again.text).toBe(after.text);
  });

  it('of the very second of the newest one known are still counted, once', async () => {
    const world = [event('e1', 5, 'Late')];
    const palette = testPalette(() => listOf(...newestFirst(world)));
    await palette.run(events);

    world.push(event('e2', 5, 'Late'));
    await palette.run(events);
    const { text } = await palette.run(events);

    expect(text).toContain('reason="Late"} 1');
  });

  it('all count where there was none before', async () => {
    const world: unknown[] = [];
    const palette = testPalette(() => ({ items: world.length === 0 ? null : world, listmeta: {} }));
    await palette.run(events);

    world.push(event('e1', 1, 'First'));
    const { text } = await palette.run(events);

    expect(text).toContain('reason="First"} 1');
  });

  it('are read no further than to those known', async () => {
    const pages: string[] = [];
    const first = {
      items: [event('e9', 9, 'New'), event('e1', 1, 'Old')],
      listmeta: { continue: 'more', count: 100 },
    };
    const answer = (_: unknown, { query }: { query?: Record<string, string | number> }) => {
      pages.push(String(query?.continue ?? ''));
      return first;
    };
    const palette = testPalette(answer);
    palette.fleet.events.take(undefined, [
      { uid: 'e5', at: second(5), key: ['Info', 'palette', 'edgehost', 'Known'] },
    ]);

    await palette.run(events);

    expect(pages).toEqual(['']);
  });

  it('fail visibly when the newest do not come first', async () => {
    const oldestFirst = [event('e1', 1, 'Old'), event('e2', 2, 'New')];

    const work = testPalette(() => listOf(...oldestFirst)).run(events);

    await expect(work).rejects.toMatchObject({ reason: 'parse', message: expect.stringContaining('newest') });
  });

  it('keep sentences and floods of reasons out of the labels, and drop what has no time', async () => {
    const flood = Array.from({ length: 120 }, (_, index) => event(`f${index}`, 2, `Reason${index}`));
    const odd = [
      event('e1', 3, 'host 192.0.2.7 does not answer'),
      event('e2', 3, 'Fine', { severity: 'Quite bad!', source: null, relatedObject: { kind: 'satellite' } }),
      { ...event('e3', 3, 'Timeless'), metadata: { uid: 'e3', creationTimestamp: ZERO_TIME } },
      { reason: 'without metadata' },
    ];
    const palette = testPalette(() => listOf(...odd, ...flood));
    palette.fleet.events.take(undefined, [], second(1));

    const { text, dropped } = await palette.run(events);

    expect(text.match(/reason="/g)).toHaveLength(100);
    expect(text).toContain('reason="other"} 23');
    expect(text).toContain('{palette="pma",severity="other",kind="satellite",reason="Fine"} 1');
    expect(text).not.toContain('192.0.2.7');
    expect(dropped).toBe(2);
  });

  it('are counted for each source on its own', async () => {
    const one = testPalette(() => listOf(event('e1', 1, 'One')));
    const other = testPalette(() => listOf(event('e2', 2, 'Other')));

    await one.run(events);
    const { text } = await other.run(events);

    expect(text).not.toContain('One');
  });
});

function second(seconds: number): number {
  return Date.parse('2026-11-22T08:00:00Z') / 1000 + seconds;
}

function event(uid: string, at: number, reason: string, more: object = {}) {
  return {
    metadata: { uid, creationTimestamp: new Date(second(at) * 1000).toISOString() },
    severity: 'Info',
    reason,
    message: 'somebody@example.com logged in from 192.0.2.1',
    source: { component: 'palette', host: '192.0.2.1' },
    relatedObject: { kind: 'spectrocluster', uid: 'c1', name: 'line' },
    ...more,
  };
}

function newestFirst(world: readonly ReturnType<typeof event>[]) {
  return world.toSorted((a, b) => (a.metadata.creationTimestamp < b.metadata.creationTimestamp ? 1 : -1));
}
