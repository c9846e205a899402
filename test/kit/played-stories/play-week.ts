import { pino } from 'pino';
import { type CollectorInfo, collectors } from '../../../exporter/catalogue/catalogue.ts';
import { parseConfig } from '../../../exporter/config/config.ts';
import { startExporter } from '../../../exporter/exporter.ts';
import { renderLive } from '../../../exporter/exposition/live.ts';
import { configuredSources } from '../../../exporter/simulator/configured-sources.ts';
import { federationOf } from '../../../exporter/simulator/federation.ts';
import { type ScenarioName, scenarios } from '../../../exporter/simulator/scenarios/index.ts';
import type { Step } from '../../../exporter/simulator/scenarios/scenario.ts';
import { type Simulator, startSimulator } from '../../../exporter/simulator/simulator.ts';
import { mainCluster, nodeOf } from '../../../exporter/simulator/world/changes/actors.ts';
import { finishNode } from '../../../exporter/simulator/world/changes/node-life.ts';
import {
  setVirtualMachineState,
  virtualMachineOf,
} from '../../../exporter/simulator/world/changes/virtual-machine-life.ts';
import type { World } from '../../../exporter/simulator/world/model/world.ts';
import type { Span } from '../../../generator/period/period.ts';
import { bodyOf } from '../exposition-text.ts';
import { leapingClock } from './leaping-clock.ts';
import { type Scrape, settle } from './play-stories.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Looks at the clock between two scrapes while something happens: what is read more often is not seen anyway. */
const LEAPS = 2;
/** Of the hours in which nothing happens, the end is lived through; so much of it, and in such leaps. */
const LIVED = MINUTE;
const LIVED_LEAP = 10_000;
/** Before the week begins, so that everything has been seen by then. */
const SETTLING = 3 * MINUTE;
/** Of hours in which nothing happens one look is enough. */
const QUIET = 6 * HOUR;
/** Nearer than the five minutes after which Prometheus takes a series for gone. */
const QUIET_SCRAPES = 4 * MINUTE;

/** A week, from Monday to Monday. */
export const WEEK = { from: Date.parse('2026-11-16T00:00:00Z'), to: Date.parse('2026-11-23T00:00:00Z') };

/** The Thursday of that week, on which hosts get another image of their operating system. */
export const THURSDAY = { from: WEEK.from + 3 * DAY, to: WEEK.from + 4 * DAY };

/** When nothing was scraped. */
export const GAP = { from: WEEK.from + 5 * DAY + 15 * HOUR, to: WEEK.from + 5 * DAY + 16.5 * HOUR };

/** Something that happens in the week, how often it is looked at, and how it ends. */
interface Event {
  readonly at: number;
  readonly lasts: number;
  readonly scrapes: number;
  readonly scenario: ScenarioName;
  /** When three quarters of it have passed, so that the last one shows how it ends. */
  mend?(world: World, now: number): void;
}

const EVENTS: readonly Event[] = [
  { at: HOUR, lasts: 40 * MINUTE, scrapes: 2 * MINUTE, scenario: 'rollout' },
  {
    at: DAY + 4 * HOUR,
    lasts: 40 * MINUTE,
    scrapes: 2 * MINUTE,
    scenario: 'node-down',
    mend: (world, now) => {
      const cluster = mainCluster(world);
      finishNode(world, cluster, nodeOf(cluster, -1), now);
      cluster.health = { state: 'Healthy', problems: [] };
    },
  },
  { at: 2 * DAY + 7 * HOUR, lasts: 3 * HOUR, scrapes: 4 * MINUTE, scenario: 'pma-upgrade' },
  { at: 3 * DAY + HOUR, lasts: HOUR, scrapes: 2 * MINUTE, scenario: 'os-rollout' },
  {
    at: 4 * DAY + 12 * HOUR,
    lasts: 40 * MINUTE,
    scrapes: 2 * MINUTE,
    scenario: 'vm-crashing',
    mend: (world, now) => {
      const machine = virtualMachineOf(world, 'historian');
      setVirtualMachineState(machine, 'Running', now);
      machine.startFailures = 0;
    },
  },
  {
    at: 6 * DAY + 9 * HOUR,
    lasts: 40 * MINUTE,
    scrapes: 4 * MINUTE,
    scenario: 'bond-member-lost',
    mend: (world) => {
      const { bond } = nodeOf(mainCluster(world), -1).host;
      bond.up = bond.cards;
    },
  },
];

/** When something happened, or nothing was scraped: where rules are worth to be evaluated. */
export const HAPPENINGS: readonly Span[] = [
  ...EVENTS.map(({ at, lasts }) => ({ from: WEEK.from + at, to: WEEK.from + at + lasts })),
  GAP,
];

/** Names of metrics: those that are kept, and those of them that are looked at minute by minute. */
export interface Kept {
  readonly all: ReadonlySet<string>;
  readonly dense: ReadonlySet<string>;
}

/**
 * A week of the simulated world as a Prometheus would have scraped it: every two or four minutes while something happens. Of
 * the hours between, one look in six hours stands for all; only what is counted by the minute is written for each of them.
 */
export async function* playWeek({ all, dense }: Kept): AsyncGenerator<Scrape> {
  // Jitter spreads requests of real exporters; here it would only make one run differ from the next.
  const { random } = Math;
  Math.random = () => 0.5;
  const clock = leapingClock(WEEK.from - SETTLING);
  const simulator = await startSimulator({ clock, palette: { rateLimit: false } });
  const config = parseConfig({ ...configuredSources(simulator, 'demo'), collectors: onlyOf(all) }, 'demo');
  const exporter = startExporter(config, { log: pino({ level: 'silent' }), clock });
  exporter.telemetry.reloaded(true, clock.now());
  const look: Look = async (passed, leap) => {
    for (let left = passed; left > 0; left -= leap) {
      clock.leap(Math.min(leap, left));
      await settle(simulator);
    }
    const live = await renderLive(exporter.telemetry.registry, 'text', exporter.telemetry.labels());
    const body = bodyOf(exporter.store.response({ format: 'text', gzip: false, live })).toString('utf8');
    return { at: clock.now(), text: linesOf(body, all), federation: await federationOf(simulator.world) };
  };
  try {
    await settle(simulator);
    await look(SETTLING, LIVED_LEAP);
    while (clock.now() < WEEK.to) {
      const passed = clock.now() - WEEK.from;
      const event = EVENTS.find(({ at }) => at === passed);
      if (event !== undefined) {
        yield* happening(event, simulator, look);
        continue;
      }
      const next = Math.min(WEEK.to - WEEK.from, ...EVENTS.map(({ at }) => at).filter((at) => at > passed));
      const length = Math.min(QUIET, next - passed);
      // What comes before the last minute is leapt over: collectors that wake late catch up within it.
      clock.leap(length - LIVED);
      yield* quietHours(length, await look(LIVED, LIVED_LEAP), dense);
    }
  } finally {
    await exporter.close();
    await simulator.close();
    Math.random = random;
  }
}

/** Collectors that others go by, whether or not anything of their own is kept. */
const LEANT_ON = [
  ...['projects', 'workspaces', 'cluster_templates', 'virtual_machine_clusters', 'agent_target'],
  ...['users', 'cloud_accounts', 'backup_locations'],
];

/** Of what nothing is kept is not read either. */
function onlyOf(kept: ReadonlySet<string>): Readonly<Record<string, { readonly enabled: false }>> {
  const every: readonly CollectorInfo[] = Object.values(collectors).flat();
  const unread = every.filter(
    ({ name, metrics }) =>
      !LEANT_ON.includes(name) && !Object.values(metrics).some((metric) => kept.has(metric.name)),
  );
  return Object.fromEntries(unread.map(({ name }) => [name, { enabled: false }]));
}

type Seen = Omit<Scrape, 'story'>;
type Look = (passed: number, leap: number) => Promise<Seen>;

async function* happening(
  { at, lasts, scrapes, scenario, mend }: Event,
  { world }: Simulator,
  look: Look,
): AsyncGenerator<Scrape> {
  let steps: readonly Step[] = [
    ...scenarios[scenario].steps,
    ...(mend === undefined ? [] : [{ after: 0.75 * lasts, change: mend }]),
  ];
  const begin = WEEK.from + at;
  for (let passed = 0; passed < lasts; passed += scrapes) {
    for (const { after, change } of steps.filter((step) => step.after <= passed))
      change(world, begin + after);
    steps = steps.filter((step) => step.after > passed);
    yield { story: scenario, ...(await look(scrapes, scrapes / LEAPS)) };
  }
}

/** Up to the look at the end, which is all that there is of it: in full at both ends. */
function* quietHours(length: number, seen: Seen, dense: ReadonlySet<string>): Generator<Scrape> {
  const few = { text: linesOf(seen.text, dense) };
  const first = seen.at - length + QUIET_SCRAPES;
  for (let at = first; at <= seen.at; at += QUIET_SCRAPES) {
    const isEnd = at === first || at >= seen.at - QUIET_SCRAPES;
    if (at < GAP.from || at >= GAP.to) yield { story: 'quiet', ...(isEnd ? seen : few), at };
  }
}

function linesOf(text: string, metrics: ReadonlySet<string>): string {
  return text
    .split('\n')
    .filter((line) => metrics.has(line.slice(0, line.search(/[{ ]/))))
    .join('\n');
}
