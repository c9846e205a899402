import { pino } from 'pino';
import { type CollectorInfo, collectors } from '../../../exporter/catalogue/catalogue.ts';
import { type Config, parseConfig } from '../../../exporter/config/config.ts';
import { startExporter } from '../../../exporter/exporter.ts';
import { renderLive } from '../../../exporter/exposition/live.ts';
import { configuredSources } from '../../../exporter/simulator/configured-sources.ts';
import { federationOf } from '../../../exporter/simulator/federation.ts';
import { type ScenarioName, scenarios } from '../../../exporter/simulator/scenarios/index.ts';
import { type Simulator, startSimulator } from '../../../exporter/simulator/simulator.ts';
import { bodyOf } from '../exposition-text.ts';
import { processMetrics } from '../process-metrics.ts';
import { leapingClock } from './leaping-clock.ts';

/** A scenario, in the small world or in a fleet of so many clusters. */
export interface Story {
  readonly name: string;
  readonly scenario: ScenarioName;
  readonly clusters?: number;
  /** With the intervals that collectors have by default, instead of all every two minutes. */
  readonly atUsualPace?: boolean;
  /** Interval of all collectors, as Prometheus writes durations; two minutes otherwise. */
  readonly every?: string;
  /** Milliseconds; until a while after its last step otherwise. */
  readonly lasts?: number;
  /** Milliseconds from one scrape to the next; two minutes otherwise. */
  readonly scrapes?: number;
}

/** What the exporter showed at a moment, as a scrape would have seen it. */
export interface Scrape {
  readonly story: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly text: string;
  /** What another Prometheus hands on, with the labels of its targets. */
  readonly federation?: string;
}

const MINUTE = 60_000;
/** Two within the four minutes over which dashboards ask for rates. */
const SCRAPES = 2 * MINUTE;
/** Fast enough that even what is read hourly in real life is read while a scenario is played. */
const EVERY = '2m';
const LEAP = 10_000;
/** After its last step, so that the exporter has seen the end. */
const AFTERMATH = 2 * SCRAPES;
/** Long enough that nothing of one story is taken for something of the next. */
const GAP = 10 * MINUTE;
/** Deleting a cluster takes days; the rest of that story is not worth them. */
const LONGEST = 50 * MINUTE;

/**
 * Plays stories one after the other in front of the exporter, in a time of its own, one scrape every two minutes unless they
 * say otherwise.
 */
export async function* play(stories: readonly Story[], start: number): AsyncGenerator<Scrape> {
  let at = start;
  for (const story of stories) {
    for await (const scrape of playStory(story, at)) {
      yield scrape;
      at = scrape.at;
    }
    at += GAP;
  }
}

async function* playStory(story: Story, start: number): AsyncGenerator<Scrape> {
  const { name, scenario, clusters, lasts = lengthOf(scenario), scrapes = SCRAPES } = story;
  const clock = leapingClock(start);
  const simulator = await startSimulator({
    clock,
    scenario,
    palette: { rateLimit: false },
    ...(clusters !== undefined && { clusters }),
  });
  const exporter = startExporter(configOf(simulator, story), {
    log: pino({ level: 'silent' }),
    clock,
  });
  exporter.telemetry.reloaded(true, clock.now());
  try {
    await settle(simulator);
    while (clock.now() < start + lasts) {
      for (let passed = 0; passed < scrapes; passed += LEAP) {
        clock.leap(LEAP);
        await settle(simulator);
      }
      const live = await renderLive(exporter.telemetry.registry, 'text', exporter.telemetry.labels());
      const text = bodyOf(exporter.store.response({ format: 'text', gzip: false, live })).toString('utf8');
      yield {
        story: name,
        at: clock.now(),
        text: text + (await processMetrics()),
        federation: besideFixtures(await federationOf(simulator.world)),
      };
    }
  } finally {
    await exporter.close();
    await simulator.close();
  }
}

/** What recorded expositions of other exporters tell as well is left to them. */
function besideFixtures(federation: string): string {
  return federation
    .split('\n')
    .filter((line) => /^(?:node_bonding|metallb)_/.test(line))
    .join('\n');
}

function lengthOf(scenario: ScenarioName): number {
  const steps = scenarios[scenario].steps.map(({ after }) => after).filter((after) => after < LONGEST);
  return Math.max(0, ...steps) + AFTERMATH;
}

/** All sources of a simulator, with every collector. */
export function configOf(
  simulator: Simulator,
  { atUsualPace = false, every = EVERY }: Pick<Story, 'atUsualPace' | 'every'> = {},
): Config {
  const all: readonly CollectorInfo[] = Object.values(collectors).flat();
  const chosen = all.map(({ name, detail }) => [
    name,
    { ...(!atUsualPace && { every }), enabled: true, ...(detail && { detail: true }) },
  ]);
  return parseConfig(
    { ...configuredSources(simulator, 'demo'), collectors: Object.fromEntries(chosen) },
    'demo',
  );
}

/** Turns of the event loop without a request after which nothing is under way any more. */
const QUIET = 6;

/** More requests than are ever under way at once. */
const UNDER_WAY = 200;

/** Waits until no request is under way. */
export async function settle({ requests }: Simulator): Promise<void> {
  let seen: readonly unknown[] = [];
  for (let quiet = 0; quiet < QUIET; quiet += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    const open = requests.slice(-UNDER_WAY).filter(({ status }) => status === 0).length;
    const now = [requests.at(-1), open];
    if (now.some((part, index) => part !== seen[index])) quiet = 0;
    seen = now;
  }
}
