import type { RequestListener } from 'node:http';
import { collectors } from './catalogue/catalogue.ts';
import { type Config, parseConfig } from './config/config.ts';
import { parseListenAddress } from './config/listen-address.ts';
import { type ScenarioName, scenarios } from './simulator/scenarios/index.ts';
import { type Simulator, startSimulator } from './simulator/simulator.ts';

export interface DemoOptions {
  readonly listen: string;
  readonly scenario: ScenarioName;
  readonly clusters?: number;
  readonly hosts?: number;
  readonly seed?: number;
  /** What is served at the address of the scenarios, made of what would be without it; on the loopback address only. */
  readonly around?: (control: RequestListener) => RequestListener;
  /** How often what moves is read, as Prometheus writes durations. */
  readonly every?: string;
}

/** A simulated Palette with its Local UIs, and the configuration that reads them. */
export interface Demo {
  readonly config: Config;
  readonly simulator: Simulator;
  /** Says on standard output what runs and where. */
  describe(url: string): void;
  close(): Promise<void>;
}

/** In a demo one looks at the screen: what moves is read every 10 s instead of once a minute or less. */
const LIVELY = '10s';

/** Starts the simulator on free ports of the loopback address, and its control server next to the exporter. */
export async function demo({ listen, around, every = LIVELY, ...world }: DemoOptions): Promise<Demo> {
  const { host = '127.0.0.1', port } = parseListenAddress(listen);
  // Next to the exporter's own port, so that the address of the scenarios can be remembered.
  const next = port === 0 ? 0 : port + 1;
  const control = around === undefined ? { host, port: next } : { port: next, around };
  const simulator = await startSimulator({ ...world, control });
  const { palette, localUi } = simulator;
  const small = world.clusters === undefined && world.hosts === undefined;
  const lively = Object.fromEntries(
    [
      ...['api', 'clusters', 'nodes', 'edge_hosts', 'virtual_machines'],
      ...[...collectors.localUiHost, ...collectors.localUiCluster].map(({ name }) => name),
    ].map((name) => [name, { every }]),
  );
  const config = parseConfig(
    {
      palette: [{ name: 'demo', url: palette.url, apiKey: palette.apiKey, system: palette.system }],
      localUi: localUi.map(({ name, url, username, password, pinSha256 }) => ({
        name,
        url,
        username,
        password,
        tls: { pinSha256 },
      })),
      collectors: small ? lively : {},
      web: { listen },
    },
    'demo',
  );
  return {
    config,
    simulator,
    describe: (url) => process.stdout.write(description(simulator, url)),
    close: () => simulator.close(),
  };
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
