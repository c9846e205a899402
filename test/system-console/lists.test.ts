import { describe, expect, it } from 'vitest';
import type { Run } from '../../exporter/collection/job.ts';
import { createRows } from '../../exporter/exposition/rows.ts';
import { openSystemConsole } from '../../exporter/system-console/api/system-console.ts';
import { systemAdmins } from '../../exporter/system-console/system-admins.ts';
import { systemFeatures } from '../../exporter/system-console/system-features.ts';
import { tenants } from '../../exporter/system-console/tenants.ts';
import { clientOf, NOW } from '../kit/test-palette.ts';

const SIZE = 130;
const row = (index: number) => ({
  metadata: { uid: `u${index}`, name: `n${index}` },
  spec: { key: `k${index}` },
});
const rows = Array.from({ length: SIZE }, (_, index) => row(index));

/** A system console whose lists give 50 rows at most, and this of themselves. */
function setUp(listmeta: unknown, knowsOffsets: boolean) {
  const client = clientOf((_endpoint, { query }) => {
    const from = knowsOffsets ? Number(query?.offset ?? 0) : 0;
    return { items: rows.slice(from, from + 50), listmeta };
  });
  const run: Run = { stats: { requests: 0, dropped: 0 }, signal: new AbortController().signal };
  const parts = {
    name: 'pma',
    client,
    facts: { tenants: [], hasAccount: undefined },
    clock: { now: () => NOW },
  };
  return { run, system: openSystemConsole(parts, run) };
}

describe.each([tenants, systemAdmins, systemFeatures])('the list of $name', (collector) => {
  it.each([
    ['no cursor', { count: SIZE }],
    ['no word of itself', undefined],
  ])('with %s is read by offset', async (_, listmeta) => {
    const { run, system } = setUp(listmeta, true);

    await collector.collect(system, createRows({}).emit, undefined);

    expect(run.problem).toBeUndefined();
    expect(run.stats.requests).toBe(3);
  });

  it('that has just as many rows as a page of others, and knows no offset, is complete', async () => {
    const { run, system } = setUp(undefined, false);

    await collector.collect(system, createRows({}).emit, undefined);

    expect(run.problem?.reason).toBe(collector === tenants ? 'incomplete' : undefined);
    expect(run.stats.dropped).toBe(0);
  });

  it('that says it has more than it hands out is incomplete', async () => {
    const { run, system } = setUp({ count: SIZE }, false);

    await collector.collect(system, createRows({}).emit, undefined);

    expect(run.missing).toBe(SIZE - 50);
    expect(run.problem?.reason).toBe('incomplete');
  });
});
