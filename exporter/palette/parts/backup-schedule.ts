import { Cron } from 'croner';

/** Enough to meet the longest pause of any schedule that people write, also of daily runs in a single month. */
const RUNS = 40;
/** Any day would do: what counts is the time between runs. */
const START = new Date('2024-01-01T00:00:00Z');

/**
 * The longest time between two runs of a schedule, in seconds: 86,400 for `0 2 * * *`, 259,200 for `0 2 * * 1-5`.
 * Undefined where it is not in cron's five fields or `@daily` and the like, or never runs twice.
 */
export function longestPause(schedule: string): number | undefined {
  const known = pauses.get(schedule);
  if (known !== undefined) return known.longest;
  const longest = workOut(schedule);
  if (pauses.size >= MOST_KNOWN) pauses.clear();
  pauses.set(schedule, { longest });
  return longest;
}

/** By schedule. A thousand clusters have few of them, and working one out takes longer than reading its cluster. */
const pauses = new Map<string, { readonly longest: number | undefined }>();
const MOST_KNOWN = 1000;

function workOut(schedule: string): number | undefined {
  const runs = runsOf(schedule).map((run) => run.getTime() / 1000);
  const between = runs.slice(1).map((run, index) => run - (runs[index] ?? run));
  return between.length === 0 ? undefined : Math.max(...between);
}

function runsOf(schedule: string): Date[] {
  try {
    return new Cron(schedule, { timezone: 'UTC', mode: '5-part' }).nextRuns(RUNS, START);
  } catch {
    return [];
  }
}
