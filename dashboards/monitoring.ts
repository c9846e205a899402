import { defineDashboard } from './kit/dashboard.ts';
import {
  anyIsBad,
  anyIsWorthALook,
  below,
  from,
  plain,
  words,
  yesIsBad,
  yesIsGood,
  zeroOrOne,
} from './kit/levels.ts';
import { howMany, inWords } from './kit/panels.ts';
import { age, chosen, seconds, shown } from './kit/queries.ts';
import { deliveryStates, reasons } from './kit/state-levels.ts';
import { palette } from './kit/variables.ts';

const JOB = 'source, collector, shard';
const sources = `max by (palette) (${chosen('palette_up')}) or max by (edge_host) (${shown('palette_localui_up')})`;

export const monitoring = defineDashboard(({ settings: { thresholds }, contactGaps }) => ({
  uid: 'palette-monitoring',
  title: 'Palette monitoring itself',
  description: 'Can what the other dashboards show be trusted, and do alerts reach people?',
  tags: ['palette'],
  from: 'now-6h',
  targets: ['palette_exporter_collector_up', 'alertmanager_build_info', 'prometheus_build_info'],
  variables: [palette],
  rows: [
    {
      title: 'Can it be trusted, and do alerts reach people?',
      panels: [
        {
          kind: 'stat',
          title: 'Sources down',
          description: 'Palettes and Local UIs that do not answer the exporter.',
          unit: 'none',
          query: { expr: `count((${sources}) == 0) or 0 * count(${sources})` },
          thresholds: anyIsBad,
          empty: 'No exporter',
        },
        howMany(
          'Collectors failed',
          'Collectors whose last run failed although their source has what they read.',
          `max by (${JOB}) (${shown('palette_exporter_collector_up')}) == 0 unless on (${JOB}) ${shown('palette_exporter_collector_supported')} == 0`,
          anyIsWorthALook,
        ),
        {
          kind: 'stat',
          title: 'Oldest data',
          description: 'Age of the oldest data in intervals of its collector. One is normal.',
          unit: 'suffix: intervals',
          query: { expr: `max(${missed()})` },
          thresholds: from(thresholds.dataStaleIntervals, 'bad'),
          empty: 'No exporter',
        },
        {
          kind: 'stat',
          title: 'Clocks apart',
          description:
            'How far the clocks of Palette and of the exporter are apart; ages are wrong by as much.',
          unit: 's',
          query: {
            expr: `abs(max by (palette) (${chosen('palette_clock_offset_seconds')}))`,
            legend: '{{palette}}',
          },
          thresholds: from(seconds(thresholds.clockOffset), 'bad'),
          empty: 'Not known',
        },
        {
          kind: 'stat',
          title: 'Own key left',
          description: 'Time until the API key of the exporter expires; then it is blind.',
          unit: 's',
          query: {
            expr: `min by (palette) (${chosen('palette_own_api_key_expiry_timestamp_seconds')}) - time()`,
            legend: '{{palette}}',
          },
          thresholds: below(seconds(thresholds.keyUrgent)),
          empty: 'Never, or not known',
        },
        {
          kind: 'stat',
          title: 'Failed to notify',
          description:
            'Notifications that Alertmanager could not deliver within the time shown. Nobody heard these.',
          unit: 'none',
          query: {
            expr: `sum(increase(${shown('alertmanager_notifications_failed_total')}[$__range]))`,
          },
          counts: true,
          thresholds: anyIsBad,
          empty: 'No Alertmanager',
        },
        howMany(
          'Channels failed',
          'Alert channels of Palette itself whose last alert was not delivered.',
          `max by (palette, channel_uid) (${chosen('palette_alert_channel_last_delivery_success')} or ${chosen('palette_system_alert_channel_last_delivery_success')}) == 0`,
          anyIsBad,
        ),
      ],
    },
    {
      title: 'What happened?',
      panels: [
        {
          kind: 'timeline',
          title: 'Collectors that failed',
          description: 'When runs of collectors failed. A gap means that they went well.',
          query: {
            expr: `max by (${JOB}) (${shown('palette_exporter_collector_outcome', 'reason!~"ok|not_found"')})`,
            legend: '{{source}} {{collector}}',
          },
          mappings: [{ value: '1', text: 'Failed', level: 'bad' }],
          empty: 'No run failed',
        },
        {
          kind: 'graph',
          title: 'Why runs failed',
          description: 'Collectors by the reason of their last failure, and those on standby because of it.',
          unit: 'none',
          queries: [
            {
              expr: `count by (reason) (max by (${JOB}, reason) (${shown('palette_exporter_collector_outcome', 'reason!="ok"')}))`,
              legend: '{{reason}}',
            },
          ],
          stacked: true,
          states: reasons,
          min: 0,
          empty: 'No run failed',
        },
        {
          kind: 'graph',
          title: 'Notifications',
          description: 'Notifications an hour that Alertmanager sent, and those that failed, by way.',
          unit: 'none',
          queries: [
            {
              expr: `3600 * sum by (integration) (rate(${shown('alertmanager_notifications_total')}[$__rate_interval]))`,
              legend: '{{integration}}',
            },
            {
              expr: `3600 * sum by (integration) (rate(${shown('alertmanager_notifications_failed_total')}[$__rate_interval]))`,
              legend: '{{integration}} failed',
            },
          ],
          min: 0,
          empty: 'No Alertmanager',
        },
        {
          kind: 'graph',
          title: 'Alerts in Alertmanager',
          description:
            'Alerts that Alertmanager holds: active ones, and suppressed by a silence or inhibition.',
          unit: 'none',
          queries: [
            // Each replica holds all of them.
            { expr: `max by (state) (${shown('alertmanager_alerts')})`, legend: '{{state}}' },
            { expr: `max(${shown('alertmanager_silences', 'state="active"')})`, legend: 'silences' },
          ],
          states: deliveryStates,
          min: 0,
          empty: 'No Alertmanager',
        },
      ],
    },
    {
      title: 'Collectors',
      collapsed: true,
      panels: [
        {
          kind: 'table',
          title: 'Collectors, oldest data first',
          description: 'What each collector does. Data older than its interval by far is not to be trusted.',
          height: 12,
          lines: `max by (collector_of, source, collector) (${named(`(${missed()})`)})`,
          by: 'collector_of',
          columns: [
            { title: 'Source', label: 'source' },
            { title: 'Collector', label: 'collector' },
            { title: 'Intervals old', unit: 'none', thresholds: from(thresholds.dataStaleIntervals, 'bad') },
            {
              title: 'Last run',
              label: 'reason',
              expr: `max by (collector_of, reason) (${named(shown('palette_exporter_collector_outcome'))})`,
              mappings: words(reasons),
            },
            {
              title: 'Supported',
              expr: ofCollector('palette_exporter_collector_supported'),
              mappings: yesIsGood,
            },
            {
              title: 'Interval',
              expr: ofCollector('palette_exporter_collector_interval_seconds'),
              unit: 's',
            },
            { title: 'Took', expr: ofCollector('palette_exporter_collector_duration_seconds'), unit: 's' },
            { title: 'Requests', expr: ofCollector('palette_exporter_collector_requests'), unit: 'none' },
            { title: 'Series', expr: ofCollector('palette_exporter_collector_series'), unit: 'none' },
            {
              title: 'Not readable',
              expr: ofCollector('palette_exporter_collector_lost_items'),
              unit: 'none',
              thresholds: from(1, 'watch'),
            },
          ],
          sortBy: 'Intervals old',
          worst: true,
          empty: 'No exporter',
        },
      ],
    },
    {
      title: 'Requests and budgets',
      collapsed: true,
      panels: [
        {
          kind: 'graph',
          title: 'Requests by answer',
          description: 'Requests a second to each source, by status.',
          unit: 'reqps',
          queries: [
            {
              expr: `sum by (source, code) (rate(${shown('palette_exporter_requests_total')}[$__rate_interval]))`,
              legend: '{{source}} {{code}}',
            },
          ],
          stacked: true,
          min: 0,
          empty: 'No exporter',
        },
        {
          kind: 'graph',
          title: 'Waiting for the budget',
          description:
            'Share of the time that requests wait for their turn. High values mean that intervals are stretched.',
          unit: 'percentunit',
          queries: [
            {
              expr: `topk(10, sum by (source, prefix) (rate(${shown('palette_exporter_throttle_wait_seconds_total')}[$__rate_interval])))`,
              legend: '{{source}} {{prefix}}',
            },
          ],
          min: 0,
          empty: 'No request ever waited',
        },
        {
          kind: 'graph',
          title: 'Series',
          description: 'Series that the exporter serves, by source.',
          unit: 'none',
          queries: [
            {
              expr: `sum by (source) (max by (${JOB}) (${shown('palette_exporter_collector_series')}))`,
              legend: '{{source}}',
            },
          ],
          stacked: true,
          min: 0,
          empty: 'No exporter',
        },
        {
          kind: 'graph',
          title: 'Rows left out',
          description:
            'Rows a minute that did not have the expected shape. After an upgrade of Palette: update the exporter.',
          unit: 'none',
          queries: [
            {
              expr: `60 * topk(10, sum by (${JOB}) (rate(${shown('palette_exporter_collector_dropped_rows_total')}[$__rate_interval])))`,
              legend: '{{source}} {{collector}}',
            },
          ],
          min: 0,
          empty: 'No exporter',
        },
        inWords(
          'Configuration',
          'Whether the exporter accepted its configuration when it was last told to read it again.',
          {
            expr: `min by (instance) (${shown('palette_exporter_config_last_reload_successful')})`,
            legend: '{{instance}}',
          },
          zeroOrOne(['Rejected', 'bad'], ['In force', 'good']),
          'No configuration file',
        ),
        inWords(
          'Not verified',
          'Whether the exporter sends its login to whoever answers in the place of a Local UI. Pin the certificate.',
          {
            expr: `max by (edge_host) (${shown('palette_localui_tls_verification_skipped')})`,
            legend: '{{edge_host}}',
          },
          yesIsBad,
          'No Local UI is watched',
        ),
        {
          kind: 'table',
          title: 'Exporters',
          description: 'Exporters that run, and their versions.',
          width: 16,
          height: 4,
          lines: `count by (version, node_version) (${shown('palette_exporter_build_info')})`,
          columns: [
            { title: 'Version', label: 'version' },
            { title: 'Node', label: 'node_version' },
            { title: 'Exporters', unit: 'none' },
          ],
          sortBy: 'Version',
          empty: 'No exporter',
        },
        {
          kind: 'graph',
          title: 'Memory of the exporters',
          description: 'Memory that each exporter uses.',
          unit: 'bytes',
          height: 6,
          queries: [
            {
              expr: `max by (instance) (${shown('process_resident_memory_bytes')} and on (instance) ${shown('palette_exporter_build_info')})`,
              legend: '{{instance}}',
            },
          ],
          min: 0,
          empty: 'No exporter',
        },
      ],
    },
    {
      title: 'Alert delivery',
      collapsed: true,
      panels: [
        {
          kind: 'stat',
          title: 'Alertmanagers',
          description: 'Alertmanagers that Prometheus sends its alerts to.',
          unit: 'none',
          query: { expr: `min(${shown('prometheus_notifications_alertmanagers_discovered')})` },
          thresholds: below(1),
          empty: 'No Prometheus',
        },
        {
          kind: 'stat',
          title: 'Failing rules',
          description: 'Evaluations of rules that failed within the time shown.',
          unit: 'none',
          query: {
            expr: `max(sum by (instance) (increase(${shown('prometheus_rule_evaluation_failures_total')}[$__range])))`,
          },
          counts: true,
          thresholds: anyIsBad,
          empty: 'No Prometheus',
        },
        {
          kind: 'stat',
          title: 'Alertmanager',
          description: 'Whether the last configuration was accepted. If not, the old one is in force.',
          unit: 'none',
          query: { expr: `min(${shown('alertmanager_config_last_reload_successful')})` },
          mappings: [
            { value: '0', text: 'Rejected', level: 'bad' },
            { value: '1', text: 'In force', level: 'good' },
          ],
          empty: 'No Alertmanager',
        },
        {
          kind: 'text',
          title: 'Contact coverage',
          description: 'What the contact table left open when the bundle was generated.',
          width: 12,
          height: 4,
          markdown: contactGaps,
        },
        {
          kind: 'table',
          title: 'Alert channels of Palette',
          description:
            'Where Palette itself sends alerts, how many addresses, and whether the last one arrived.',
          width: 16,
          height: 8,
          lines: `max by (channel_uid, project, component, type) (${chosen('palette_alert_channel_active')})`,
          by: 'channel_uid',
          columns: [
            { title: 'Project', label: 'project' },
            { title: 'About', label: 'component' },
            { title: 'Way', label: 'type' },
            { title: 'Active', mappings: yesIsGood },
            { title: 'Addresses', expr: ofChannel('palette_alert_channel_recipients'), unit: 'none' },
            {
              title: 'Last delivery',
              expr: age(ofChannel('palette_alert_channel_last_delivery_timestamp_seconds')),
              unit: 's',
            },
            {
              title: 'Arrived',
              expr: ofChannel('palette_alert_channel_last_delivery_success'),
              mappings: [
                { value: '0', text: 'No', level: 'bad' },
                { value: '1', text: 'Yes', level: 'good' },
              ],
            },
          ],
          sortBy: 'Project',
          empty: 'Palette alerts nobody',
        },
        {
          kind: 'bars',
          title: 'Notifications in Palette',
          description: 'The newest notifications of Palette that nobody has acknowledged, by type.',
          width: 8,
          unit: 'none',
          query: {
            expr: `sum by (type, action) (max by (palette, type, action, kind, done, acknowledged, information) (${chosen('palette_notifications', 'acknowledged="false"')}))`,
            legend: '{{type}} {{action}}',
          },
          thresholds: plain,
          empty: 'All acknowledged',
        },
      ],
    },
  ],
}));

/** Age of the data of each collector in intervals of it; what never succeeded is as old as can be. */
function missed(): string {
  const last = `max by (${JOB}) (${shown('palette_exporter_collector_last_success_timestamp_seconds')})`;
  const tried = `max by (${JOB}) (${shown('palette_exporter_collector_up')})`;
  const unsupported = `${shown('palette_exporter_collector_supported')} == 0`;
  const age = `time() - (${last} or 0 * (${tried} unless on (${JOB}) ${unsupported}))`;
  return `clamp_max((${age}) / max by (${JOB}) (${shown('palette_exporter_collector_interval_seconds')}), ${OLDEST})`;
}

/** Intervals after which it does not matter how many more. */
const OLDEST = 9999;

/** One label instead of two, since lines of a table are joined by one. */
function named(expr: string): string {
  return `label_join(${expr}, "collector_of", "/", "source", "collector")`;
}

function ofCollector(metric: string): string {
  return `max by (collector_of) (${named(shown(metric))})`;
}

function ofChannel(metric: string): string {
  return `max by (channel_uid) (${chosen(metric)})`;
}
