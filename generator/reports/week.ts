import type { Duty } from '../contacts/duty.ts';
import type { PlanRule } from '../contacts/escalation-plan.ts';
import { toldAt } from '../contacts/timeline.ts';

/** Part of a week in which the same people are told. */
export interface Stretch {
  /** `Mon 08:00`, in UTC. */
  readonly from: string;
  readonly to: string;
  readonly primary: readonly string[];
  readonly backup: readonly string[];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const WEEK = 168;
const YEAR = 366 * 24;
const MOST_GAPS = 5;

/** The week of a rule, hour by hour, in stretches. An hour counts as covered when somebody is told in all of it. */
export function weekOf(
  rule: PlanRule,
  from: Date,
): { readonly hours: number; readonly week: readonly Stretch[] } {
  const stretches: Stretch[] = [];
  const uncovered = new Set<number>();
  for (const { hour, start, end } of spansOf(rule, from, WEEK)) {
    const at = new Date(start);
    const primary = names(rule.steps[0], at);
    const backup = rule.steps.slice(1).flatMap((step) => names(step, at));
    if (primary.length === 0) uncovered.add(hour);
    const last = stretches.at(-1);
    if (last !== undefined && same(last.primary, primary) && same(last.backup, backup)) {
      stretches[stretches.length - 1] = { ...last, to: clock(end) };
    } else {
      stretches.push({ from: clock(start), to: clock(end), primary, backup });
    }
  }
  return {
    hours: WEEK - uncovered.size,
    week: stretches,
  };
}

/** When nobody is told at once within a year, the first few stretches in words. */
export function yearGaps(rule: PlanRule, from: Date): readonly string[] {
  const [first] = rule.steps;
  if (first.tell.length === 0) return ['at any time'];
  if (first.tell.some(({ person, whileOff }) => person.duty === undefined && whileOff.length === 0))
    return [];
  const gaps: { start: number; end: number }[] = [];
  for (const { start, end } of spansOf(rule, from, YEAR)) {
    if (toldAt(first, new Date(start)).length > 0) continue;
    const last = gaps.at(-1);
    if (last !== undefined && last.end === start) last.end = end;
    else gaps.push({ start, end });
  }
  const texts = gaps.slice(0, MOST_GAPS).map(({ start: a, end: b }) => `from ${stamp(a)} to ${stamp(b)}`);
  return gaps.length > MOST_GAPS
    ? [...texts, `and ${gaps.length - MOST_GAPS} more times in the year`]
    : texts;
}

/** Minutes of an hour at which a duty may begin or end; time zones are whole quarters of an hour apart. */
export function minutesOfChange(duties: readonly Duty[]): readonly number[] {
  const edges = duties.flatMap(({ parts }) =>
    parts.flatMap(({ week }) => (week ?? [[[0, 0]]]).flat().flat()),
  );
  return [
    ...new Set([0, ...edges.flatMap((edge) => [edge, edge + 15, edge + 30, edge + 45].map((m) => m % 60))]),
  ].sort((a, b) => a - b);
}

/** Time from the hour of `from` on, cut wherever it may change who is told. */
function* spansOf(
  rule: PlanRule,
  from: Date,
  hours: number,
): Generator<{ readonly hour: number; readonly start: number; readonly end: number }> {
  const moments = momentsOf(rule);
  const beginning = Math.floor(from.getTime() / HOUR) * HOUR;
  for (let hour = 0; hour < hours; hour++) {
    const time = beginning + hour * HOUR;
    for (const [index, minute] of moments.entries()) {
      const end = time + (moments[index + 1] ?? 60) * MINUTE;
      yield { hour, start: time + minute * MINUTE, end };
    }
  }
}

function momentsOf({ steps }: PlanRule): readonly number[] {
  const people = steps.flatMap(({ tell }) => tell.flatMap(({ person, whileOff }) => [person, ...whileOff]));
  return minutesOfChange(people.flatMap(({ duty }) => duty ?? []));
}

function names(step: PlanRule['steps'][number], at: Date): readonly string[] {
  return toldAt(step, at).map(({ person }) => person.id);
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, index) => name === b[index]);
}

function clock(time: number): string {
  const at = new Date(time);
  return `${at.toUTCString().slice(0, 3)} ${at.toISOString().slice(11, 16)}`;
}

function stamp(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')}Z`;
}
