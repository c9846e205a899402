import type { Bundle } from '../../kit/bundle-folder.ts';
import { renderMarkdown } from '../../kit/markdown.ts';
import type { Site } from '../../site.ts';
import { CONFIG_SECRET, needsWholeConfiguration } from '../../site-notes.ts';
import { alertsPage } from './alerts-page.ts';
import { contactFilesPage } from './contact-files-page.ts';
import { contactsPage } from './contacts-page.ts';
import { installPathsPage } from './install-paths-page.ts';
import { metricsPage } from './metrics-page.ts';
import { oncallPage } from './oncall-page.ts';
import { runbooks } from './runbooks.ts';
import { settingsPage } from './settings-page.ts';

/**
 * `docs/`: a runbook for each alert, the list of alerts, who is told, whose turn it is, the references of metrics and settings, how to
 * install, and which way of routing suits whom.
 */
export function docsFiles(site: Site): Bundle {
  return new Map([
    ...runbooks(site),
    ['docs/alerts.md', alertsPage(site)],
    ['docs/contacts.md', contactsPage(site)],
    ...oncallPage(site),
    ['docs/contact-files.md', contactFilesPage()],
    ['docs/metrics.md', metricsPage()],
    ['docs/settings.md', settingsPage()],
    ['docs/kubernetes.md', kubernetesPage(site)],
    ['docs/install-paths.md', installPathsPage(site)],
  ]);
}

function kubernetesPage(site: Site): string {
  const { namespace, prometheusLabels, exporter, alertmanager } = site.settings.kubernetes;
  const labels = Object.entries(prometheusLabels).map(([name, value]) => `\`${name}: ${value}\``);
  return renderMarkdown('kubernetes', {
    namespace,
    image: exporter.image,
    secret: exporter.secret,
    alertmanagerNamespace: alertmanager.namespace,
    configSecret: CONFIG_SECRET,
    whole: needsWholeConfiguration(site),
    labels: labels.length === 0 ? 'none' : labels.join(', '),
  });
}
