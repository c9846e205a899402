import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Run, RunStats } from '../../exporter/collection/job.ts';
import { endpoints } from '../../exporter/palette/api/endpoints.ts';
import { createFleet } from '../../exporter/palette/api/fleet.ts';
import { openPalette } from '../../exporter/palette/api/palette.ts';
import type { ProjectSelection } from '../../exporter/palette/api/selected-projects.ts';
import { type Answer, clientOf } from '../kit/test-palette.ts';

const MINUTE = 60_000;
const row = z.object({ uid: z.string() });

/** A Palette that answers like this, and what was asked of it. */
function setUp(answer: Answer, projects: ProjectSelection = 'all') {
  const asked: { path: string; project: string | undefined; query: Readonly<Record<string, unknown>> }[] = [];
  const client = clientOf((endpoint, options) => {
    asked.push({ path: endpoint.path, project: options.project, query: options.query ?? {} });
    return answer(endpoint, options);
  });
  const stats: RunStats = { requests: 0, dropped: 0 };
  const parts = {
    name: 'pma',
    client,
    fleet: createFleet(),
    projects,
    clusterTags: [],
    detailed: new Set<string>(),
  };
  let now = 0;
  const run: Run = { stats, signal: new AbortController().signal };
  const palette = openPalette({ ...parts, clock: { now: () => now } }, run);
  return {
    asked,
    stats,
    run,
    /** As if another run began. */
    forget() {
      delete run.missing;
      delete run.problem;
      delete run.projects;
    },
    pass(milliseconds: number) {
      now += milliseconds;
    },
    async read(endpoint = endpoints.clustersSearch): Promise<string[]> {
      const uids: string[] = [];
      for await (const { uid } of palette.rows(endpoint, row)) uids.push(uid);
      return uids;
    },
    async readLog(): Promise<string[]> {
      const uids: string[] = [];
      const log = palette.rows(endpoints.audits, row, { project: undefined, isLog: true });
      for await (const { uid } of log) uids.push(uid);
      return uids;
    },
  };
}

interface Page {
  readonly uids: readonly string[];
  readonly next?: string;
  readonly count?: number;
}

function page({ uids, next = '', count = uids.length }: Page) {
  return { items: uids.map((uid) => ({ uid })), listmeta: { continue: next, count } };
}

/** Answers with one page after the other. */
function inTurn(...pages: readonly Page[]): Answer {
  let turn = 0;
  return () => {
    const next = pages[turn];
    turn += 1;
    return next && page(next);
  };
}

describe('the rows of a list', () => {
  it('are those of all pages, asked for by their cursor', async () => {
    const { read, asked } = setUp(
      inTurn(
        { uids: ['a', 'b'], next: 'c1', count: 5 },
        { uids: ['c', 'd'], next: 'c2', count: 5 },
        { uids: ['e'], count: 5 },
      ),
    );

    expect(await read()).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(asked.map(({ query }) => query)).toEqual([
      { limit: 50 },
      { limit: 50, continue: 'c1' },
      { limit: 50, continue: 'c2' },
    ]);
  });

  it('are asked for without a limit where the list comes whole, but its cursor is followed all the same', async () => {
    const { read, asked } = setUp(inTurn({ uids: ['a'], next: 'c1', count: 2 }, { uids: ['b'], count: 2 }));

    expect(await read(endpoints.clustersMetadataSearch)).toEqual(['a', 'b']);
    expect(asked.map(({ query }) => query)).toEqual([{}, { continue: 'c1' }]);
  });

  it('come each once, also where pages overlap, and a second walk tells what was shifted out of sight', async () => {
    const { read, run } = setUp(
      inTurn(
        { uids: ['a', 'b'], next: 'c1', count: 4 },
        { uids: ['b', 'c'], count: 4 },
        { uids: ['a', 'b'], next: 'c1', count: 4 },
        { uids: ['c', 'd'], count: 4 },
      ),
    );

    expect(await read()).toEqual(['a', 'b', 'c', 'd']);
    expect(run.problem).toBeUndefined();
  });

  it('are read to their end and once more when the list grew meanwhile', async () => {
    const { read, asked, run } = setUp(
      inTurn(
        { uids: ['a', 'b'], next: 'c1', count: 5 },
        { uids: ['c', 'd'], next: 'c2', count: 6 },
        { uids: ['e', 'f'], count: 6 },
        { uids: ['a', 'b'], next: 'c1', count: 6 },
        { uids: ['c', 'd'], next: 'c2', count: 6 },
        { uids: ['e', 'f'], count: 6 },
      ),
    );

    expect(await read()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(asked).toHaveLength(6);
    expect(run.problem).toBeUndefined();
  });

  it('that one walk missed without a sign are found by the next, where they were there before', async () => {
    const whole = [
      { uids: ['a', 'b'], next: 'c1', count: 4 },
      { uids: ['c', 'd'], count: 4 },
    ];
    // a went after the first page, so that c moved into it, and e came.
    const shifted = [
      { uids: ['a', 'b'], next: 'c1', count: 4 },
      { uids: ['d', 'e'], count: 4 },
    ];
    const after = [
      { uids: ['b', 'c'], next: 'c1', count: 4 },
      { uids: ['d', 'e'], count: 4 },
    ];
    const { read, run } = setUp(inTurn(...whole, ...shifted, ...after, ...after, ...after));

    await read();
    const during = (await read()).sort();

    expect(during).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(await read()).toEqual(['b', 'c', 'd', 'e']);
    expect(run.problem).toBeUndefined();
  });

  it('that are gone are confirmed by one more walk, and only where the list has several pages', async () => {
    const whole = [
      { uids: ['a', 'b'], next: 'c1', count: 3 },
      { uids: ['c'], count: 3 },
    ];
    const rest = { uids: ['a', 'c'], count: 2 };
    const { read, asked } = setUp(inTurn(...whole, rest));
    await read();

    expect(await read()).toEqual(['a', 'c']);
    expect(asked).toHaveLength(3);
  });

  it.each([
    ['no cursor', { count: 130 }],
    ['no word of itself', undefined],
  ])('are asked for by offset where the list has %s', async (_, listmeta) => {
    const all = Array.from({ length: 130 }, (_, index) => ({ uid: `r${index}` }));
    const { read, asked, run } = setUp((_endpoint, { query }) => {
      const from = Number(query?.offset ?? 0);
      return { items: all.slice(from, from + 50), listmeta };
    });

    expect(await read()).toHaveLength(130);
    expect(asked.map(({ query }) => query.offset)).toEqual([undefined, 50, 100]);
    expect(run.problem).toBeUndefined();
  });

  it.each([
    ['that ignores offsets, and has no cursor', { count: 130 }, 50, 80],
    ['that ignores offsets, and says nothing of itself', undefined, 50, 1],
    ['whose cursor comes again and again', { count: 130, continue: 'same' }, 50, 80],
  ])('are incomplete in a list %s', async (_, listmeta, rows, missing) => {
    const all = Array.from({ length: 50 }, (_, index) => ({ uid: `r${index}` }));
    const { read, asked, run } = setUp(() => ({ items: all, listmeta }));

    expect(await read()).toHaveLength(rows);
    expect(run.missing).toBe(missing);
    expect(run.problem).toMatchObject({ reason: 'incomplete' });
    expect(run.problem?.message).toContain(`the list ${endpoints.clustersSearch.path} gave 50`);
    expect(asked.length).toBeLessThan(10);
  });

  it('are incomplete in a list that says it has more than it hands out, and cost one walk once that is known', async () => {
    const { read, asked, run, forget } = setUp((_, { query }) =>
      query?.offset ? page({ uids: [], count: 4 }) : page({ uids: ['a', 'b', 'c'], count: 4 }),
    );

    await read();
    const first = asked.length;
    forget();

    expect(await read()).toEqual(['a', 'b', 'c']);
    expect([first, asked.length]).toEqual([4, 6]);
    expect(run).toMatchObject({ missing: 1, problem: { reason: 'incomplete' } });
  });

  it('are never ok in a list that never ends, and its pages are bounded by its count', async () => {
    let count = 0;
    const { read, asked, run } = setUp(() => {
      count += 1;
      return page({ uids: [`r${count}`], next: `c${count}`, count: 130 });
    });

    await read();

    expect(asked.length).toBeLessThanOrEqual(3 * 16);
    expect(run.problem?.reason).toBe('incomplete');
  });

  it('that an incomplete read did not see come as they were, for as long as series hold', async () => {
    let hidden = false;
    const { read, run, pass } = setUp(() => page({ uids: hidden ? ['a'] : ['a', 'b'], count: 2, next: '' }));
    await read();
    pass(MINUTE);
    await read();
    hidden = true;
    const shown: string[][] = [];

    for (let minute = 1; minute <= 6; minute += 1) {
      pass(MINUTE);
      shown.push((await read()).sort());
    }

    expect(shown).toEqual([...Array(5).fill(['a', 'b']), ['a']]);
    expect(run.problem?.reason).toBe('incomplete');
  });

  it('of a log are complete when all is there that was there at first, and none is remembered', async () => {
    const { readLog, asked, run } = setUp(
      inTurn(
        { uids: ['a', 'b'], next: 'c1', count: 3 },
        { uids: ['b', 'c'], count: 4 },
        { uids: [], count: 0 },
      ),
    );

    expect(await readLog()).toEqual(['a', 'b', 'c']);
    expect(await readLog()).toEqual([]);
    expect(asked).toHaveLength(3);
    expect(run.problem).toBeUndefined();
  });

  it.each([
    ['null', { items: null, listmeta: null }],
    ['absent', {}],
  ])('are none where the list is %s', async (_, body) => {
    const { read, asked } = setUp(() => body);

    expect(await read()).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  it('are missing where a list says that it has some and is empty', async () => {
    const { read, run } = setUp(() => ({ items: [], listmeta: { continue: 'c1', count: 3 } }));

    expect(await read()).toEqual([]);
    expect(run.missing).toBe(3);
  });

  it('are dropped and counted where they do not fit, and the others stay', async () => {
    const { read, stats } = setUp(() => ({ items: [{ uid: 'a' }, null, { uid: 5 }, 'text', { uid: 'b' }] }));

    expect(await read()).toEqual(['a', 'b']);
    expect(stats).toEqual({ requests: 1, dropped: 3, lost: 3 });
  });

  it('are read in the scope of each project that is configured, by name or UID', async () => {
    const answer: Answer = ({ path }, { project }) => {
      if (path !== endpoints.projectsMetadata.path) return page({ uids: [`of-${project}`] });
      return {
        items: [{ metadata: { uid: 'p1', name: 'edge' } }, { metadata: { uid: 'p2', name: 'Default' } }],
      };
    };
    const { read } = setUp(answer, ['edge', 'p2']);

    expect(await read()).toEqual(['of-p1', 'of-p2']);
  });

  it('need no look at the list of projects where the configuration names UIDs', async () => {
    const uids = ['5f0c3a9d1b2e4f6a7b8c9d0e', '5f0c3a9d1b2e4f6a7b8c9d0f'];
    const { read, asked } = setUp((_, { project }) => page({ uids: [`of-${project}`] }), uids);

    expect(await read()).toEqual(uids.map((uid) => `of-${uid}`));
    expect(asked.map(({ project }) => project)).toEqual(uids);
  });

  it('are read of the projects that are there, and of the others once they are', async () => {
    const projects = [{ metadata: { uid: 'p1', name: 'edge' } }];
    const answer: Answer = ({ path }, { project }) =>
      path === endpoints.projectsMetadata.path ? { items: projects } : page({ uids: [`of-${project}`] });
    const { read, pass, run } = setUp(answer, ['Atlantis', 'edge']);

    const before = await read();
    expect(run.projects?.get('Atlantis')).toBe(false);
    expect(run.problem?.message).toBe('project "Atlantis" was not read: palette "pma": it is not there');
    projects.push({ metadata: { uid: 'p2', name: 'Atlantis' } });
    pass(MINUTE);

    expect([before, await read()]).toEqual([['of-p1'], ['of-p2', 'of-p1']]);
  });

  it('ask for the list of projects once in five minutes', async () => {
    const answer: Answer = ({ path }) =>
      path === endpoints.projectsMetadata.path ? { items: [{ metadata: { uid: 'p1', name: 'edge' } }] } : {};
    const { read, asked, pass } = setUp(answer, ['edge']);

    for (let minute = 0; minute < 10; minute += 1) {
      await read();
      pass(MINUTE);
    }

    expect(asked.filter(({ path }) => path === endpoints.projectsMetadata.path)).toHaveLength(2);
  });

  it('of one project do not suffer from another that is refused', async () => {
    const [gone, good] = ['5f0c3a9d1b2e4f6a7b8c9d0e', '5f0c3a9d1b2e4f6a7b8c9d0f'];
    const { read, run } = setUp(
      (_, { project }) => (project === gone ? undefined : page({ uids: ['a'] })),
      [gone, good],
    );

    expect(await read()).toEqual(['a']);
    expect([...(run.projects ?? [])]).toEqual([
      [good, true],
      [gone, false],
    ]);
    expect(run.problem).toMatchObject({
      reason: 'incomplete',
      message: `project "${gone}" was not read: ${endpoints.clustersSearch.path} answered 404`,
    });
  });

  it('of a project that is refused from now on come as they were for a while', async () => {
    const [gone, good] = ['5f0c3a9d1b2e4f6a7b8c9d0e', '5f0c3a9d1b2e4f6a7b8c9d0f'];
    let isGone = false;
    const { read, pass } = setUp(
      (_, { project }) => (isGone && project === gone ? undefined : page({ uids: [`of-${project}`] })),
      [gone, good],
    );
    await read();
    pass(MINUTE);
    await read();
    isGone = true;
    pass(MINUTE);

    const soon = await read();
    pass(5 * MINUTE);

    expect([soon.sort(), await read()]).toEqual([[`of-${gone}`, `of-${good}`], [`of-${good}`]]);
  });

  it('cannot be read where every configured project is refused', async () => {
    const { read, run } = setUp(() => undefined, ['5f0c3a9d1b2e4f6a7b8c9d0e']);

    await expect(read()).rejects.toMatchObject({ reason: 'not_found' });
    expect(run.projects).toBeUndefined();
  });

  it('cannot be read where no configured project is there', async () => {
    const { read } = setUp(() => ({ items: [] }), ['edge']);

    await expect(read()).rejects.toMatchObject({
      reason: 'parse',
      message: 'palette "pma": it has no project "edge" that the API key may see; check projects',
    });
  });
});
