import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { RunStats } from '../../exporter/collection/job.ts';
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
  const palette = openPalette(
    { ...parts, clock: { now: () => now } },
    { stats, signal: new AbortController().signal },
  );
  return {
    asked,
    stats,
    pass(milliseconds: number) {
      now += milliseconds;
    },
    async read(endpoint = endpoints.clustersSearch): Promise<string[]> {
      const uids: string[] = [];
      for await (const { uid } of palette.rows(endpoint, row)) uids.push(uid);
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

  it('come each once, also where pages overlap', async () => {
    const { read } = setUp(
      inTurn({ uids: ['a', 'b'], next: 'c1', count: 3 }, { uids: ['b', 'c'], count: 3 }),
    );

    expect(await read()).toEqual(['a', 'b', 'c']);
  });

  it('are read a second time when the list changed meanwhile, so that none is missed', async () => {
    const { read, asked } = setUp(
      inTurn(
        { uids: ['a', 'b'], next: 'c1', count: 5 },
        { uids: ['d'], next: 'c2', count: 4 },
        { uids: ['b', 'c'], next: 'c1', count: 4 },
        { uids: ['d', 'e'], count: 4 },
      ),
    );

    expect((await read()).sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(asked).toHaveLength(4);
  });

  it('are not read a third time', async () => {
    let count = 0;
    const { read, asked } = setUp(() => {
      count += 1;
      return page({ uids: [`r${count}`], next: `c${count}`, count });
    });

    await read();

    expect(asked).toHaveLength(4);
  });

  it.each([
    ['null', { items: null, listmeta: null }],
    ['absent', {}],
    ['empty with a cursor', { items: [], listmeta: { continue: 'c1', count: 3 } }],
  ])('are none where the list is %s', async (_, body) => {
    const { read, asked } = setUp(() => body);

    expect(await read()).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  it('end where a cursor comes twice', async () => {
    const { read, asked } = setUp(() => page({ uids: ['a'], next: 'same', count: 9 }));

    expect(await read()).toEqual(['a']);
    expect(asked).toHaveLength(2);
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
    const { read, pass } = setUp(answer, ['Atlantis', 'edge']);

    const before = await read();
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

  it('cannot be read where no configured project is there', async () => {
    const { read } = setUp(() => ({ items: [] }), ['edge']);

    await expect(read()).rejects.toMatchObject({
      reason: 'parse',
      message: 'palette "pma": it has no project "edge" that the API key may see; check projects',
    });
  });
});
