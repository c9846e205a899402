import { describe, expect, it } from 'vitest';
import { createItemPlan } from '../../exporter/collection/item-plan.ts';

const MINUTE = 60_000;

/** Items that count how often anybody looks at their version. */
function countedItems(count: number) {
  const looks = { at: 0 };
  const items = Array.from({ length: count }, (_, index) => ({
    key: `c${index}`,
    get version() {
      looks.at += 1;
      return '1';
    },
  }));
  return { items, looks };
}

/** Visits whoever is next, until nobody is. */
function visitAll(
  plan: ReturnType<typeof createItemPlan>,
  items: readonly { key: string; version: string }[],
  at: number,
) {
  const visited: string[] = [];
  plan.list(items);
  for (let item = plan.next(at); item !== undefined; item = plan.next(at)) {
    plan.visited(item, { reason: 'ok', at, ended: at, requests: 1, series: 2 });
    visited.push(item.key);
    plan.list(items);
  }
  return visited;
}

describe('the plan of visits', () => {
  it('costs by what is visited, not by how many items there are', () => {
    const { items, looks } = countedItems(3000);
    const plan = createItemPlan(() => MINUTE);

    const visited = visitAll(plan, items, 0);
    const first = looks.at;
    visitAll(plan, items, MINUTE);

    expect(visited).toHaveLength(3000);
    expect(first).toBeLessThan(10 * 3000);
    expect(looks.at - first).toBeLessThan(100);
  });

  it('keeps the sums of all items up to date, also when some are gone', () => {
    const plan = createItemPlan(() => MINUTE);
    visitAll(
      plan,
      ['a', 'b', 'c'].map((key) => ({ key, version: '1' })),
      1000,
    );

    plan.hidden('a');
    const gone = plan.list([
      { key: 'a', version: '1' },
      { key: 'c', version: '1' },
    ]);

    expect(gone).toEqual(['b']);
    expect(plan.totals).toMatchObject({ items: 2, series: 2, requests: 2, lastSuccess: 1000 });
    expect([...plan.totals.reasons]).toEqual([['ok', 2]]);
  });

  it('names no item again while it is being visited, even one that changes', () => {
    const plan = createItemPlan(() => MINUTE);
    plan.list([
      { key: 'a', version: '1' },
      { key: 'b', version: '1' },
    ]);

    const both = [plan.next(0), plan.next(0)];
    plan.list([
      { key: 'a', version: '2' },
      { key: 'b', version: '1' },
    ]);
    const none = plan.next(0);
    for (const item of both) {
      if (item) plan.visited(item, { reason: 'ok', at: 0, ended: 500, requests: 1, series: 1 });
    }

    expect(both.map((item) => item?.key)).toEqual(['a', 'b']);
    expect(none).toBeUndefined();
    expect(plan.next(500)).toMatchObject({ key: 'a', version: '2' });
  });

  it('knows nothing of an item that went during its visit', () => {
    const plan = createItemPlan(() => MINUTE);
    plan.list([{ key: 'a', version: '1' }]);
    const item = plan.next(0);
    plan.list([]);

    if (item) plan.visited(item, { reason: 'ok', at: 0, ended: 500, requests: 1, series: 1 });

    expect(plan.totals).toMatchObject({ items: 0, series: 0 });
    expect(plan.states.size).toBe(0);
  });
});
