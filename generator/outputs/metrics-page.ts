import { catalogue } from '../../exporter/catalogue.ts';
import { renderMarkdown, verbatim } from '../markdown.ts';

/** The metric reference: every metric of the exporter, by the collector that fills it. */
export function metricsPage(): string {
  const groups = new Map<string, { name: string; describes: string; metrics: object[] }>();
  for (const { collector, sourceLabels, ...metric } of catalogue) {
    const name = collector?.name ?? 'The exporter itself';
    const describes =
      collector === undefined
        ? 'Health of the monitoring.'
        : `${collector.describes} Every ${collector.every}.`;
    const group = groups.get(name) ?? { name, describes, metrics: [] };
    group.metrics.push({
      name: metric.name,
      type: metric.type,
      labels: [...sourceLabels, ...metric.labels].map((label) => `\`${label}\``).join(', '),
      per: verbatim(metric.per),
      stability: metric.stability,
      help: verbatim(metric.help),
    });
    groups.set(name, group);
  }
  return renderMarkdown('metrics', {
    groups: [...groups.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
  });
}
