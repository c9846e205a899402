import type { RequestListener } from 'node:http';
import { collectors } from './catalogue/catalogue.ts';
import { type Config, parseConfig } from './config/config.ts';
import { parseListenAddress } from './config/listen-address.ts';
import type { Exporter } from './exporter.ts';
import { configuredSources } from './simulator/configured-sources.ts';
import { type ScenarioName, scenarios } from './simulator/scenarios/index.ts';
import { type Simulator, startSimulator } from './simulator/simulator.ts';
import type { Site } from './simulator/world/build/sites.ts';
import type { Clock } from './time/clock.ts';

export interface DemoOptions {
  readonly listen: string;
  readonly scenario: ScenarioName;
  readonly clusters?: number;
  readonly hosts?: number;
  readonly seed?: number;
  readonly site?: Site;
  readonly clock?: Clock;
  /** What is served at the address of the scenarios, made of what would be without it; on the loopback address only. */
  readonly around?: (control: RequestListener) => RequestListener;
  /** How often what moves is read, as Prometheus writes durations. */
  readonly every?: string;
}

/** A simulated Palette with its Local UIs, and the configuration that reads them. */
export interface Demo {
  readonly config: Config;
  readonly simulator: Simulator;
  /** Lets an exporter of this configuration see the next scenario soon, whatever the last one has done to it. */
  attach(exporter: Pick<Exporter, 'apply' | 'status'>): void;
  /** Says on standard output what runs and where. */
  describe(url: string): void;
  close(): Promise<void>;
}

/**
 * In a demo one looks at the screen, and what happens shows within a minute: whoever watches whether Palette is there asks
 * soon again while it is away, what moves is read every 10 s, and all else once in half a minute.
 */
const WATCH = '5s';
const LIVELY = '10s';
const CALM = '25s';

/** Starts the simulator on free ports of the loopback address, and its control server next to the exporter. */
export async function demo({ listen, around, every = LIVELY, ...world }: DemoOptions): Promise<Demo> {
  const { host = '127.0.0.1', port } = parseListenAddress(listen);
  // Next to the exporter's own port, so that the address of the scenarios can be remembered.
  const next = port === 0 ? 0 : port + 1;
  const control = around === undefined ? { host, port: next } : { port: next, around };
  let exporter: Parameters<Demo['attach']>[0] | undefined;
  let looking: Promise<void> | undefined;
  const isSmall = world.clusters === undefined && world.hosts === undefined;
  const simulator = await startSimulator({
    ...world,
    control,
    played() {
      looking = Promise.resolve(looking).then(() => exporter && lookAgain(exporter, config));
    },
  });
  const config = configOf(simulator, listen, isSmall ? paces(every) : {});
  return {
    config,
    simulator,
    attach(to) {
      exporter = to;
    },
    describe: (url) => process.stdout.write(description(simulator, url)),
    close: () => simulator.close(),
  };
}

type Paces = Readonly<Record<string, { readonly every: string }>>;

function configOf(simulator: Simulator, listen: string, collectors: Paces): Config {
  return parseConfig({ ...configuredSources(simulator, 'demo'), collectors, web: { listen } }, 'demo');
}

function paces(every: string): Paces {
  const { palette, systemConsole, localUiHost, localUiCluster } = collectors;
  const calm = [...palette, ...systemConsole].map(({ name }) => [name, { every: CALM }]);
  const lively = [
    ...['clusters', 'nodes', 'edge_hosts', 'virtual_machines'],
    ...[...localUiHost, ...localUiCluster].map(({ name }) => name),
  ].map((name) => [name, { every }]);
  const watching = ['api', 'system_api'].map((name) => [name, { every: WATCH }]);
  return Object.fromEntries([...calm, ...lively, ...watching]);
}

/** A login that was refused is left alone for minutes; the next scenario may be one in which it is good. */
async function lookAgain({ apply, status }: Pick<Exporter, 'apply' | 'status'>, config: Config) {
  const refused = status().flatMap(({ source, reason }) => (reason === 'unauthorized' ? [source] : []));
  if (refused.length === 0) return;
  // The system console is a source of its own behind the same Palette: `demo/system`.
  const isFine = ({ name }: { readonly name: string }) =>
    !refused.some((source) => source === name || source.startsWith(`${name}/`));
  await apply({ ...config, palette: config.palette.filter(isFine), localUi: config.localUi.filter(isFine) });
  await apply(config);
}

function description({ palette, localUi, control, scenario, world }: Simulator, url: string): string {
  const hosts = localUi.map((host) => `${host.url} (${host.name})`).join('\n                ');
  return `
A simulated Palette with ${count(world.clusters, 'cluster')} and ${count(world.edgeHosts, 'edge host')}, and the exporter that reads it:

  status page   ${url}/
  metrics       ${url}/metrics
  Palette API   ${palette.url}
  Local UI      ${hosts}
  scenarios     curl -X POST ${control.url}/scenarios/NAME, now "${scenario}":
${Object.entries(scenarios)
  .map(([name, { description: what }]) => `                  ${name.padEnd(24)} ${what}`)
  .join('\n')}

Press Ctrl-C to end it.
`;
}

function count({ length }: readonly unknown[], thing: string): string {
  return `${length} ${thing}${length === 1 ? '' : 's'}`;
}
