import { z } from 'zod';

/** Exporters besides our own that panels read, and how to tell their metrics. */
const METRICS = {
  portworx: /^px_/,
  etcd: /^etcd_(?!backup_)/,
  'kube-state-metrics': /^(?:kube|portworx)_/,
  'node-exporter': /^(?:node|kairos|etcd_backup)_/,
  metallb: /^metallb_/,
  alertmanager: /^alertmanager_/,
  prometheus: /^prometheus_/,
} as const;

export type ScrapedSource = keyof typeof METRICS;

export const SCRAPED_SOURCES = Object.keys(METRICS) as readonly ScrapedSource[];

/** What of the site decides about which panels there are. */
export const dashboardSettings = z.strictObject({
  sources: z
    .array(z.enum(SCRAPED_SOURCES))
    .default([...SCRAPED_SOURCES])
    .describe(
      'What Prometheus scrapes besides palette-exporter; panels that read something else are left out of the dashboards.',
    ),
  targetVariables: z
    .boolean()
    .default(false)
    .describe(
      'Whether the dashboards let people choose among jobs and instances: of use where several exporters are scraped.',
    ),
});

/** Names of metrics in an expression, a pattern of names included. */
const NAME = /\b[a-z]\w*(?=\{|\.\*|$)/g;

/** The source of the metrics that an expression reads and that the site does not scrape; undefined: it can be answered. */
export function missingSource(expr: string, sources: readonly ScrapedSource[]): ScrapedSource | undefined {
  const names = expr.match(NAME) ?? [];
  return SCRAPED_SOURCES.find(
    (source) => !sources.includes(source) && names.some((name) => METRICS[source].test(name)),
  );
}
