import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type CollectorInfo, collectors } from '../exporter/catalogue/catalogue.ts';
import { settingsOf } from '../exporter/config/collector-settings.ts';
import { type Demo, demo } from '../exporter/demo.ts';
import { type Exporter, startExporter } from '../exporter/exporter.ts';
import { createStore } from '../exporter/exposition/store.ts';
import type { ScenarioName } from '../exporter/simulator/scenarios/index.ts';
import { bodyOf } from './kit/exposition-text.ts';
import { recordLog } from './kit/record-log.ts';
import { createVirtualTime, type VirtualTime } from './kit/virtual-time.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** When somebody who looks for the first time has seen everything; steps of scenarios may follow until the minute is over. */
const LOOKS = [30, 35, 40, 45, 50, 55, 60].map((second) => second * SECOND);

/** Something of each kind of source and of each way of visiting it. */
const SUBJECTS = [
  'node-down',
  'cluster-deleted',
  'pack-invalid',
  'host-recovery',
  'vm-crashing',
  'backup-failed',
  'licence-expiring',
  'appliance-disk-full',
  'healthy',
] satisfies ScenarioName[];

/** Of the reading itself, not of the world: what was counted since it began, and its logins. */
const OWN = /^(?:#|\w+_total\{|palette_clock_offset|palette_localui_session_)/;

describe('a switch to another scenario', () => {
  let time: VirtualTime;
  let shown: Demo;
  let exporter: Exporter;

  async function begin(scenario: ScenarioName, passed: number): Promise<void> {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    time = createVirtualTime(Date.parse('2026-11-22T09:00:00Z'));
    shown = await demo({ listen: '127.0.0.1:0', scenario, clock: time.clock });
    exporter = start();
    shown.attach(exporter);
    await time.advance(passed);
  }

  async function end(): Promise<void> {
    await exporter.close();
    await shown.close();
    time.end();
    vi.restoreAllMocks();
  }

  function start(): Exporter {
    const { log } = recordLog();
    return startExporter(shown.config, { log, clock: time.clock, store: time.watch(createStore()) });
  }

  describe('where the demo began with something wrong', () => {
    afterEach(end);

    it.each(['api-key-revoked', 'appliance-host-down'] as const)(
      'shows within a minute: %s',
      async (name) => {
        await begin(name, 2 * MINUTE);

        expect(await differences('healthy')).toEqual([]);
      },
    );
  });

  describe('where all was well', () => {
    beforeAll(() => begin('healthy', MINUTE));
    afterAll(end);

    it('is looked for by every collector twice a minute', () => {
      const all: readonly CollectorInfo[] = Object.values(collectors).flat();
      const paces = all.flatMap((collector) => settingsOf(shown.config, collector)?.interval ?? []);

      expect(paces.length).toBeGreaterThan(50);
      expect(Math.max(...paces)).toBeLessThanOrEqual(30 * SECOND);
    });

    it('shows within a minute in what every collector shows, whatever was on before', async () => {
      const late: Record<string, readonly string[]> = {};
      for (const name of SUBJECTS) {
        const lines = await differences(name);
        if (lines.length > 0) late[name] = lines;
      }

      expect(late).toEqual({});
    });

    it.each(['palette-down', 'api-key-revoked', 'appliance-host-down'] as const)(
      'shows within a minute after a long time of %s',
      async (name) => {
        shown.simulator.play(name);
        await time.advance(4 * MINUTE);

        expect(await differences('healthy')).toEqual([]);
      },
    );
  });

  /** What the exporter shows a minute after the switch otherwise than one that sees the world for the first time. */
  async function differences(scenario: ScenarioName): Promise<readonly string[]> {
    shown.simulator.play(scenario);
    const newcomer = start();
    const seen: ReadonlySet<string>[] = [];
    let passed = 0;
    for (const look of LOOKS) {
      await time.advance(look - passed);
      passed = look;
      seen.push(linesOf(newcomer));
    }
    await newcomer.close();
    const own = linesOf(exporter);
    const [first = new Set<string>()] = seen;
    const lasting = [...first].filter((line) => seen.every((lines) => lines.has(line)));
    return [
      ...[...own].filter((line) => !seen.some((lines) => lines.has(line))).map((line) => `still ${line}`),
      ...lasting.filter((line) => !own.has(line)).map((line) => `not yet ${line}`),
    ];
  }
});

function linesOf({ store }: Exporter): ReadonlySet<string> {
  const text = bodyOf(store.response({ format: 'text', gzip: false })).toString();
  return new Set(text.split('\n').filter((line) => line !== '' && !OWN.test(line)));
}
