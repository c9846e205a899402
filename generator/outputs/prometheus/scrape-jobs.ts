import type { Settings } from '../../site-settings.ts';

/** What the exporter serves on `/metrics` only: itself, and nothing of a source. */
const OWN_FAMILIES = [
  'palette_exporter_build_info',
  'palette_exporter_config_.+',
  'palette_exporter_requests_total',
  'palette_exporter_throttle_wait_seconds_total',
  'process_.+',
  'nodejs_.+',
];

/**
 * The scrape jobs of a Prometheus of its own. With a target for each source (`/sd` lists them, `/probe` serves them), a
 * Palette or host has its own line on Prometheus' target page; nothing is stored twice, since `/metrics` then gives the
 * exporter itself only. With one target, everything comes from `/metrics`, which is compressed once and not per scrape:
 * better for fleets of many thousand series.
 */
export function scrapeConfigs({ prometheus }: Settings): readonly object[] {
  const { scrapeTarget, listen, alertmanager, targets } = prometheus;
  const exporter = { job_name: 'palette-exporter', static_configs: [{ targets: [scrapeTarget] }] };
  const watched = [
    { job_name: 'prometheus', static_configs: [{ targets: [listen] }] },
    { job_name: 'alertmanager', static_configs: [{ targets: [alertmanager] }] },
  ];
  if (targets === 'exporter') return [exporter, ...watched];
  const ownOnly = { source_labels: ['__name__'], regex: OWN_FAMILIES.join('|'), action: 'keep' };
  return [
    { ...exporter, metric_relabel_configs: [ownOnly] },
    {
      job_name: 'palette-sources',
      http_sd_configs: [{ url: `http://${scrapeTarget}/sd`, refresh_interval: '1m' }],
    },
    ...watched,
  ];
}
