import type { Collector } from '../../exporter/collection/collector.ts';
import { createScheduler } from '../../exporter/collection/scheduler.ts';
import type { Endpoint } from '../../exporter/metric/endpoint.ts';
import { gauge } from '../../exporter/metric/metric.ts';
import { fakeClock } from '../kit/fake-clock.ts';
import { recordLog } from '../kit/record-log.ts';
import { createPlainStore } from './plain-store.ts';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

export const value = gauge('test_value', 'A value.', { per: 'source' });
export const alive = gauge('test_up', 'Whether the source answers.', { per: 'source' });
export const perItem = gauge('test_item', 'A value of an item.', { labels: ['item'], per: 'item' });
const reads: readonly Endpoint[] = [{ method: 'GET', path: '/test' }];

/** The collector contract without what these tests never look at. */
export function collector(
  parts: Partial<Collector<undefined>> & Pick<Collector<undefined>, 'collect'>,
): Collector<undefined> {
  return {
    name: 'test',
    describes: 'A test.',
    every: '1m',
    metrics: { value, alive, perItem },
    reads,
    requests: () => 1,
    ...parts,
  };
}

/** A scheduler at work on a fake clock, and what can be seen of it. */
export function createBench(level?: string) {
  const clock = fakeClock(undefined, { hasSockets: false });
  const store = createPlainStore();
  const { log, lines } = recordLog(level);
  const scheduler = createScheduler({ clock, store, log });
  return {
    clock,
    store,
    scheduler,
    lines,
    /** Starts collectors on a source, all with the same settings. */
    start(
      collectors: readonly Collector<undefined>[],
      { name = 'pma', interval = MINUTE, maxAge = 5 * MINUTE } = {},
    ): void {
      const source = { name, labels: { palette: name }, open: () => undefined };
      scheduler.add(source, collectors, () => ({ interval, maxAge }));
    },
    status(name = 'test') {
      const found = scheduler.status().find((job) => job.collector === name);
      if (found === undefined) throw new Error(`no collector ${name} is at work`);
      return found;
    },
    rows: store.rows,
  };
}
