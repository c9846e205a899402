/** Our exposition beside express + prom-client: `npm run bench -- [--series N] [--rounds N]`. */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { familyCount } from './fleet.ts';
import { type Figure, startPeer } from './harness.ts';
import { memory } from './memory.ts';
import { refresh } from './refresh.ts';
import { responsiveness } from './responsiveness.ts';
import { scrape } from './scrape.ts';

const { values } = parseArgs({
  options: {
    series: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '11' },
  },
});
const series = Number(values.series);
const rounds = Number(values.rounds);
if (!(series > 0 && series % familyCount === 0 && rounds > 0)) {
  throw new Error(`--series takes a multiple of ${familyCount}, --rounds a number above 0`);
}

print(`${series} series in ${familyCount} families, medians of ${rounds} interleaved rounds.`);
print(`Node ${process.version}, ${cpus().length} cores. Believe the ratios, not the milliseconds.`);
print(
  'Peer: express + prom-client (reset, set, registry.metrics(), gzip level 1). client_golang is not measured.\n',
);

const contest = {
  ours: await startPeer('ours', series),
  promClient: await startPeer('prom-client', series),
  rounds,
};
try {
  print(row('', 'ours', 'prom-client', 'ratio', 'goal'));
  for (const benchmark of [scrape, refresh, responsiveness, memory]) {
    for (const figure of await benchmark(contest)) print(figureRow(figure));
  }
} finally {
  contest.ours.stop();
  contest.promClient.stop();
}

function figureRow({ what, unit, ours, theirs, goal }: Figure): string {
  const ratio = ours / theirs;
  const judged = goal === undefined ? '' : `<= ${goal} ${ratio <= goal ? 'met' : 'MISSED'}`;
  return row(what, `${ours.toFixed(1)} ${unit}`, `${theirs.toFixed(1)} ${unit}`, ratio.toFixed(4), judged);
}

function row(what: string, ours: string, theirs: string, ratio: string, goal: string): string {
  return `${what.padEnd(64)}${ours.padStart(10)}${theirs.padStart(14)}${ratio.padStart(9)}   ${goal}`.trimEnd();
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
