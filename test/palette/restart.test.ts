import { setTimeout as later } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createScheduler } from '../../exporter/collection/scheduler.ts';
import { createTelemetry } from '../../exporter/collection/telemetry.ts';
import { settingsOf } from '../../exporter/config/collector-settings.ts';
import { parseConfig } from '../../exporter/config/config.ts';
import { startSimulator } from '../../exporter/simulator/simulator.ts';
import { sourcesOf } from '../../exporter/source-list.ts';
import { createPlainStore } from '../collection/plain-store.ts';
import { fakeClock } from '../kit/fake-clock.ts';
import { recordLog } from '../kit/record-log.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** What an ingress says of a path whose service is away. */
const NO_ROUTE = '{"code":404,"message":"no route"}';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** All collectors at work on a simulated Palette, on sockets, in a time that the test decides. */
async function start() {
  const clock = fakeClock();
  const simulator = await startSimulator({ palette: { rateLimit: false } });
  const { url, apiKey } = simulator.palette;
  const config = parseConfig({ palette: [{ name: 'pma', url, apiKey, budgetShare: 1 }] }, 'test');
  const store = createPlainStore();
  const scheduler = createScheduler({ clock, store, log: recordLog().log });
  const options = { clock, telemetry: createTelemetry(), budgets: new Map() };
  for (const source of sourcesOf(config, options)) {
    const connection = source.connect();
    connection.start(scheduler, (collector) => settingsOf(config, collector));
    closing.push(connection.close);
  }
  closing.unshift(scheduler.stop);
  closing.push(simulator.close);

  async function pass(time: number) {
    for (let passed = 0; passed < time; passed += 5 * SECOND) {
      await clock.advance(5 * SECOND);
      await later(5);
    }
  }
  return {
    simulator,
    pass,
    rows: store.rows,
    /** `collector: reason` of those that are not well. */
    troubles: () =>
      scheduler
        .status()
        .filter(({ reason }) => reason !== 'ok')
        .map(({ collector, reason }) => `${collector}: ${reason}`),
  };
}

describe('a Palette whose ingress answers 404 for a minute', () => {
  it.each([
    ['an empty body', '', ''],
    ['JSON', NO_ROUTE, ''],
    ['JSON, but not where the exporter looks whether Palette is there', NO_ROUTE, '/v1/users/info'],
  ])('is seen whole again soon after, when it was with %s', async (_, body, spared) => {
    const { simulator, pass, rows, troubles } = await start();
    await pass(2 * MINUTE);
    const before = troubles();

    const match = (path: string) => path !== spared;
    simulator.faults.push({ server: 'palette', match, kind: { status: 404, body } });
    await pass(65 * SECOND);
    const meanwhile = troubles();
    simulator.faults.length = 0;
    // The longest interval of those that were asked meanwhile and that nobody woke.
    await pass(6 * MINUTE);

    expect(before).toEqual([]);
    expect(meanwhile).toEqual(expect.arrayContaining([expect.stringMatching('^clusters: ')]));
    expect(troubles()).toEqual([]);
    expect(rows().filter((line) => line.startsWith('palette_cluster_info'))).not.toEqual([]);
  });
});
