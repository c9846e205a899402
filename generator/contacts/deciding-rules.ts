import type { Plan, PlanRule } from './escalation-plan.ts';
import { fits, type Labels, ruleFor } from './rule-matching.ts';

/** The alerts of one kind that one rule decides about: `in project north`. */
export interface DecidingRule {
  readonly rule: PlanRule;
  /** An example of such an alert. */
  readonly labels: Labels;
  /** What the alerts have in common besides component and severity; empty for all others. */
  readonly where: string;
}

const NAMES: Readonly<Record<string, string>> = {
  alertname: 'alert',
  project: 'project',
  cluster_name: 'cluster',
  palette: 'Palette',
  tag: 'tag',
};

/**
 * Every rule that may decide about an alert, each with an example. The labels an alert gets from its object are not
 * known here, so every value that a condition mentions is tried, and one that none mentions.
 */
export function decidingRules(plan: Plan, alert: Labels): readonly DecidingRule[] {
  const candidates = plan.rules.filter(({ conditions }) =>
    fits(
      conditions.filter(({ label }) => label in alert),
      alert,
    ),
  );
  const open = new Map<string, Set<string>>();
  for (const { label, values } of candidates.flatMap(({ conditions }) => conditions)) {
    if (label in alert) continue;
    const known = open.get(label) ?? new Set(['']);
    for (const value of values) known.add(value.replaceAll('*', 'x'));
    open.set(label, known);
  }

  const found = new Map<PlanRule, DecidingRule>();
  for (const labels of combinations([...open])) {
    const rule = ruleFor(plan, { ...alert, ...labels });
    if (rule === undefined || found.has(rule)) continue;
    found.set(rule, { rule, labels: { ...alert, ...labels }, where: whereText(rule) });
  }
  return [...found.values()];
}

function combinations(labels: readonly (readonly [string, ReadonlySet<string>])[]): readonly Labels[] {
  const [first, ...rest] = labels;
  if (first === undefined) return [{}];
  const [label, values] = first;
  return combinations(rest).flatMap((others) => [...values].map((value) => ({ [label]: value, ...others })));
}

function whereText({ conditions }: PlanRule): string {
  return conditions
    .filter(({ label }) => label !== 'severity' && label !== 'component' && label !== 'alertname')
    .map(({ label, values }) => `${NAMES[label] ?? label} ${values.join(' or ')}`)
    .join(', ');
}
