import { COMPONENTS, type Component, SOURCES } from '../../alerts/alert.ts';
import { reliedOn } from '../../alerts/relied-on.ts';
import { SEVERITIES } from '../../alerts/settings.ts';
import { dashboards } from '../../dashboards/index.ts';
import { byComponent, routingLabels, type SiteAlert, siteAlerts } from '../catalogue.ts';
import { ruleFor } from '../contacts/match.ts';
import type { Plan } from '../contacts/plan.ts';
import { stepText } from '../contacts/words.ts';
import { renderMarkdown, verbatim } from '../markdown.ts';
import type { Settings } from '../settings.ts';
import type { Bundle } from '../write.ts';
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
    ['docs/alerts.md', alertsPage(plan, site, settings)],
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
    told: told(plan, site),
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

function alertsPage(plan: Plan, site: readonly SiteAlert[], settings: Settings): string {
  const components = byComponent(site).map(([component, alerts]) => ({
    title: COMPONENTS[component],
    alerts: alerts.map((alert) => ({
      name: alert.name,
      severity: alert.severity,
      for: alert.for,
      keeps: alert.keepFiringFor,
      summary: alert.alert.summary,
      thresholds: alert.alert.thresholds
        .map((threshold) => `\`${threshold}\` ${settings.thresholds[threshold]}`)
        .join(', '),
      source: verbatim(SOURCES[alert.alert.source]),
      told: told(plan, alert),
    })),
  }));
  return renderMarkdown('alerts', {
    severities: Object.entries(SEVERITIES).map(([name, meaning]) => ({ name, meaning })),
    components,
    reliedOn: Object.entries(reliedOn).map(([component, names]) => ({
      title: COMPONENTS[component as Component],
      names: names.join(', '),
    })),
  });
}

function told(plan: Plan, site: SiteAlert): string {
  const rule = ruleFor(plan, routingLabels(site));
  return rule === undefined ? 'nobody' : verbatim(rule.steps.map(stepText).join('; '));
}
