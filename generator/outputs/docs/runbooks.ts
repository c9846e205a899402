import { SEVERITIES } from '../../../alerts/kit/alert-settings.ts';
import { COMPONENTS } from '../../../alerts/kit/components.ts';
import { dashboards } from '../../../dashboards/index.ts';
import type { Plan } from '../../contacts/escalation-plan.ts';
import { stepText } from '../../contacts/plan-text.ts';
import type { Bundle } from '../../kit/bundle-folder.ts';
import { renderMarkdown } from '../../kit/markdown.ts';
import type { Site } from '../../site.ts';
import type { SiteAlert } from '../../site-alerts.ts';
import { type Told, toldBy } from './alerts-page.ts';

/** `docs/runbooks/`: a page for each alert, for whoever sees it first at night. `told` puts those who are told into words. */
export function runbooks({ plan, alerts }: Site, told: Told = stepText): Bundle {
  const pages = new Set(alerts.map(({ name }) => name));
  return new Map(
    alerts.map((alert) => [`docs/runbooks/${alert.name}.md`, runbook(plan, alert, pages, told)] as const),
  );
}

function runbook(plan: Plan, site: SiteAlert, pages: ReadonlySet<string>, told: Told): string {
  const { alert } = site;
  const others = new Set([...pages].filter((name) => name !== site.name));
  const section = (text: string) => withLinks(text, others);
  const { meaning, impact, diagnosis, mitigation } = alert.runbook;
  return renderMarkdown('runbook', {
    name: site.name,
    summary: alert.summary,
    severity: site.severity,
    component: COMPONENTS[site.component],
    for: site.for,
    keeps: site.keepFiringFor,
    told: toldBy(plan, site, told),
    severityMeaning: SEVERITIES[site.severity],
    runbook: {
      meaning: section(meaning),
      impact: section(impact),
      diagnosis: section(diagnosis),
      mitigation: section(mitigation),
    },
    expr: site.expr,
    dashboard: dashboards.find(({ uid }) => uid === alert.dashboard)?.title ?? alert.dashboard,
  });
}

/** Names of alerts that have a page become links to it, outside of code. */
function withLinks(text: string, pages: ReadonlySet<string>): string {
  const parts = text.split(/(`[^`]*`)/);
  const link = (name: string) => (pages.has(name) ? `[${name}](${name}.md)` : name);
  return parts.map((part, index) => (index % 2 === 0 ? part.replace(/\b[A-Z]\w+/g, link) : part)).join('');
}
