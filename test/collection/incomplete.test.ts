import { describe, expect, it } from 'vitest';
import { type Collector, defineItemCollector, type Item } from '../../exporter/collection/collector.ts';
import type { Run } from '../../exporter/collection/job.ts';
import { createScheduler } from '../../exporter/collection/scheduler.ts';
import { createTelemetry } from '../../exporter/collection/telemetry.ts';
import { SourceError } from '../../exporter/sources/failures.ts';
import { fakeClock } from '../kit/fake-clock.ts';
import { recordLog } from '../kit/record-log.ts';
import { MINUTE, perItem, SECOND, value } from './bench.ts';
import { createPlainStore } from './plain-store.ts';

const shared = {
  name: 'test',
  describes: 'A test.',
  every: '1m',
  metrics: { value, perItem },
  reads: [{ method: 'GET', path: '/test' }],
} as const;

/** One collector at work on a source named pma. */
function setUp(collector: Collector<Run>) {
  const clock = fakeClock();
  const store = createPlainStore();
  const { log, lines } = recordLog('debug');
  const scheduler = createScheduler({ clock, store, log });
  const telemetry = createTelemetry();
  telemetry.watch(() => scheduler.status());
  const source = { name: 'pma', labels: { palette: 'pma' }, open: (run: Run) => run };
  scheduler.add(source, [collector], () => ({ interval: MINUTE, maxAge: 5 * MINUTE }));
  return {
    clock,
    lines,
    rows: store.rows,
    /** Samples of the exporter about itself. */
    async own(pattern: RegExp): Promise<readonly string[]> {
      const text = await telemetry.registry.metrics();
      return text.split('\n').filter((line) => pattern.test(line) && !line.startsWith('#'));
    },
  };
}

function keepBack(run: Run, what: string): void {
  run.missing = 2;
  run.problem = new SourceError('incomplete', `${what} kept rows back`);
}

describe('a run of which lists kept rows back', () => {
  it('shows what it has, and says that it is incomplete, in one line of the log', async () => {
    let runs = 0;
    const { clock, lines, rows, own } = setUp({
      ...shared,
      async collect(run, emit) {
        keepBack(run, 'the list');
        run.projects = new Map([
          ['good', true],
          ['gone', false],
        ]);
        runs += 1;
        emit(value, runs);
      },
    });

    await clock.advance(10 * MINUTE + SECOND);

    expect(rows()).toEqual(['test_value{palette="pma"} 11']);
    expect(lines.map(({ msg }) => msg)).toEqual(['the list kept rows back']);
    expect(await own(/outcome|missing_rows|project_read/)).toEqual([
      'palette_exporter_collector_missing_rows{source="pma",collector="test"} 2',
      'palette_exporter_project_read{source="pma",collector="test",project="good"} 1',
      'palette_exporter_project_read{source="pma",collector="test",project="gone"} 0',
      'palette_exporter_collector_outcome{source="pma",collector="test",reason="incomplete"} 1',
    ]);
  });

  it('of one item is the outcome of all, until that item is read whole, and its series stay', async () => {
    let isShort = true;
    const { clock, rows, own } = setUp(
      defineItemCollector<Run, Item>({
        ...shared,
        items: () => ['a', 'b'].map((key) => ({ key, version: '1' })),
        async collect(run, emit, { key }) {
          if (key === 'a' && isShort) keepBack(run, key);
          emit(perItem, 1, { item: key });
        },
      }),
    );
    await clock.advance(20 * MINUTE);
    const during = await own(/outcome|missing_rows/);
    const shown = rows();

    isShort = false;
    await clock.advance(2 * MINUTE);

    expect(during).toEqual([
      'palette_exporter_collector_missing_rows{source="pma",collector="test"} 2',
      'palette_exporter_collector_outcome{source="pma",collector="test",reason="incomplete"} 1',
    ]);
    expect(shown).toEqual(['a', 'b'].map((item) => `test_item{palette="pma",item="${item}"} 1`));
    expect(await own(/outcome|missing_rows/)).toEqual([
      'palette_exporter_collector_missing_rows{source="pma",collector="test"} 0',
      'palette_exporter_collector_outcome{source="pma",collector="test",reason="ok"} 1',
    ]);
  });
});
