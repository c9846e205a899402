import type { Command } from 'commander';
import { ROLLOUT_BLOCKERS, rolloutBlockers } from '../../alerts/kit/rollout-blockers.ts';
import { Problem, quote } from '../kit/problem.ts';
import { toJson } from '../kit/serialise.ts';
import { type Finding, failed, fine, linesOf, warning } from '../verification/finding.ts';
import { type PrometheusApi, prometheusAt, type Sample } from './api/prometheus-query.ts';
import type { Output } from './kit/command.ts';

/** `palette-bundle preflight` */
export function addPreflight(program: Command, output: Output, end: (code: number) => void): void {
  program
    .command('preflight')
    .description('Say whether a cluster can be rolled out or upgraded now, and what stands in the way.')
    .requiredOption('--cluster <name>', 'name or UID of the cluster')
    .requiredOption('--prometheus <url>', 'Prometheus that evaluates the rules of the bundle')
    .option('--project <name>', 'project of the cluster, where several have one of that name')
    .option('--json', 'answer as JSON')
    .action(async (options: PreflightOptions) => end(await preflight(options, output)));
}

interface PreflightOptions {
  readonly cluster: string;
  readonly prometheus: string;
  readonly project?: string;
  readonly json?: true;
}

/** The collectors that tell of what is checked. */
const NEEDED =
  'clusters|nodes|cluster_details|edge_hosts|edge_host_details|backups|certificates|virtual_machines';

/** @returns 0 nothing stands in the way, 1 something does */
async function preflight(options: PreflightOptions, output: Output): Promise<number> {
  const prometheus = prometheusAt(options.prometheus);
  await checkRule(prometheus);
  const cluster = await clusterOf(prometheus, options);
  const found = await prometheus.query(
    selector(ROLLOUT_BLOCKERS, { cluster_uid: cluster.cluster_uid ?? '' }),
  );
  const stale = await prometheus.query(
    `${selector('palette_exporter_collector_up', { source: cluster.palette ?? '' }, `collector=~"${NEEDED}"`)} == 0`,
  );
  const checks = [...rolloutBlockers.map((blocker) => findingOf(blocker, found)), ...stale.map(unknownOf)];
  const ok = checks.every(({ outcome }) => outcome !== 'failed');
  output.out(options.json ? toJson({ ok, cluster, checks }) : reportOf(cluster, checks, ok));
  return ok ? 0 : 1;
}

async function checkRule(prometheus: PrometheusApi): Promise<void> {
  const loaded = await prometheus.recordings();
  if (loaded.includes(ROLLOUT_BLOCKERS)) return;
  throw new Problem(
    `--prometheus ${prometheus.url}`,
    `has no rule that records ${ROLLOUT_BLOCKERS}, so that nothing can be said`,
    'load the rules of the bundle',
  );
}

type Labels = Sample['labels'];

/** The labels of the cluster that is asked for. */
async function clusterOf(prometheus: PrometheusApi, { cluster, project }: PreflightOptions): Promise<Labels> {
  const states = await prometheus.query(
    'group by (palette, project, cluster_uid, cluster_name) (palette_cluster_state)',
  );
  const known = states.map(({ labels }) => labels);
  const found = known.filter(
    (each) =>
      [each.cluster_name, each.cluster_uid].includes(cluster) &&
      (project === undefined || each.project === project),
  );
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (found.length > 1) {
    const projects = found.map((each) => `${each.project} of ${each.palette}`).join(', ');
    throw new Problem(
      `--cluster ${quote(cluster)}`,
      `is the name of several: ${projects}`,
      'add --project, or give the UID',
    );
  }
  const names = [...new Set(known.map((each) => each.cluster_name))].sort().slice(0, 10).join(', ');
  const what =
    names === '' ? 'cannot be found: Prometheus knows no cluster' : `cannot be found; there are ${names}`;
  throw new Problem(`--cluster ${quote(cluster)}`, what, 'check the name, and that the exporter is scraped');
}

function findingOf(
  { name, what, remedy }: (typeof rolloutBlockers)[number],
  found: readonly Sample[],
): Finding {
  const counts = found.filter(({ labels }) => labels.blocker === name).map(({ value }) => value);
  const count = Math.max(0, ...counts);
  return count === 0 ? fine(name, `none: ${what}`) : failed(name, `${count}: ${what}`, remedy);
}

function unknownOf({ labels: { collector, source } }: Sample): Finding {
  const what = `the collector ${collector} of ${source} fails, so that what it tells may be old or missing`;
  return warning('data', what, 'see PaletteExporterCollectorFailing');
}

/** The report for a terminal. */
function reportOf({ cluster_name, project }: Labels, checks: readonly Finding[], ok: boolean): string {
  const whole = ok ? 'Nothing that is watched stands in the way.' : 'Do not roll: see the lines marked FAIL.';
  return `Cluster ${cluster_name} of project ${project}\n\n${linesOf(checks)}\n\n${whole}\n`;
}

function selector(
  metric: string,
  labels: Readonly<Record<string, string>>,
  ...matchers: readonly string[]
): string {
  const equal = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `${metric}{${[...equal, ...matchers].join(', ')}}`;
}
