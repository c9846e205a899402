/**
 * Our exposition beside express + prom-client: `npm run bench -- [--series N] [--rounds N]`, and beside client_golang with
 * `--client-golang PROGRAM`, built by `go build` in `client-golang/`; and the whole exporter with fleets of clusters:
 * `npm run bench -- fleet [--sizes N,…] [--latencies MS,…]`.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { startClientGolang } from './client-golang.ts';
import { familyCount } from './fleet.ts';
import { fleetTable } from './fleet-table.ts';
import { type Contest, type Figure, startPeer } from './harness.ts';
import { memory } from './memory.ts';
import { refresh } from './refresh.ts';
import { responsiveness } from './responsiveness.ts';
import { scrape } from './scrape.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    series: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '11' },
    'client-golang': { type: 'string' },
    sizes: { type: 'string', default: '100,1000,3000' },
    latencies: { type: 'string', default: '0,50,300' },
  },
});

if (positionals[0] === 'fleet') await fleet();
else await contest();

async function fleet(): Promise<void> {
  const [sizes, latencies] = [values.sizes, values.latencies].map((list) => list.split(',').map(Number));
  if (!sizes?.every((size) => size > 0) || !latencies?.every((latency) => latency >= 0)) {
    throw new Error('--sizes and --latencies take numbers with commas between them');
  }
  await fleetTable({ sizes, latencies }, print);
}

async function contest(): Promise<void> {
  const series = Number(values.series);
  const rounds = Number(values.rounds);
  if (!(series > 0 && series % familyCount === 0 && rounds > 0)) {
    throw new Error(`--series takes a multiple of ${familyCount}, --rounds a number above 0`);
  }

  print(`${series} series in ${familyCount} families, medians of ${rounds} interleaved rounds.`);
  print(`Node ${process.version}, ${cpus().length} cores. Believe the ratios, not the milliseconds.`);
  print('prom-client: with express; reset, set, registry.metrics(), gzip level 1.\n');

  const program = values['client-golang'];
  const ours = await startPeer('ours', series);
  try {
    await beside('prom-client', { ours, theirs: await startPeer('prom-client', series), rounds });
    if (program === undefined) return;
    print('');
    await beside('client_golang', { ours, theirs: await startClientGolang(program, series), rounds });
  } finally {
    ours.stop();
  }
}

async function beside(name: string, contest: Contest): Promise<void> {
  try {
    print(row('', 'ours', name, 'ratio', 'goal'));
    for (const benchmark of [scrape, refresh, responsiveness, memory]) {
      for (const figure of await benchmark(contest)) {
        if (!Number.isNaN(figure.theirs)) print(figureRow(figure, name));
      }
    }
  } finally {
    contest.theirs.stop();
  }
}

function figureRow({ what, unit, ours, theirs, goal }: Figure, name: string): string {
  const ratio = ours / theirs;
  const judged =
    goal === undefined || name !== 'prom-client' ? '' : `<= ${goal} ${ratio <= goal ? 'met' : 'MISSED'}`;
  return row(what, `${ours.toFixed(1)} ${unit}`, `${theirs.toFixed(1)} ${unit}`, ratio.toFixed(4), judged);
}

function row(what: string, ours: string, theirs: string, ratio: string, goal: string): string {
  return `${what.padEnd(64)}${ours.padStart(10)}${theirs.padStart(14)}${ratio.padStart(9)}   ${goal}`.trimEnd();
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
