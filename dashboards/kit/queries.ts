import { parseDuration } from '../../exporter/time/duration.ts';
import type { DashboardInput, Level, Mapping, States } from './dashboard.ts';
import { wordsFor } from './state-levels.ts';

/** Labels by which things are told apart; two exporters that see the same thing count as one. */
export const CLUSTER = 'palette, project, cluster_name, cluster_uid';
export const NODE = `${CLUSTER}, machine_pool, node`;
export const HOST = 'palette, project, edge_host_name, edge_host_uid';

/** A selector of a metric, narrowed by the variables that every dashboard has. */
export function shown(metric: string, ...matchers: readonly string[]): string {
  const all = ['job=~"$job"', 'instance=~"$instance"', ...matchers].filter((matcher) => matcher !== '');
  return `${metric}{${all.join(', ')}}`;
}

/** The same for the Palettes chosen at the top. */
export function chosen(metric: string, ...matchers: readonly string[]): string {
  return shown(metric, 'palette=~"$palette"', ...matchers);
}

/** The same for the projects chosen at the top. */
export function inProjects(metric: string, ...matchers: readonly string[]): string {
  return chosen(metric, 'project=~"$project"', ...matchers);
}

/** The same for the cluster chosen at the top. */
export function inCluster(metric: string, ...matchers: readonly string[]): string {
  return inProjects(metric, 'cluster_name=~"$cluster"', ...matchers);
}

/** The same for the edge hosts chosen at the top. */
export function ofHosts(metric: string, ...matchers: readonly string[]): string {
  return inProjects(metric, 'edge_host_name=~"$host"', ...matchers);
}

/** A selector of a metric of another exporter, as the alerts select it. */
export function of(
  { settings }: DashboardInput,
  exporter: keyof DashboardInput['settings']['selectors'],
  metric: string,
  ...matchers: readonly string[]
): string {
  return shown(metric, settings.selectors[exporter], ...matchers);
}

/** Clusters with a backup that failed after the last good one, or without a good one. */
export function failedBackups(select: (metric: string, ...matchers: readonly string[]) => string): string {
  const last = (state: string) =>
    `max by (${CLUSTER}) (${select('palette_cluster_backup_last_timestamp_seconds', `state="${state}"`)})`;
  const same = 'on (palette, cluster_uid)';
  return `(${last('Failed')} > ${same} ${last('Completed')}) or (${last('Failed')} unless ${same} ${last('Completed')})`;
}

/**
 * Words such as `2 of 3` in the label `said`; the value is how many are missing.
 *
 * @param by labels of both, of which no two series have the same values
 */
export function outOf(part: string, all: string, by: string): string {
  const said = (label: string, expr: string) =>
    `* on (${by}) group_left (${label}) count_values by (${by}) ("${label}", ${expr})`;
  const counted = `(${all} - on (${by}) ${part}) ${said('part', part)} ${said('all', all)}`;
  return `label_join(${counted}, "said", " of ", "part", "all")`;
}

/** Time since a timestamp. */
export function age(timestamp: string): string {
  return `time() - (${timestamp})`;
}

/** Time until a timestamp. */
export function left(timestamp: string): string {
  return `(${timestamp}) - time()`;
}

/** A duration of the settings in seconds. */
export function seconds(duration: string): number {
  return parseDuration(duration) / 1000;
}

const RANKS: Readonly<Record<Level, number>> = { unknown: 0, neutral: 1, good: 2, watch: 3, bad: 4 };

/** A metric with its state in a label, as a number, the worst the highest, for each state and the words for the numbers. */
export function coded(
  by: string,
  label: string,
  states: States,
  select: (...matchers: readonly string[]) => string,
): { readonly expr: string; readonly mappings: readonly Mapping[] } {
  const names = Object.keys(states).sort(
    (a, b) => RANKS[states[a] ?? 'neutral'] - RANKS[states[b] ?? 'neutral'],
  );
  const terms = names.map((name, index) => `${index + 1} * ${select(`${label}="${name}"`)}`);
  return {
    expr: `max by (${by}) (${[...terms, `0 * ${select()}`].join(' or ')})`,
    mappings: [
      ...names.map((name, index) => ({
        value: String(index + 1),
        text: wordsFor(name),
        level: states[name] ?? 'neutral',
      })),
      { value: '0', text: 'other', level: 'neutral' },
    ],
  };
}
