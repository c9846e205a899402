import type { Condition, Plan, PlanRule } from './escalation-plan.ts';

/** Labels of an alert; a missing label and an empty one are the same. */
export type Labels = Readonly<Record<string, string>>;

/** The rule that decides about an alert: the first that fits. Nothing fits what is not sent to people. */
export function ruleFor(plan: Plan, labels: Labels): PlanRule | undefined {
  return plan.rules.find(({ conditions }) => fits(conditions, labels));
}

/** True when all conditions hold. */
export function fits(conditions: readonly Condition[], labels: Labels): boolean {
  return conditions.every(({ label, values }) => {
    const value = labels[label] ?? '';
    return values.some((pattern) => matches(pattern, value));
  });
}

/** The pattern as an RE2 expression, for matchers. */
export function expression(pattern: string): string {
  return pattern
    .split('*')
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('.+');
}

function matches(pattern: string, value: string): boolean {
  if (!pattern.includes('*')) return pattern === value;
  return new RegExp(`^(?:${expression(pattern)})$`).test(value);
}
