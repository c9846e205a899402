import { pino } from 'pino';
import { startExporter } from '../../../exporter/exporter.ts';
import { renderLive } from '../../../exporter/exposition/live.ts';
import { type ScenarioName, scenarios } from '../../../exporter/simulator/scenarios/index.ts';
import { type Simulator, startSimulator } from '../../../exporter/simulator/simulator.ts';
import { mainCluster, nodeOf } from '../../../exporter/simulator/world/changes/actors.ts';
import { finishNode } from '../../../exporter/simulator/world/changes/node-life.ts';
import {
  setVirtualMachineState,
  virtualMachineOf,
} from '../../../exporter/simulator/world/changes/virtual-machine-life.ts';
import type { World } from '../../../exporter/simulator/world/model/world.ts';
import { bodyOf } from '../exposition-text.ts';
import { leapingClock } from './leaping-clock.ts';
import { configOf, type Scrape, settle } from './play-stories.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const LEAP = 10_000;
/** Of an hour in which nothing happens. */
const LIVED = MINUTE;
/** While something happens. */
const SCRAPES = 2 * MINUTE;
/** Nearer than the five minutes after which Prometheus takes a series for gone. */
const QUIET_SCRAPES = 4 * MINUTE;

/** A day in which as much happens as in a bad week. */
export const PERIOD = { from: Date.parse('2026-11-16T00:00:00Z'), to: Date.parse('2026-11-17T00:00:00Z') };

/** When nothing was scraped. */
export const GAP = {
  from: PERIOD.from + 15 * HOUR,
  to: PERIOD.from + 16 * HOUR + 30 * MINUTE,
};

/** Something that happens in the day, and how it ends. */
interface Event {
  readonly at: number;
  readonly lasts: number;
  readonly scenario: ScenarioName;
  mend?(world: World, now: number): void;
}

const EVENTS: readonly Event[] = [
  { at: HOUR, lasts: HOUR, scenario: 'rollout' },
  {
    at: 4 * HOUR,
    lasts: HOUR,
    scenario: 'host-down',
    mend: (world, now) => finishNode(world, mainCluster(world), nodeOf(mainCluster(world), 0), now),
  },
  { at: 7 * HOUR, lasts: 3 * HOUR, scenario: 'pma-upgrade' },
  {
    at: 12 * HOUR,
    lasts: HOUR,
    scenario: 'vm-crashing',
    mend: (world, now) => {
      const machine = virtualMachineOf(world, 'historian');
      setVirtualMachineState(machine, 'Running', now);
      machine.startFailures = 0;
    },
  },
];

/**
 * A day of the simulated world as a Prometheus would have scraped it: every two minutes while something happens, and every
 * four minutes in the hours between, which are looked at once.
 */
export async function* playDay(): AsyncGenerator<Scrape> {
  const clock = leapingClock(PERIOD.from);
  const simulator = await startSimulator({ clock, palette: { rateLimit: false } });
  const exporter = startExporter(configOf(simulator), { log: pino({ level: 'silent' }), clock });
  exporter.telemetry.reloaded(true, clock.now());
  const node = nodeOf(mainCluster(simulator.world), 0).name;
  // What comes before the last minutes is leapt over: collectors that wake late catch up within them.
  const look = async (passed: number): Promise<string> => {
    const lived = Math.min(passed, LIVED);
    clock.leap(passed - lived);
    for (let left = lived; left > 0; left -= LEAP) {
      clock.leap(LEAP);
      await settle(simulator);
    }
    const live = await renderLive(exporter.telemetry.registry, 'text');
    const text = bodyOf(exporter.store.response({ format: 'text', gzip: false, live })).toString('utf8');
    return `${text}\n${hostOf(node, clock.now())}`;
  };
  try {
    await settle(simulator);
    while (clock.now() < PERIOD.to) {
      const event = EVENTS.find(({ at }) => PERIOD.from + at === clock.now());
      if (event === undefined) yield* quietHour(clock.now(), await look(HOUR));
      else yield* happening(event, simulator, clock, look);
    }
  } finally {
    await exporter.close();
    await simulator.close();
  }
}

async function* happening(
  { lasts, scenario, mend }: Event,
  { world }: Simulator,
  clock: { now(): number },
  look: (passed: number) => Promise<string>,
): AsyncGenerator<Scrape> {
  const begin = clock.now();
  let steps = [...scenarios[scenario].steps];
  for (let passed = 0; passed < lasts; passed += SCRAPES) {
    const due = steps.filter(({ after }) => begin + after <= clock.now());
    for (const { after, change } of due) change(world, begin + after);
    steps = steps.filter((step) => !due.includes(step));
    // So that the last quarter shows how it ends.
    if (passed === 0.75 * lasts) mend?.(world, clock.now());
    yield* unlessInGap({
      story: scenario,
      at: clock.now(),
      text: await look(SCRAPES),
    });
  }
}

function* quietHour(from: number, text: string): Generator<Scrape> {
  for (let at = from; at < from + HOUR; at += QUIET_SCRAPES) {
    yield* unlessInGap({ story: 'quiet', at, text });
  }
}

function* unlessInGap(scrape: Scrape): Generator<Scrape> {
  if (scrape.at < GAP.from || scrape.at >= GAP.to) yield scrape;
}

/** What node_exporter and its hook tell of the host under a node: the rollout boots it into the other slot. */
function hostOf(node: string, at: number): string {
  const rebuilt = PERIOD.from + HOUR + 8 * MINUTE;
  const [boot, slot] = at < rebuilt ? [PERIOD.from - DAY, 'active'] : [rebuilt, 'passive'];
  return `node_boot_time_seconds{host="${node}"} ${boot / 1000}\nkairos_boot_state{host="${node}",state="${slot}"} 1\n`;
}
