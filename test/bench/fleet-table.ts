import { cpus, totalmem } from 'node:os';
import { boundsOf, type FleetRun, hostsOf, runFleet } from './fleet-run.ts';

interface TableOptions {
  readonly sizes: readonly number[];
  /** Milliseconds. */
  readonly latencies: readonly number[];
}

/** Runs all of them one after the other, and tells the results as Markdown, each as soon as it is known. */
export async function fleetTable({ sizes, latencies }: TableOptions, print: (line: string) => void) {
  print(
    `Machine: ${machine()}. Each run has an exporter that was just started and a simulated Palette, two processes.\n`,
  );
  for (const line of HEAD) print(line);
  const runs: FleetRun[] = [];
  for (const latency of latencies) {
    for (const clusters of sizes) {
      const run = await runFleet({ clusters, latency });
      runs.push(run);
      print(rowOf(run));
    }
  }
  const [latency] = latencies;
  for (const line of growth(runs.filter((run) => run.latency === latency))) print(line);
}

const HEAD = [
  '| clusters (hosts) | latency, ms | all clusters, s (bound) | all hosts, s (bound) | nodes of all, s (bound) | losses | CPU s/min | RSS MB (peak) | series |',
  '|---|---|---|---|---|---|---|---|---|',
];

function machine(): string {
  const [first] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} cores (${first?.model ?? 'unknown'}), ${memory} GiB, Node ${process.version}`;
}

function rowOf(run: FleetRun): string {
  const bounds = boundsOf(run.clusters);
  const timed = (seconds: number | undefined, bound: number) =>
    `${seconds === undefined ? 'not seen' : seconds.toFixed(1)} (${bound.toFixed(1)})`;
  const cells = [
    `${run.clusters.toLocaleString('en')} (${hostsOf(run.clusters).toLocaleString('en')})`,
    String(run.latency),
    timed(run.clustersSeen, bounds.clusters),
    timed(run.hostsSeen, bounds.hosts),
    timed(run.nodesSeen, bounds.nodes),
    String(run.losses),
    run.cpu.toFixed(1),
    `${run.resident.toFixed(0)} (${run.peak.toFixed(0)})`,
    run.series.toLocaleString('en'),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** How CPU and memory grow with the fleet, where there are several sizes. */
function growth(runs: readonly FleetRun[]): readonly string[] {
  const small = runs.at(0);
  const large = runs.at(-1);
  if (small === undefined || large === undefined || small === large) return [];
  const exponent = Math.log(large.cpu / small.cpu) / Math.log(large.clusters / small.clusters);
  const memory = straightLine(runs.map(({ clusters, peak }) => [clusters / 1000, peak]));
  const range = `${small.clusters.toLocaleString('en')} to ${large.clusters.toLocaleString('en')}`;
  return [
    `\nFrom ${range} clusters CPU grows with the power ${exponent.toFixed(2)} of their number (1 is linear).`,
    `Peak memory: ${memory.at0.toFixed(0)} MB and ${memory.slope.toFixed(0)} MB for each thousand clusters.`,
  ];
}

/** The straight line through points, by least squares. */
function straightLine(points: readonly (readonly [x: number, y: number])[]): { at0: number; slope: number } {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const above = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const below = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const slope = above / below;
  return { at0: meanY - slope * meanX, slope };
}
