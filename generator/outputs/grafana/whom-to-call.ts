import type { Plan, PlanRule, Step } from '../../contacts/escalation-plan.ts';
import { narrowingText } from '../../contacts/plan-text.ts';
import { ruleFor } from '../../contacts/rule-matching.ts';
import { verbatim } from '../../kit/markdown.ts';
import { routingLabels, type SiteAlert } from '../../site-alerts.ts';

/** Who hears of what is urgent, as a Markdown table: a line for each route. */
export function whomToCall({ rules }: Plan): string {
  const lines = rules.filter(isOurs).map((rule) => {
    const narrowing = narrowingText(rule);
    const about = narrowing === '' ? rule.name : `${rule.name}, ${narrowing}`;
    const [first, ...later] = rule.steps;
    const cells = [
      about,
      names(first),
      later.map((step) => `after ${step.after}: ${names(step)}`).join('; '),
    ];
    const phones = [...new Set(rule.steps.flatMap(phonesOf))].join('; ');
    return `| ${[...cells, phones].map((text) => ofPanel(text || '–')).join(' | ')} |`;
  });
  return ['| Topic | First | Without a silence | Phone |', '|---|---|---|---|', ...new Set(lines)].join('\n');
}

/** Whom each alert is told to first, by its name; where the routing asks for a project or the like, those of everywhere else. */
export function firstCalls(plan: Plan, alerts: readonly SiteAlert[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    alerts.flatMap((alert) => {
      const rule = ruleFor(plan, routingLabels(alert));
      return rule === undefined ? [] : [[alert.name, names(rule.steps[0])] as const];
    }),
  );
}

/** Text of the user in Markdown of a panel, where Grafana would fill in `$project` as a variable. */
function ofPanel(text: string): string {
  return verbatim(text).replaceAll('$', '&#36;');
}

function names({ tell }: Step): string {
  return tell.map(({ person }) => person.id).join(', ') || 'nobody';
}

function phonesOf({ tell }: Step): readonly string[] {
  return tell.flatMap(({ person: { id, phone } }) => (phone === undefined ? [] : [`${id} ${phone}`]));
}

/** Who of the contact table cannot be reached, as Markdown; text that nobody obeys is a matter of the page for people. */
export function contactGaps({ notices }: Plan): string {
  const gaps = notices.filter(({ kind }) => kind !== 'unused-text');
  if (gaps.length === 0) return 'Every alert reaches somebody at every hour.';
  return gaps.map(({ text }) => `- ${ofPanel(text)}`).join('\n');
}

// Alerts of kube-prometheus-stack go the same way as ours, and warnings wait for the working day.
function isOurs({ severity, conditions }: PlanRule): boolean {
  const foreign = conditions.some(({ label, values }) => label === 'component' && values[0] === '');
  return severity === 'critical' && !foreign;
}
