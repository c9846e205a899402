import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Collector } from '../../exporter/collection/collector.ts';
import type { Fleet } from '../../exporter/palette/api/fleet.ts';
import type { Palette } from '../../exporter/palette/api/palette.ts';
import { clusters } from '../../exporter/palette/clusters/index.ts';
import { edgeHosts } from '../../exporter/palette/edge-hosts.ts';
import { type before, rewriting } from '../kit/fault-proxy.ts';
import { type ProxiedPalette, proxiedPalette, type Sweep } from '../kit/proxied-palette.ts';

/** Sweeps during which the lists change; `LIST_STEPS=10000` for a long look. */
const STEPS = Number(process.env.LIST_STEPS ?? 25);
const SEED = Number(process.env.LIST_SEED ?? 20261122);
const SWEEP = 30_000;
/** Lists have three pages and more, so that rows can move from one to another. */
const SIZE = { fewest: 110, most: 190 };

interface Listed {
  uid: string;
  name: string;
  createdAt: number;
}

interface Kind {
  readonly collector: Collector<Palette<Fleet>>;
  readonly list: string;
  readonly info: string;
  readonly label: 'edge_host' | 'cluster';
  rows(palette: ProxiedPalette): Listed[];
}

const KINDS: readonly Kind[] = [
  {
    collector: edgeHosts,
    list: '/v1/dashboard/edgehosts/search',
    info: 'palette_edge_host_info',
    label: 'edge_host',
    rows: ({ simulator }) => simulator.world.edgeHosts,
  },
  {
    collector: clusters,
    list: '/v1/dashboard/spectroclusters/search',
    info: 'palette_cluster_info',
    label: 'cluster',
    rows: ({ simulator }) => simulator.world.clusters,
  },
];

const change = fc.record({
  /** Before which page of the list, counted over all walks of the sweep. */
  page: fc.nat(7),
  what: fc.constantFrom('add', 'remove', 'rename', 'move', 'replace'),
  /** Where in the list, and where to: 0 its beginning, 1 its end. */
  from: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  to: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
});
type Change = typeof change extends fc.Arbitrary<infer Value> ? Value : never;

const step = fc.record({
  changes: fc.array(change, { maxLength: 4 }),
  /** How the list leads to its next page. */
  style: fc.constantFrom('cursor', 'offset', 'silent'),
});

describe.each(KINDS)('the list of $label objects, changed while it is read', (kind) => {
  let palette: ProxiedPalette;
  beforeAll(async () => {
    palette = await proxiedPalette({ clusters: 150, hosts: 150 });
  });
  afterAll(() => palette.close());

  it('loses nothing that was there throughout while the outcome is ok, and is right after two quiet sweeps', async () => {
    const rows = kind.rows(palette);
    let born = 0;
    let shown = await quietSweeps();
    let lossless = 0;
    let passed = 0;

    for (const { changes, style } of fc.sample(step, { numRuns: STEPS, seed: SEED })) {
      const there = new Set(rows.map(({ uid }) => uid));
      const sweep = await sweepWith(style, changes);
      const throughout = new Set(rows.map(({ uid }) => uid).filter((uid) => there.has(uid)));
      const now = uidsIn(sweep);
      if (sweep.reason === 'ok') {
        lossless += 1;
        const lost = [...throughout].filter((uid) => shown.has(uid) && !now.has(uid));
        expect(lost).toEqual([]);
      } else {
        expect(sweep.reason).toBe('incomplete');
        expect(sweep.missing).toBeGreaterThan(0);
      }
      shown = now;
      passed += 1;
      await palette.clock.advance(SWEEP);
      if (passed % 5 === 0) shown = await quietSweeps();
    }
    expect(lossless).toBeGreaterThan(STEPS / 4);

    async function sweepWith(style: string, changes: readonly Change[]): Promise<Sweep> {
      let page = 0;
      const act = async (...[asked, pass]: Parameters<ReturnType<typeof before>>) => {
        for (const one of changes) if (one.page === page) apply(one);
        page += 1;
        return style === 'cursor' ? pass() : rewriting((body) => without(style, body))(asked, pass);
      };
      palette.proxy.faults.splice(0, Number.POSITIVE_INFINITY, { of: kind.list, act });
      return palette.sweep(kind.collector);
    }

    /** What is shown after two sweeps in which nothing changes: the world as it is. */
    async function quietSweeps(): Promise<ReadonlySet<string>> {
      palette.proxy.faults.splice(0);
      await palette.sweep(kind.collector);
      await palette.clock.advance(SWEEP);
      const sweep = await palette.sweep(kind.collector);
      await palette.clock.advance(SWEEP);
      expect(sweep.reason).toBe('ok');
      expect(namesIn(sweep)).toEqual(rows.map(({ uid, name }) => `${uid} ${name}`).sort());
      return uidsIn(sweep);
    }

    function apply({ what, from, to }: Change): void {
      const at = Math.floor(from * rows.length);
      const row = rows[at];
      if (row === undefined) return;
      if (what === 'rename') rows[at] = { ...row, name: `renamed-${born}` };
      if (what === 'move') rows[at] = { ...row, createdAt: timeAt(to) };
      if (what !== 'add' && what !== 'replace' && what !== 'remove') return;
      if (what !== 'add' && (what === 'replace' || rows.length > SIZE.fewest)) rows.splice(at, 1);
      if (what === 'remove' || (what === 'add' && rows.length >= SIZE.most)) return;
      born += 1;
      rows.push({ ...row, uid: `born-${born}`, name: `born-${born}`, createdAt: timeAt(to) });
    }

    /** A time of creation that puts a row there. */
    function timeAt(place: number): number {
      const times = rows.map(({ createdAt }) => createdAt).sort((a, b) => a - b);
      return (times[Math.floor(place * times.length)] ?? 0) + 1;
    }
  }, 3_600_000);

  function samplesOf({ samples }: Sweep) {
    return samples.filter(({ name }) => name === kind.info).map(({ labels }) => labels);
  }

  function uidsIn(sweep: Sweep): ReadonlySet<string> {
    return new Set(samplesOf(sweep).map((labels) => labels[`${kind.label}_uid`] ?? ''));
  }

  function namesIn(sweep: Sweep): string[] {
    return samplesOf(sweep)
      .map((labels) => `${labels[`${kind.label}_uid`]} ${labels[`${kind.label}_name`]}`)
      .sort();
  }
});

/** A page as of a list that has no cursor, or says nothing of itself. */
function without(style: string, body: unknown): unknown {
  const { items, listmeta } = body as { items: unknown; listmeta: { count: number } };
  return style === 'silent' ? { items } : { items, listmeta: { count: listmeta.count } };
}
