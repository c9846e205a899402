import type { Plan, PlanRule } from '../../contacts/escalation-plan.ts';
import { narrowingText, stepText } from '../../contacts/plan-text.ts';
import { verbatim } from '../../kit/markdown.ts';

/** Who hears of what is urgent, as Markdown for a small panel: a line for each route, phone numbers below. */
export function whomToCall({ rules, contacts }: Plan): string {
  const lines = rules.filter(isOurs).map((rule) => {
    const narrowing = narrowingText(rule);
    const about = narrowing === '' ? rule.name : `${rule.name}, ${narrowing}`;
    return `- **${verbatim(about)}**: ${rule.steps.map((step) => verbatim(stepText(step))).join('; ')}`;
  });
  const phones = contacts.people
    .filter(({ phone }) => phone !== undefined)
    .map(({ id, phone = '' }) => `- ${verbatim(id)}: ${verbatim(phone)}`);
  const calls = phones.length === 0 ? [] : ['', 'Phone numbers', '', ...phones];
  return [...new Set(lines), ...calls].join('\n');
}

/** Who of the contact table cannot be reached, as Markdown; text that nobody obeys is a matter of the page for people. */
export function contactGaps({ notices }: Plan): string {
  const gaps = notices.filter(({ kind }) => kind !== 'unused-text');
  if (gaps.length === 0) return 'Every alert reaches somebody at every hour.';
  return gaps.map(({ text }) => `- ${verbatim(text)}`).join('\n');
}

// Alerts of kube-prometheus-stack go the same way as ours, and warnings wait for the working day.
function isOurs({ severity, conditions }: PlanRule): boolean {
  const foreign = conditions.some(({ label, values }) => label === 'component' && values[0] === '');
  return severity === 'critical' && !foreign;
}
