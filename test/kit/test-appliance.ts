import type { ConfigInput } from '../../exporter/config/config.ts';
import { parseConfig } from '../../exporter/config/config.ts';
import { type Exporter, startExporter } from '../../exporter/exporter.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../exporter/simulator/simulator.ts';
import { bodyOf } from './exposition-text.ts';
import { type FakeClock, fakeClock } from './fake-clock.ts';
import { type LogLine, recordLog } from './record-log.ts';

/** The exporter at work on the Local UIs of a simulator, in a time of its own. */
export interface TestAppliance {
  readonly simulator: Simulator;
  readonly exporter: Exporter;
  readonly clock: FakeClock;
  readonly logged: readonly LogLine[];
  /** Moves the clock and waits until the exporter has come to rest. */
  advance(milliseconds: number): Promise<void>;
  /** The whole exposition without the exporter's own metrics. */
  metrics(): string;
  /** Value of the first series with this beginning, such as `palette_localui_up{edge_host="pma-1"`. */
  value(series: string): number | undefined;
  /** Series of a family, with their values. */
  series(name: string): string[];
  close(): Promise<void>;
}

interface Options {
  readonly simulator?: SimulatorOptions;
  /** Changes to a configuration that reads all Local UIs of the simulator. */
  readonly config?: (simulator: Simulator) => Partial<ConfigInput>;
  readonly logLevel?: string;
}

export async function startAppliance({
  simulator: world,
  config,
  logLevel,
}: Options = {}): Promise<TestAppliance> {
  const clock = fakeClock();
  const simulator = await startSimulator({ clock, ...world });
  const { log, lines } = recordLog(logLevel);
  const localUi = simulator.localUi.map(({ name, url, username, password, pinSha256 }) => ({
    name,
    url,
    username,
    password,
    tls: { pinSha256 },
  }));
  const exporter = startExporter(parseConfig({ localUi, ...config?.(simulator) }, 'test'), { log, clock });
  const metrics = () => bodyOf(exporter.store.response({ format: 'text', gzip: false })).toString('utf8');
  await settle(simulator, exporter);
  return {
    async advance(milliseconds) {
      await clock.advance(milliseconds);
      await settle(simulator, exporter);
    },
    simulator,
    exporter,
    clock,
    logged: lines,
    metrics,
    value(start) {
      const line = metrics()
        .split('\n')
        .find((candidate) => candidate.startsWith(start));
      return line === undefined ? undefined : Number(line.split(' ').at(-1));
    },
    series: (name) =>
      metrics()
        .split('\n')
        .filter((line) => line.startsWith(`${name}{`)),
    async close() {
      await exporter.close();
      await simulator.close();
    },
  };
}

/** Milliseconds without a request after which nothing is under way any more. */
const QUIET = 20;

/** Waits for real sockets, until each Local UI collector has run; the time of the exporter stands still meanwhile. */
async function settle({ requests }: Simulator, { status }: Exporter): Promise<void> {
  let seen = -1;
  for (let quiet = 0; quiet < QUIET; quiet += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    const answered = requests.length + requests.filter((request) => request.status > 0).length;
    const isBeginning = status().some(
      ({ collector, reason }) => collector.startsWith('localui_') && reason === undefined,
    );
    if (answered !== seen || isBeginning) quiet = 0;
    seen = answered;
  }
}
