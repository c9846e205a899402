import { pino } from 'pino';
import { type ConfigInput, loadConfig } from '../../exporter/config/config.ts';
import { startExporter } from '../../exporter/exporter.ts';
import { renderLive } from '../../exporter/exposition/live.ts';
import { createStore } from '../../exporter/exposition/store.ts';
import { createReload } from '../../exporter/reload.ts';
import { configuredSources } from '../../exporter/simulator/configured-sources.ts';
import { federationOf } from '../../exporter/simulator/federation.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../exporter/simulator/simulator.ts';
import { parseDuration } from '../../exporter/time/duration.ts';
import { bodyOf } from './exposition-text.ts';
import { temporaryFolder } from './folder.ts';
import { createRecording, type Recording } from './recording.ts';
import { createVirtualTime, type VirtualTime } from './virtual-time.ts';

export interface ObservatoryOptions {
  /** Between two scrapes, as Prometheus writes durations. */
  readonly step: string;
  /** The time of the world at the beginning: milliseconds since the epoch. */
  readonly start?: number;
  /** Milliseconds that have passed in the world before anybody looks at it. */
  readonly age?: number;
  /** Of the small world it is the site whose appliance has one host, where nothing else is said. */
  readonly simulator?: SimulatorOptions;
  readonly config?: Partial<ConfigInput> | ((simulator: Simulator) => Partial<ConfigInput>);
}

/** A simulated world and the exporter that reads it, both in virtual time, and what a Prometheus would see of them. */
export interface Observatory {
  readonly time: VirtualTime;
  readonly simulator: Simulator;
  readonly exporter: WatchedExporter;
  readonly recording: Recording;
  /**
   * Lets so many steps pass, with a scrape at the end of each. Of a longer step only the last minutes are lived through,
   * at the intervals that collectors have by default, so that days take no longer than hours.
   */
  watch(steps: number): Promise<void>;
  close(): Promise<void>;
}

export interface WatchedExporter {
  /** Writes another configuration file and has it read, as `POST /-/reload` does. */
  reconfigure(text: string): Promise<void>;
  /** Answers no more scrapes. */
  leave(): void;
  /** What a scrape gets; undefined when it answers none. */
  exposition(): Promise<string | undefined>;
}

/** Where nothing else is said. */
export const START = Date.parse('2026-11-22T09:00:00Z');
/** In milliseconds: within this time every collector that is due has run, so that what a scrape shows is fresh. */
const LIVED = 35_000;

/** Starts both and lets them run until all that there is has been seen. */
export async function startObservatory(options: ObservatoryOptions): Promise<Observatory> {
  // Jitter spreads requests of real exporters; here it would only make one run differ from the next.
  const { random } = Math;
  Math.random = () => 0.5;
  const { step, start = START, age = 0 } = options;
  const interval = parseDuration(step);
  const time = createVirtualTime(start);
  const simulator = await startSimulator({
    clock: time.clock,
    site: 'one-host-appliance',
    ...options.simulator,
  });
  simulator.world.platform.isRateLimited = false;
  time.leap(age);
  const exporter = await startWatched(simulator, time, options);
  const recording = createRecording(step);
  await time.advance(LIVED);

  return {
    time,
    simulator,
    exporter,
    recording,
    async watch(steps) {
      for (let passed = 0; passed < steps; passed += 1) {
        time.leap(Math.max(0, interval - LIVED));
        await time.advance(Math.min(interval, LIVED));
        const federation = await federationOf(simulator.world);
        recording.scrape(await exporter.exposition(), time.clock.now(), federation);
      }
    },
    async close() {
      await exporter.close();
      await simulator.close();
      time.end();
      Math.random = random;
    },
  };
}

async function startWatched(simulator: Simulator, time: VirtualTime, options: ObservatoryOptions) {
  const { clock } = time;
  const own = typeof options.config === 'function' ? options.config(simulator) : options.config;
  const folder = await temporaryFolder({
    'exporter.yaml': { ...configuredSources(simulator, 'pma'), ...own },
  });
  const read = () => loadConfig(`${folder.path}/exporter.yaml`);
  const log = pino({ level: 'silent' });
  const exporter = startExporter(read(), { log, clock, store: time.watch(createStore()) });
  const reload = createReload({ read, exporter, log, clock });
  let isThere = true;
  return {
    async reconfigure(text: string) {
      await folder.write('exporter.yaml', text);
      await reload();
    },
    leave() {
      isThere = false;
    },
    async exposition(): Promise<string | undefined> {
      if (!isThere) return undefined;
      const live = await renderLive(exporter.telemetry.registry, 'text', exporter.telemetry.labels());
      return bodyOf(exporter.store.response({ format: 'text', gzip: false, live })).toString('utf8');
    },
    async close() {
      await exporter.close();
      await folder.remove();
    },
  };
}
