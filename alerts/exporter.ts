import { defineAlert } from './alert.ts';
import { maxBy, ours } from './promql.ts';

const identity = ['source', 'collector'];
const ofCollector = 'source="pma",collector="clusters"';

export const paletteExporterDataStale = defineAlert({
  name: 'PaletteExporterDataStale',
  component: 'exporter',
  severity: 'warning',
  // A source that does not answer at all has an alert of its own.
  expr: (settings) => {
    const last = maxBy(
      settings,
      identity,
      ours(settings, 'palette_exporter_collector_last_success_timestamp_seconds'),
    );
    const interval = maxBy(settings, identity, ours(settings, 'palette_exporter_collector_interval_seconds'));
    const down = ['palette', 'edge_host'].map((label) => {
      const up = ours(settings, label === 'palette' ? 'palette_up' : 'palette_localui_up');
      return `label_replace(${up} == 0, "source", "$1", "${label}", "(.+)")`;
    });
    const allowed = `clamp_min(${settings.thresholds.dataStaleIntervals} * ${interval}, 300)`;
    return `time() - ${last} > ${allowed} unless on (source) (${down.join(' or ')})`;
  },
  for: '5m',
  summary: 'The exporter shows old data.',
  description:
    'Collector {{ $labels.collector }} of source {{ $labels.source }} last succeeded {{ $value | humanizeDuration }} ago.',
  runbook: {
    meaning:
      'The source answers, but one of the collectors has not had a complete run for several intervals.',
    impact: 'What this collector tells is old, and its series vanish soon. Alerts that use them cannot fire.',
    diagnosis: `1. Status page of the exporter (\`/\`): the reason of the last failure of this collector.
2. \`forbidden\`: the role of the API key lacks a permission; \`palette-exporter doctor --config FILE\` names it.
3. \`rate_limited\`: something else uses up the request budget of this address.
4. \`parse\`: Palette was upgraded and answers differently; the log of the exporter names the field.
5. \`timeout\` or \`server_error\`: Palette itself is slow; look at its pods.`,
    mitigation:
      'Give the API key the missing permission, lower the request rate of other clients, or lengthen the interval of ' +
      'the collector. For `parse` update the exporter.',
  },
  dashboard: 'palette-overview',
  identity,
  tests: {
    firing: {
      series: {
        [`palette_exporter_collector_last_success_timestamp_seconds{${ofCollector}}`]: '0x40',
        [`palette_exporter_collector_interval_seconds{${ofCollector}}`]: '60x40',
        'palette_up{palette="pma"}': '1x40',
      },
      at: '12m',
      labels: { source: 'pma', collector: 'clusters' },
      description: 'Collector clusters of source pma last succeeded 12m 0s ago.',
    },
    quiet: {
      series: {
        [`palette_exporter_collector_last_success_timestamp_seconds{${ofCollector}}`]: '0x40',
        [`palette_exporter_collector_interval_seconds{${ofCollector}}`]: '60x40',
        'palette_up{palette="pma"}': '0x40',
      },
      at: '30m',
    },
    resolved: {
      series: {
        [`palette_exporter_collector_last_success_timestamp_seconds{${ofCollector}}`]: '0x14 900x10',
        [`palette_exporter_collector_interval_seconds{${ofCollector}}`]: '60x40',
        'palette_up{palette="pma"}': '1x40',
      },
      at: '16m',
    },
  },
});

export const exporterAlerts = [paletteExporterDataStale];
