import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { collectors } from '../../exporter/catalogue/catalogue.ts';
import { type Simulator, startSimulator } from '../../exporter/simulator/simulator.ts';
import { eventually } from '../kit/eventually.ts';
import { temporaryFile } from '../kit/temporary.ts';

const MAIN = join(import.meta.dirname, '../../dist/exporter/main.js');
const CLUSTERS = 1000;
/** MB of old space, which is where all that is kept lies. */
const HEAP = 96;
const PATIENCE = 180_000;
/** What is asked for each cluster or host. The details of clusters stand for all of them. */
const VISITS = collectors.palette.filter(({ name, items }) => items && name !== 'cluster_details');

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ clusters: CLUSTERS, palette: { rateLimit: false } });
});

afterAll(() => simulator.close());

it(`reads ${CLUSTERS} clusters within a heap of ${HEAP} MB`, async () => {
  const exporter = start();
  try {
    await eventually('the first round', async () => (await exporter.ask('/-/ready?complete')).ok, PATIENCE);
    const text = await (await exporter.ask('/metrics')).text();

    expect(text.match(/^palette_cluster_info\{/gm)).toHaveLength(simulator.world.clusters.length);
    expect(text.match(/^palette_edge_host_info\{/gm)).toHaveLength(simulator.world.edgeHosts.length);
    expect(text).not.toMatch(/^palette_exporter_collector_outcome\{.*reason="(?!ok)[^"]*"\} 1$/m);
  } finally {
    exporter.child.kill('SIGKILL');
  }
});

function start() {
  const { url, apiKey } = simulator.palette;
  const config = {
    palette: [{ name: 'pma', url, apiKey, budgetShare: 1 }],
    collectors: Object.fromEntries(VISITS.map(({ name }) => [name, { enabled: false }])),
    web: { listen: '127.0.0.1:0' },
  };
  const file = temporaryFile(JSON.stringify(config), 'palette-exporter.yaml');
  const child = spawn(process.execPath, [`--max-old-space-size=${HEAP}`, MAIN, 'serve', '--config', file], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  return {
    child,
    /** @throws Error with what it said, when it does not serve yet or has ended */
    async ask(path: string): Promise<Response> {
      const line = log.split('\n').find((one) => one.includes('"serving metrics"'));
      if (line === undefined || child.signalCode !== null) throw new Error(`it does not serve: ${log}`);
      return fetch(new URL(path, JSON.parse(line).url));
    },
  };
}
