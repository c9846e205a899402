import { describe, expect, it } from 'vitest';
import { defineCollector, defineItemCollector } from '../../exporter/collection/collector.ts';
import { ofShard, owns, type Shard } from '../../exporter/collection/shard.ts';
import { createRows } from '../../exporter/exposition/rows.ts';
import { gauge } from '../../exporter/metric/metric.ts';

const UIDS = Array.from({ length: 3000 }, (_, number) => `6a${number.toString(16).padStart(22, '0')}`);

function shards(of: number): readonly Shard[] {
  return Array.from({ length: of }, (_, index) => ({ index, of }));
}

/** Fails where none of the shards owns it, or several do. */
function ownerOf(uid: string, of: number): number {
  const [owner, ...others] = shards(of).filter((shard) => owns(shard, uid));
  if (owner === undefined || others.length > 0)
    throw new Error(`${uid} has ${others.length} owners too many`);
  return owner.index;
}

describe('the owner of an object', () => {
  it.each([1, 2, 3, 7, 32])('is one of %i shards, each of which has about as many', (of) => {
    const counts = new Map<number, number>();
    for (const uid of UIDS) {
      const owner = ownerOf(uid, of);
      counts.set(owner, (counts.get(owner) ?? 0) + 1);
    }

    const fair = UIDS.length / of;
    expect(counts.size).toBe(of);
    // Five times the deviation that chance gives.
    for (const count of counts.values()) {
      expect(Math.abs(count - fair)).toBeLessThanOrEqual(5 * Math.sqrt(fair * (1 - 1 / of)));
    }
  });

  it('is the same in every release: series that move without need look like objects that came and went', () => {
    expect(UIDS.slice(0, 12).map((uid) => ownerOf(uid, 3))).toEqual([2, 1, 0, 0, 2, 1, 2, 0, 0, 0, 2, 2]);
  });

  it('changes only for what a shard that is added takes over', () => {
    const moved = UIDS.filter((uid) => ownerOf(uid, 3) !== ownerOf(uid, 4));

    expect(moved.every((uid) => ownerOf(uid, 4) === 3)).toBe(true);
    expect(moved.length).toBeLessThan(UIDS.length / 3);
  });
});

describe('the collectors of a shard', () => {
  const metrics = {
    ofCluster: gauge('a', 'A.', { labels: ['cluster_uid', 'state'], per: 'cluster' }),
    ofHost: gauge('b', 'B.', { labels: ['edge_host_uid', 'cluster_uid'], per: 'edge host' }),
    all: gauge('c', 'C.', { labels: ['project'], per: 'project' }),
  };
  const basis = { describes: 'D.', every: '1m', metrics, reads: [] };
  const list = { ...basis, collect: async () => undefined };
  const visits = defineItemCollector<
    readonly { key: string; version: string }[],
    { key: string; version: string }
  >({
    ...basis,
    name: 'visits',
    items: (api) => api,
    collect: async () => undefined,
  });
  const [first = '', second = ''] = [0, 1].map((index) => UIDS.find((uid) => ownerOf(uid, 2) === index));

  it('are all collectors, as they are, of the only one', () => {
    const all = [visits, defineCollector({ ...list, name: 'list' })];

    expect(ofShard(all, { index: 0, of: 1 })).toBe(all);
  });

  it('are at home alone those that nothing follows from', () => {
    const all = [
      defineCollector({ ...list, name: 'list' }),
      defineCollector({ ...list, name: 'shared', isShared: true }),
    ];

    const names = shards(2).map((shard) => ofShard(all, shard).map(({ name }) => name));
    expect(names).toEqual([['list', 'shared'], ['shared']]);
  });

  it('visit their own items, the same list of them as long as nothing else is listed', () => {
    const items = UIDS.map((key) => ({ key, version: '' }));

    const [one] = ofShard([visits], { index: 1, of: 2 });
    const own = one?.items?.(items) ?? [];

    expect(own.map(({ key }) => key)).toEqual(UIDS.filter((uid) => ownerOf(uid, 2) === 1));
    expect(one?.items?.(items)).toBe(own);
  });

  it('show of a list that all read the rows of own objects, and at home those of none', async () => {
    const shared = defineCollector({
      ...basis,
      name: 'shared',
      isShared: true,
      async collect(_, emit) {
        for (const uid of [first, second]) {
          emit.with({ cluster_uid: uid })(metrics.ofCluster, 1, { state: 'Running' });
          // What is named first is what the series is about.
          emit(metrics.ofHost, 2, { edge_host_uid: uid, cluster_uid: uid === first ? second : first });
        }
        emit.with({ project: 'x' })(metrics.all, 3);
      },
      always: (_, emit, ok) => emit(metrics.all, ok, { project: 'y' }),
    });

    const texts = await Promise.all(shards(2).map((shard) => textOf(shared, shard)));

    expect(texts).toEqual([
      [
        `a{cluster_uid="${first}",state="Running"} 1`,
        `b{edge_host_uid="${first}",cluster_uid="${second}"} 2`,
        'c{project="x"} 3',
        'c{project="y"} 1',
      ],
      [
        `a{cluster_uid="${second}",state="Running"} 1`,
        `b{edge_host_uid="${second}",cluster_uid="${first}"} 2`,
      ],
    ]);
  });
});

async function textOf(
  collector: Parameters<typeof ofShard<unknown>>[0][number],
  shard: Shard,
): Promise<string[]> {
  const [own] = ofShard([collector], shard);
  const rows = createRows({});
  await own?.collect({}, rows.emit, undefined);
  own?.always?.({}, rows.emit, true);
  const families = [...rows.finish().families.values()];
  return families.flatMap(({ chunks }) => Buffer.concat(chunks).toString().trimEnd().split('\n'));
}
