import type { Bundle } from '../../kit/bundle-folder.ts';
import { renderMarkdown } from '../../kit/markdown.ts';
import type { Site } from '../../site.ts';
import type { Settings } from '../../site-settings.ts';
import { alertsPage } from './alerts-page.ts';
import { contactsPage } from './contacts-page.ts';
import { metricsPage } from './metrics-page.ts';
import { runbooks } from './runbooks.ts';
import { settingsPage } from './settings-page.ts';

/**
 * `docs/`: a runbook for each alert, the list of alerts, who is told, the references of metrics and settings, and how to
 * install.
 */
export function docsFiles(site: Site): Bundle {
  return new Map([
    ...runbooks(site),
    ['docs/alerts.md', alertsPage(site)],
    ['docs/contacts.md', contactsPage(site.plan)],
    ['docs/metrics.md', metricsPage()],
    ['docs/settings.md', settingsPage()],
    ['docs/kubernetes.md', kubernetesPage(site.settings)],
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
