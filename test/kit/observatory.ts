import { X509Certificate } from 'node:crypto';
import { pino } from 'pino';
import { vi } from 'vitest';
import { type CollectorInfo, collectors } from '../../exporter/catalogue/catalogue.ts';
import { type ConfigInput, loadConfig } from '../../exporter/config/config.ts';
import { startExporter } from '../../exporter/exporter.ts';
import { renderLive } from '../../exporter/exposition/live.ts';
import { createStore } from '../../exporter/exposition/store.ts';
import { createReload } from '../../exporter/reload.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../exporter/simulator/simulator.ts';
import { formatDuration, parseDuration } from '../../exporter/time/duration.ts';
import { bodyOf } from './exposition-text.ts';
import { temporaryFolder } from './folder.ts';
import { createRecording, type Recording } from './recording.ts';
import { createVirtualTime, type VirtualTime } from './virtual-time.ts';

export interface ObservatoryOptions {
  /** Between two scrapes, as Prometheus writes durations. */
  readonly step: string;
  /** The time of the world at the beginning: milliseconds since the epoch. */
  readonly start?: number;
  readonly simulator?: SimulatorOptions;
  readonly config?: Partial<ConfigInput> | ((simulator: Simulator) => Partial<ConfigInput>);
}

/** A simulated world and the exporter that reads it, both in virtual time, and what a Prometheus would see of them. */
export interface Observatory {
  readonly time: VirtualTime;
  readonly simulator: Simulator;
  readonly exporter: WatchedExporter;
  readonly recording: Recording;
  /** Lets so many steps pass, with a scrape at the end of each. */
  watch(steps: number): Promise<void>;
  close(): Promise<void>;
}

export interface WatchedExporter {
  /** Writes another configuration file and has it read, as `POST /-/reload` does. */
  reconfigure(text: string): Promise<void>;
  /** Answers no more scrapes. */
  leave(): void;
}

/** Where nothing else is said. */
export const START = Date.parse('2026-11-22T09:00:00Z');
const MINUTE = 60_000;
/** Until every collector has run, at the intervals of `intervalsFor`. */
const WARM_UP_STEPS = 3;
/** Collectors that run seldom run this often at least, in steps: what they tell is not what a story is about. */
const SELDOM = 5;

/** Starts both and lets them run until all that there is has been seen. */
export async function startObservatory(options: ObservatoryOptions): Promise<Observatory> {
  // Jitter spreads requests of real exporters; here it would only make one run differ from the next.
  const random = vi.spyOn(Math, 'random').mockReturnValue(0.5);
  const { step, start = START } = options;
  const interval = parseDuration(step);
  const time = createVirtualTime(start, interval > MINUTE ? interval / 12 : 0);
  const simulator = await startSimulator({ clock: time.clock, ...options.simulator });
  simulator.world.platform.isRateLimited = false;
  const exporter = await startWatched(simulator, time, options);
  const recording = createRecording(step);
  await time.advance(WARM_UP_STEPS * interval);

  return {
    time,
    simulator,
    exporter,
    recording,
    async watch(steps) {
      for (let passed = 0; passed < steps; passed += 1) {
        await time.advance(interval);
        recording.scrape(await exporter.exposition(), time.clock.now());
      }
    },
    async close() {
      await exporter.close();
      await simulator.close();
      time.end();
      random.mockRestore();
    },
  };
}

async function startWatched(simulator: Simulator, time: VirtualTime, options: ObservatoryOptions) {
  const { clock } = time;
  const own = typeof options.config === 'function' ? options.config(simulator) : options.config;
  const folder = await temporaryFolder({
    'exporter.yaml': {
      ...sourcesOf(simulator),
      ...own,
      collectors: intervalsFor(options.step, own?.collectors),
    },
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
      const live = await renderLive(exporter.telemetry.registry, 'text');
      return bodyOf(exporter.store.response({ format: 'text', gzip: false, live })).toString('utf8');
    },
    async close() {
      await exporter.close();
      await folder.remove();
    },
  };
}

/** No collector runs more often than it is looked at, nor so seldom that a story would have to wait for it. */
function intervalsFor(step: string, own: ConfigInput['collectors'] = {}): ConfigInput['collectors'] {
  const least = parseDuration(step);
  const all: readonly CollectorInfo[] = Object.values(collectors).flat();
  return Object.fromEntries(
    all.map(({ name, every }) => {
      const interval = Math.max(least, Math.min(parseDuration(every), SELDOM * least));
      return [name, { every: formatDuration(interval), ...own[name] }];
    }),
  );
}

/** All of the simulator's servers as sources of the exporter. */
function sourcesOf({ palette: { url, apiKey, system, cert }, localUi }: Simulator): ConfigInput {
  return {
    palette: [
      {
        name: 'pma',
        url,
        apiKey,
        budgetShare: 1,
        system,
        ...(cert !== undefined && { tls: { pinSha256: pinOf(cert) } }),
      },
    ],
    localUi: localUi.map(({ pinSha256, ...host }) => ({ ...host, tls: { pinSha256 } })),
  };
}

function pinOf(pem: string): string {
  return new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase();
}
