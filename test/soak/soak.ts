import { PerformanceObserver } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { pino } from 'pino';
import { collectors } from '../../exporter/catalogue/catalogue.ts';
import { parseConfig } from '../../exporter/config/config.ts';
import { type Exporter, startExporter } from '../../exporter/exporter.ts';
import { renderLive } from '../../exporter/exposition/live.ts';
import { createStore } from '../../exporter/exposition/store.ts';
import { type ScenarioName, scenarios } from '../../exporter/simulator/scenarios/index.ts';
import { createCertificate } from '../../exporter/simulator/server-certificate.ts';
import { type Simulator, startSimulator } from '../../exporter/simulator/simulator.ts';
import { type Random, seededRandom } from '../../exporter/simulator/world/build/seeded-random.ts';
import { bodyOf } from '../kit/exposition-text.ts';
import { type FaultProxy, startFaultProxy } from '../kit/fault-proxy.ts';
import { makeDeadlinesVirtual } from '../kit/virtual-deadlines.ts';
import { createVirtualTime, type VirtualTime } from '../kit/virtual-time.ts';
import { differences } from './differences.ts';
import { type Faults, faultsIn, weather } from './storm.ts';

export interface SoakOptions {
  /** The same number gives the same faults and scenarios. */
  readonly seed: number;
  /** Seconds of virtual time with faults in each round. */
  readonly storm: number;
  /** Whether another round is to be played after so many. */
  readonly goesOn: (rounds: number) => boolean;
  readonly played?: (round: Round) => void;
}

/** Faults for a while, then none, until the exporter shows what a fresh one shows. */
export interface Round {
  /** What was on in the world when the faults ended. */
  readonly scenario: ScenarioName;
  /** Requests, and how many of them were answered otherwise than by the console. */
  readonly requests: number;
  readonly struck: number;
  /** Kinds of faults that struck. */
  readonly kinds: number;
  /** Series that are compared. */
  readonly series: number;
  /** Seconds from the end of the faults until both show the same; undefined: not within `HEALING`. */
  readonly healed: number | undefined;
  /** Where they differ at the end, a line of each; empty where they do not. */
  readonly differences: readonly string[];
  /** What was the same last of all; undefined: all was the same at the first look. */
  readonly last: string | undefined;
  /** After garbage was collected and the fresh exporter closed: MiB of the heap, and what keeps the event loop busy. */
  readonly heap: number;
  readonly handles: number;
}

/** Seconds within which all must be as new once nothing fails any more. */
export const HEALING = 120;
/** Seconds until the exporter has seen all, before the first fault. */
const COLD_START = 40;
const SECOND = 1000;
/** How often it is looked, in seconds. */
const LOOK = 5;
/** Between two runs of every collector, so that what two exporters have read is of the same minute. */
const INTERVAL = '30s';
const START = Date.parse('2026-11-22T09:00:00Z');
/** After these no console answers, or the key is not good: there is nothing to compare. */
const SILENT: readonly ScenarioName[] = [
  'palette-down',
  'pma-upgrade',
  'api-key-revoked',
  'appliance-host-down',
];

/**
 * Plays rounds with a simulated site whose consoles stand behind proxies that let requests fail, in virtual time, and
 * compares the exporter that has lived through all of it with one that has just been started.
 */
export async function soak({ seed, storm, goesOn, played }: SoakOptions): Promise<readonly Round[]> {
  const random = seededRandom(seed);
  const time = createVirtualTime(START);
  const putBack = [makeDeadlinesVirtual(time.clock), seedChance(random), leaveCollectorUnwatched()];
  const site = await openSite(time, seed);
  const exporter = start(site, time);
  const rounds: Round[] = [];
  try {
    await time.advance(COLD_START * SECOND);
    while (goesOn(rounds.length)) {
      const round = await play({ site, time, exporter, random, storm });
      rounds.push(round);
      played?.(round);
    }
    return rounds;
  } finally {
    await exporter.close();
    await site.close();
    time.end();
    for (const put of putBack) put();
  }
}

/** Jitter comes out of the seed too. */
function seedChance({ next }: Random): () => void {
  const real = Math.random;
  Math.random = next;
  return () => {
    Math.random = real;
  };
}

/**
 * prom-client watches the garbage collector from the start of an exporter to the end of the process, and holds on to the
 * exporter meanwhile: with many in one process, as here only, that looks like a leak.
 */
function leaveCollectorUnwatched(): () => void {
  const { observe } = PerformanceObserver.prototype;
  PerformanceObserver.prototype.observe = () => undefined;
  return () => {
    PerformanceObserver.prototype.observe = observe;
  };
}

interface Site {
  readonly simulator: Simulator;
  readonly proxies: readonly FaultProxy[];
  readonly config: ReturnType<typeof parseConfig>;
  close(): Promise<void>;
}

/** Every console behind a proxy of its own. */
async function openSite({ clock }: VirtualTime, seed: number): Promise<Site> {
  const simulator = await startSimulator({ clock, seed, palette: { rateLimit: false } });
  const palette = await startFaultProxy(simulator.palette.url);
  const hosts = await Promise.all(
    simulator.localUi.map(async (host) => {
      const certificate = await createCertificate(host.name, Date.now());
      const proxy = await startFaultProxy(host.url, certificate);
      const { name, username, password } = host;
      return {
        proxy,
        source: { name, url: proxy.url, username, password, tls: { pinSha256: certificate.pinSha256 } },
      };
    }),
  );
  const { apiKey, system } = simulator.palette;
  const config = parseConfig(
    {
      palette: [{ name: 'pma', url: palette.url, apiKey, system, budgetShare: 1 }],
      localUi: hosts.map(({ source }) => source),
      collectors: Object.fromEntries(
        Object.values(collectors).flatMap((list) =>
          list.map(({ name }) => [name, { every: INTERVAL, maxAge: '5m' }]),
        ),
      ),
    },
    'soak',
  );
  const proxies = [palette, ...hosts.map(({ proxy }) => proxy)];
  return {
    simulator,
    proxies,
    config,
    async close() {
      await Promise.all(proxies.map((proxy) => proxy.close()));
      await simulator.close();
    },
  };
}

function start({ config }: Site, time: VirtualTime): Exporter {
  const log = pino({ level: 'silent' });
  return startExporter(config, { log, clock: time.clock, store: time.watch(createStore()) });
}

interface Stage {
  readonly site: Site;
  readonly time: VirtualTime;
  readonly exporter: Exporter;
  readonly random: Random;
  readonly storm: number;
}

async function play(stage: Stage): Promise<Round> {
  const { site, time, exporter, random, storm } = stage;
  const struck = countStruck(faultsIn(time.clock));
  for (let second = 0; second < storm; second += 1) {
    if (random.next() < 1 / 60) playAny(stage);
    for (const { faults } of site.proxies) faults.splice(0, Infinity, ...weather(random, struck.faults));
    await time.advance(SECOND);
  }
  for (const { faults } of site.proxies) faults.length = 0;
  while (SILENT.includes(site.simulator.scenario)) playAny(stage);

  const fresh = start(site, time);
  const healing = await heal(time, exporter, fresh);
  await fresh.close();
  const requests = site.proxies.reduce((sum, { asked }) => sum + asked.length, 0);
  // What was asked is kept for tests that read it; here it would look like a leak.
  for (const { asked } of site.proxies) Object.assign(asked, { length: 0 });
  Object.assign(site.simulator.requests, { length: 0 });
  return {
    scenario: site.simulator.scenario,
    requests,
    struck: struck.count(),
    kinds: struck.kinds(),
    ...healing,
    heap: heapInUse(),
    handles: process.getActiveResourcesInfo().length,
  };
}

function playAny({ site, random }: Stage): void {
  const names = Object.keys(scenarios) as ScenarioName[];
  site.simulator.play(names[random.below(names.length)] ?? 'healthy');
  site.simulator.world.platform.isRateLimited = false;
}

/** The same faults, counted when they strike. */
function countStruck(all: Faults) {
  const struck = new Map<string, number>();
  const faults = Object.fromEntries(
    Object.entries(all).map(([name, act]): [string, Faults[string]] => [
      name,
      (...request) => {
        struck.set(name, (struck.get(name) ?? 0) + 1);
        return act(...request);
      },
    ]),
  );
  return {
    faults,
    count: () => [...struck.values()].reduce((sum, count) => sum + count, 0),
    kinds: () => struck.size,
  };
}

async function heal(time: VirtualTime, exporter: Exporter, fresh: Exporter) {
  let last: string | undefined;
  for (let seconds = LOOK; ; seconds += LOOK) {
    await time.advance(LOOK * SECOND);
    const isComplete = fresh.status().every(({ hasSeenAll }) => hasSeenAll);
    const told = differences(await exposition(exporter), await exposition(fresh));
    const isSame = isComplete && told.lines.length === 0;
    last = told.lines[0] ?? last;
    if (!isSame && seconds < HEALING) continue;
    return { healed: isSame ? seconds : undefined, differences: told.lines, series: told.series, last };
  }
}

async function exposition({ store, telemetry }: Exporter): Promise<string> {
  const live = await renderLive(telemetry.registry, 'text');
  return bodyOf(store.response({ format: 'text', gzip: false, live })).toString('utf8');
}

/** In MiB, of what is still needed. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
}
