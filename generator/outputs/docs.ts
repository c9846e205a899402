import { COMPONENTS } from '../../alerts/alert.ts';
import { SEVERITIES } from '../../alerts/settings.ts';
import { dashboards } from '../../dashboards/index.ts';
import { type SiteAlert, siteAlerts } from '../catalogue.ts';
import type { Plan } from '../contacts/plan.ts';
import { renderMarkdown } from '../markdown.ts';
import type { Settings } from '../settings.ts';
import type { Bundle } from '../write.ts';
import { alertsPage, toldBy } from './alerts-page.ts';
import { contactsPage } from './contacts-page.ts';
import { metricsPage } from './metrics-page.ts';
import { settingsPage } from './settings-page.ts';

/**
 * `docs/`: a runbook for each alert, the list of alerts, who is told, the references of metrics and settings, and how to
 * install.
 */
export function docsFiles(plan: Plan, settings: Settings): Bundle {
  const site = siteAlerts(settings);
  const pages = new Set(site.map(({ name }) => name));
  return new Map([
    ...site.map((alert) => [`docs/runbooks/${alert.name}.md`, runbookPage(plan, alert, pages)] as const),
    ['docs/alerts.md', alertsPage(plan, settings)],
    ['docs/contacts.md', contactsPage(plan)],
    ['docs/metrics.md', metricsPage()],
    ['docs/settings.md', settingsPage()],
    ['docs/kubernetes.md', kubernetesPage(settings)],
  ]);
}

function kubernetesPage({ kubernetes: { namespace, prometheusLabels, exporter } }: Settings): string {
  const labels = Object.entries(prometheusLabels).map(([name, value]) => `\`${name}: ${value}\``);
  return renderMarkdown('kubernetes', {
    namespace,
    image: exporter.image,
    secret: exporter.secret,
    labels: labels.length === 0 ? 'none' : labels.join(', '),
  });
}

function runbookPage(plan: Plan, site: SiteAlert, pages: ReadonlySet<string>): string {
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
    told: toldBy(plan, site),
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
