import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** A fleet in front of an exporter. */
export interface Fleet {
  readonly clusters: number;
  /** Milliseconds that each answer of Palette is late. */
  readonly latency: number;
}

/** What an exporter that was just started does with a fleet. Seconds since it serves; undefined where it took too long. */
export interface FleetRun extends Fleet {
  readonly hosts: number;
  readonly clustersSeen: number | undefined;
  readonly hostsSeen: number | undefined;
  readonly nodesSeen: number | undefined;
  /** How often fewer clusters had nodes than before, although the fleet did not shrink. */
  readonly losses: number;
  /** CPU seconds a minute of the exporter alone, once nodes of all clusters are seen. */
  readonly cpu: number;
  /** MB (10^6 bytes) of the exporter alone. */
  readonly resident: number;
  readonly peak: number;
  readonly series: number;
}

/** As the simulated world has them: three for each cluster and a spare. */
export const hostsOf = (clusters: number) => 3 * clusters + 1;

/** Requests a second that the exporter allows itself: 30 % of the documented limits. */
const LISTS_RATE = 3;
const NODES_RATE = 15;
/** A page of a list, and requests for the nodes of a cluster with two machine pools. */
const PAGE = 50;
const PER_CLUSTER = 3;

/** Seconds that the requests take at the allowed rate, with nothing else to ask. */
export function boundsOf(clusters: number) {
  const pages = { clusters: Math.ceil(clusters / PAGE), hosts: Math.ceil(hostsOf(clusters) / PAGE) };
  return {
    clusters: pages.clusters / LISTS_RATE,
    hosts: (pages.clusters + pages.hosts) / LISTS_RATE,
    nodes: (clusters * PER_CLUSTER) / NODES_RATE,
  };
}

/** How long after the nodes were seen the fleet is watched at rest, in seconds. */
const REST = 120;
/** A Prometheus asks as often, in seconds. */
const SCRAPE = 30;
/** Given up after that many times the bound. */
const PATIENCE = 2.5;

/** Runs the exporter as it is shipped against a simulated Palette, each in a process of its own. */
export async function runFleet({ clusters, latency }: Fleet): Promise<FleetRun> {
  const world = fork(fileURLToPath(new URL('./world.js', import.meta.url)), [`${clusters}`, `${latency}`]);
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  let exporter: Exporter | undefined;
  try {
    const [palette] = (await once(world, 'message')) as [{ url: string; apiKey: string }];
    exporter = await startExporter(palette, folder);
    const seen = await watchUntilSeen(exporter, clusters);
    const cpu = await cpuAtRest(exporter);
    const { resident, peak } = memoryOf(exporter.pid);
    const series = (await exporter.scrape(/^[a-z]/gm)) ?? 0;
    return { clusters, latency, hosts: hostsOf(clusters), ...seen, cpu, resident, peak, series };
  } finally {
    exporter?.stop();
    world.kill();
    rmSync(folder, { recursive: true });
  }
}

interface Exporter {
  readonly pid: number;
  /** Seconds. */
  age(): number;
  /** How often a pattern occurs in what is served. */
  scrape(pattern: RegExp): Promise<number>;
  /** As Prometheus does it. */
  read(): Promise<string>;
  stop(): void;
}

async function startExporter(palette: { url: string; apiKey: string }, folder: string): Promise<Exporter> {
  const file = join(folder, 'palette-exporter.yaml');
  // JSON is YAML.
  writeFileSync(
    file,
    JSON.stringify({ palette: [{ name: 'pma', ...palette }], web: { listen: '127.0.0.1:0' } }),
  );
  const main = fileURLToPath(new URL('../../exporter/main.js', import.meta.url));
  const child = fork(main, ['serve', '--config', file], {
    execArgv: (process.env.BENCH_EXPORTER_FLAGS ?? '').split(' ').filter((flag) => flag !== ''),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const url = await urlOf(child);
  const started = performance.now();
  const read = async () => (await fetch(`${url}/metrics`)).text();
  return {
    pid: child.pid ?? 0,
    age: () => (performance.now() - started) / 1000,
    read,
    scrape: async (pattern) => (await read()).match(pattern)?.length ?? 0,
    stop: () => child.kill(),
  };
}

/** Where the exporter says in its log that it serves. */
async function urlOf(child: ChildProcess): Promise<string> {
  let log = '';
  for await (const piece of child.stderr ?? []) {
    log += piece;
    const url = /"url":"([^"]+)"/.exec(log)?.[1];
    if (url === undefined) continue;
    child.stderr?.resume();
    return url;
  }
  throw new Error(`the exporter did not start: ${log}`);
}

type Seen = Pick<FleetRun, 'clustersSeen' | 'hostsSeen' | 'nodesSeen' | 'losses'>;

async function watchUntilSeen(exporter: Exporter, clusters: number): Promise<Seen> {
  const seen = { clusters: undefined, hosts: undefined, nodes: undefined } as Record<
    string,
    number | undefined
  >;
  let losses = 0;
  let most = 0;
  const deadline = Math.max(60, boundsOf(clusters).nodes * PATIENCE);
  while (seen.nodes === undefined && exporter.age() < deadline) {
    const began = performance.now();
    const at = exporter.age();
    const text = await exporter.read();
    const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
    if (count(/^palette_cluster_info\{/gm) >= clusters) seen.clusters ??= at;
    if (count(/^palette_edge_host_info\{/gm) >= hostsOf(clusters)) seen.hosts ??= at;
    const withNodes = count(/^palette_cluster_control_plane_info\{/gm);
    if (withNodes >= clusters) seen.nodes ??= at;
    if (withNodes < most) losses += 1;
    most = Math.max(most, withNodes);
    // What a scrape costs here must not slow down what is measured.
    await sleep(Math.max(500, 5 * (performance.now() - began)));
  }
  return { clustersSeen: seen.clusters, hostsSeen: seen.hosts, nodesSeen: seen.nodes, losses };
}

/** CPU seconds a minute, with a Prometheus that scrapes. */
async function cpuAtRest(exporter: Exporter): Promise<number> {
  const before = cpuOf(exporter.pid);
  const from = exporter.age();
  for (let second = 0; second < REST; second += SCRAPE) {
    await sleep(SCRAPE * 1000);
    await exporter.read();
  }
  return ((cpuOf(exporter.pid) - before) / (exporter.age() - from)) * 60;
}

/** Seconds in user and system mode: proc_pid_stat(5), fields 14 and 15, in hundredths of a second. */
function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** MB: proc_pid_status(5). */
function memoryOf(pid: number): { resident: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const megabytes = (field: string) =>
    (Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024) / 1e6;
  return { resident: megabytes('VmRSS'), peak: megabytes('VmHWM') };
}
