import { renderMarkdown } from '../../kit/markdown.ts';
import type { Site } from '../../site.ts';
import { CONFIG_SECRET, needsWholeConfiguration } from '../../site-notes.ts';
import { CONTACT_SECRET, contactSecretKeys } from '../kubernetes/operator-routing.ts';
import { unmountedFiles } from '../kubernetes/stack-values.ts';

/** The page about the ways to bring the routing into an Alertmanager or a Grafana, and whom each suits. */
export function installPathsPage(site: Site): string {
  const { namespace, prometheusLabels, alertmanager } = site.settings.kubernetes;
  const labels = Object.entries(prometheusLabels).map(([name, value]) => `\`${name}: ${value}\``);
  return renderMarkdown('install-paths', {
    namespace,
    alertmanagerNamespace: alertmanager.namespace,
    configSecret: CONFIG_SECRET,
    contactSecret: CONTACT_SECRET,
    secretKeys: contactSecretKeys(site),
    unmounted: unmountedFiles(site),
    whole: needsWholeConfiguration(site),
    strategy: alertmanager.matcherStrategy,
    labels: labels.length === 0 ? 'none' : labels.join(', '),
  });
}
