import type { SampledSeries } from '../commands/api/prometheus-query.ts';
import type { Period, Span } from './period.ts';

/** How long something was the case. */
export interface Run extends Span {
  readonly labels: Readonly<Record<string, string>>;
  /** It was so before the period began, as far as that is known. */
  readonly fromBefore: boolean;
  /** It is still so at the end of the period. */
  readonly goesOn: boolean;
}

/**
 * When each series was there, from the first look that showed it until the first one that did not. Series that differ in
 * other labels than `by` are one; holes of up to `holes` milliseconds are bridged.
 */
export function runsOf(
  series: readonly SampledSeries[],
  { from, to, step }: Period,
  by: (labels: SampledSeries['labels']) => string,
  holes = step,
): readonly Run[] {
  const groups = new Map<string, { labels: SampledSeries['labels']; times: number[] }>();
  for (const { labels, samples } of series) {
    const key = by(labels);
    const group = groups.get(key) ?? { labels, times: [] };
    groups.set(key, group);
    for (const [at] of samples) group.times.push(at);
  }
  return [...groups.values()].flatMap(({ labels, times }) =>
    joined(times, step + holes).map(({ from: first, to: last }) => ({
      labels,
      from: first,
      to: Math.min(to, last + step),
      fromBefore: first <= from,
      goesOn: last + step >= to,
    })),
  );
}

/** Stretches in which nothing was there. */
export function gapsOf(runs: readonly Span[], { from, to }: Span): readonly Span[] {
  const gaps: Span[] = [];
  let covered = from;
  for (const run of [...runs].sort((a, b) => a.from - b.from)) {
    if (run.from > covered && covered < to) gaps.push({ from: covered, to: Math.min(to, run.from) });
    covered = Math.max(covered, run.to);
  }
  return covered < to ? [...gaps, { from: covered, to }] : gaps;
}

/** True when two stretches have a moment in common. */
export function overlaps(a: Span, b: Span): boolean {
  return a.from < b.to && b.from < a.to;
}

function joined(times: readonly number[], furthest: number): readonly Span[] {
  const spans: { from: number; to: number }[] = [];
  for (const at of [...times].sort((a, b) => a - b)) {
    const last = spans.at(-1);
    if (last !== undefined && at - last.to <= furthest) last.to = at;
    else spans.push({ from: at, to: at });
  }
  return spans;
}
