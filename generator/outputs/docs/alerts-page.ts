import { SEVERITIES } from '../../../alerts/kit/alert-settings.ts';
import { COMPONENTS, type Component } from '../../../alerts/kit/components.ts';
import { SOURCES } from '../../../alerts/kit/metric-source.ts';
import { reliedOn } from '../../../alerts/kit/relied-on.ts';
import type { Plan, Step } from '../../contacts/escalation-plan.ts';
import { stepText, whenText } from '../../contacts/plan-text.ts';
import { ruleFor } from '../../contacts/rule-matching.ts';
import { renderMarkdown, verbatim } from '../../kit/markdown.ts';
import type { Site } from '../../site.ts';
import { byComponent, routingLabels, type SiteAlert } from '../../site-alerts.ts';

/** Puts a step of the escalation into words. */
export type Told = (step: Step, first: Step) => string;

/** `docs/alerts.md`: every alert with its runbook and those who are told, whom `told` puts into words. */
export function alertsPage({ plan, settings, alerts }: Site, told: Told = stepText): string {
  const row = (site: SiteAlert) => ({
    name: site.name,
    severity: site.severity,
    for: site.for,
    keeps: site.keepFiringFor,
    summary: site.alert.summary,
    thresholds: site.alert.thresholds
      .map((threshold) => `\`${threshold}\` ${settings.thresholds[threshold]}`)
      .join(', '),
    source: verbatim(SOURCES[site.alert.source]),
    told: toldBy(plan, site, told),
  });
  return renderMarkdown('alerts', {
    severities: Object.entries(SEVERITIES).map(([name, meaning]) => ({ name, meaning })),
    components: byComponent(alerts).map(([component, own]) => ({
      title: COMPONENTS[component],
      alerts: own.map(row),
    })),
    reliedOn: Object.entries(reliedOn).map(([component, names]) => ({
      title: COMPONENTS[component as Component],
      names: names.join(', '),
    })),
  });
}

/** Who is told about an alert by default, in Markdown. */
export function toldBy(plan: Plan, site: SiteAlert, told: Told): string {
  const steps = ruleFor(plan, routingLabels(site))?.steps;
  if (steps === undefined) return 'nobody';
  return verbatim(steps.map((step) => told(step, steps[0])).join('; '));
}

/** Roles for people, for pages that everybody reads. The same role in a later step is told by somebody else of it. */
export function rolesText(step: Step, first: Step): string {
  const roles = [...new Set(step.tell.map(({ role }) => role))];
  const known = step === first ? [] : first.tell.map(({ role }) => role);
  const names = roles.map((role) => (known.includes(role) ? `backup of ${role}` : role));
  return `${whenText(step)}: ${names.length === 0 ? 'nobody' : names.join(', ')}`;
}
