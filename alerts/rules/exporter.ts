import { type AlertTests, defineAlerts, type Series } from '../kit/alert.ts';
import { countBy, maxBy, minBy, onSame, ours } from '../kit/promql.ts';
import { turns } from '../kit/proof.ts';
import { LOCAL_HOST, PALETTE, SOURCE, series, subject } from '../kit/subjects.ts';
import { unlessAway } from '../kit/unless-away.ts';

const COLLECTOR = SOURCE.with({ collector: 'clusters' });
const UNKNOWN = COLLECTOR.with({ field: 'status.state' });
/** What a collector tells of itself holds for its shard, where several exporters share the work: another is no proof. */
const BY_SHARD = [...COLLECTOR.identity, 'shard'];
const IN_SHARD = '{{ with $labels.shard }} (shard {{ . }}){{ end }}';
const EXPORTER = subject({ instance: '192.0.2.9:9877' });
const REFUSED = 'reason=~"unauthorized|forbidden"';
const LIMITED = SOURCE.of('palette_exporter_requests_total', { prefix: '/v1/x', code: '429' });

export const exporterAlerts = defineAlerts('exporter', {
  PaletteExporterAbsent: {
    severity: 'critical',
    source: 'exporter',
    expr: (settings) => `absent(${ours(settings, 'palette_exporter_build_info')}) == 1`,
    for: '10m',
    summary: 'Prometheus receives nothing from palette-exporter.',
    description:
      'palette-exporter does not answer Prometheus{{ with $labels.job }} as job {{ . }}{{ end }}: nothing of Palette is watched.',
    runbook: {
      meaning:
        'No metrics of palette-exporter have arrived for ten minutes: it does not run, or Prometheus does not reach it.',
      impact: 'Palette, its clusters and hosts are not watched. No other alert of this catalogue can fire.',
      diagnosis: `1. Prometheus, **Status > Targets**: is there a target palette-exporter, what is its error?
2. No target: the ServiceMonitor and its label (\`kubectl get servicemonitors --all-namespaces -l release\`), or the scrape configuration.
3. \`kubectl --namespace <namespace> get pods -l app.kubernetes.io/name=palette-exporter\`, its log; elsewhere
   \`systemctl status palette-exporter\`.`,
      mitigation:
        'Start the exporter or correct its configuration (the log names the line). `palette-exporter doctor --config FILE` checks it.',
    },
    tests: turns(
      subject({}),
      '10m',
      { [series('palette_exporter_build_info', { version: '1' })]: [1, '_'] },
      {
        description: 'palette-exporter does not answer Prometheus: nothing of Palette is watched.',
      },
    ),
  },

  PaletteExporterShardAbsent: {
    severity: 'critical',
    source: 'exporter',
    expr: (settings) => {
      const shards = ours(settings, 'palette_exporter_shards');
      const there = countBy(settings, [], countBy(settings, ['shard'], shards));
      return `${maxBy(settings, [], shards)} - ${there} > 0`;
    },
    for: '10m',
    summary: 'Some of the exporters that share the work are not there.',
    description:
      'Of the exporters that share the work {{ $value }} do not answer Prometheus: their part is not watched.',
    runbook: {
      meaning:
        'The exporters say that there are more of them than Prometheus hears of, for ten minutes: one does not run, or ' +
        'Prometheus does not reach it, or does not ask it.',
      impact:
        'Its clusters, hosts, machines and Local UIs are not watched, and nothing else says so. Without shard 0 the tenant as a ' +
        'whole and the system console are not watched either.',
      diagnosis: `1. Which? \`count by (shard, instance) (palette_exporter_shards)\`: the numbers begin with 0.
2. Prometheus, **Status > Targets**: is each of the exporters a target, what is its error?
3. \`kubectl --namespace <namespace> get pods -l app.kubernetes.io/name=palette-exporter\`, the log of the one that is missing.
4. Do all of them have the same \`shard.of\`, or \`PALETTE_EXPORTER_SHARDS\`? The largest counts.`,
      mitigation:
        'Start the missing exporter. For fewer of them give all the smaller number and restart them; do not leave one out.',
    },
    tests: shardTests(),
  },

  PaletteSourceVanished: {
    severity: 'critical',
    source: 'palette',
    expr: (settings) => {
      const up = ours(settings, 'palette_up');
      const before = maxBy(settings, PALETTE.identity, `max_over_time(${up}[1d])`);
      return (
        `${before} >= 0 unless on (palette) ${up} ` +
        `and on () ${ours(settings, 'palette_exporter_build_info')}`
      );
    },
    for: '15m',
    summary: 'Prometheus receives nothing about a Palette any more.',
    description:
      'Nothing arrives about Palette {{ $labels.palette }} any more, although an exporter runs: it is not watched.',
    runbook: {
      meaning:
        'An exporter told of this Palette within the last day, up or down, and now none does, while others run: the exporter of ' +
        'this Palette has ended, Prometheus does not reach it or does not ask for this source, or it was taken out of the ' +
        'configuration.',
      impact: 'This Palette, its clusters and hosts are not watched.',
      diagnosis: `1. Prometheus, **Status > Targets**: is a target of palette-exporter down, or missing?
2. Is the source still on the status page of its exporter (\`/\`), and in \`/sd\`?
3. \`kubectl --namespace <namespace> get pods -l app.kubernetes.io/name=palette-exporter\`, its log.`,
      mitigation:
        'Start the exporter, or correct the scrape configuration. When this Palette was taken out on purpose, silence the alert; ' +
        'it ends after a day.',
    },
    tests: vanishedTests(),
  },

  PaletteExporterDataStale: {
    severity: 'warning',
    source: 'exporter',
    identity: BY_SHARD,
    thresholds: ['dataStaleIntervals'],
    // When a source is back, its collectors follow one after the other, as the request budget allows.
    expr: (settings) => {
      const last = maxBy(
        settings,
        BY_SHARD,
        ours(settings, 'palette_exporter_collector_last_success_timestamp_seconds'),
      );
      const interval = maxBy(
        settings,
        BY_SHARD,
        ours(settings, 'palette_exporter_collector_interval_seconds'),
      );
      const allowed = `clamp_min(${settings.thresholds.dataStaleIntervals} * ${interval}, 300)`;
      return `time() - ${last} > ${allowed} ${unlessAway(settings, '30m')}`;
    },
    for: '5m',
    summary: 'The exporter shows old data.',
    description: `Collector {{ $labels.collector }} of source {{ $labels.source }}${IN_SHARD} last succeeded {{ $value | humanizeDuration }} ago.`,
    runbook: {
      meaning:
        'The source has answered for half an hour and longer, but one of the collectors has not had a complete run for ' +
        'several intervals.',
      impact:
        'What this collector tells is old, and its series vanish soon. Alerts that use them cannot fire.',
      diagnosis: `1. Status page of the exporter (\`/\`): the reason of the last failure of this collector, or
   \`palette_exporter_collector_outcome{source="<source>",collector="<collector>"}\`.
2. \`forbidden\`: the role of the API key lacks a permission; \`palette-exporter doctor --config FILE\` names it.
3. \`rate_limited\`: something else uses up the request budget of this address.
4. \`parse\`: Palette was upgraded and answers differently; the log of the exporter names the field.
5. \`timeout\` or \`server_error\`: Palette itself is slow; look at its pods.`,
      mitigation:
        'Give the API key the missing permission, lower the request rate of other clients, or lengthen the interval of ' +
        'the collector. For `parse` update the exporter.',
    },
    tests: dataStaleTests(),
  },

  PaletteExporterNoData: {
    severity: 'warning',
    source: 'exporter',
    identity: BY_SHARD,
    expr: (settings) => {
      const up = maxBy(settings, BY_SHARD, ours(settings, 'palette_exporter_collector_up'));
      const had = ours(settings, 'palette_exporter_collector_last_success_timestamp_seconds');
      const lacks = `${ours(settings, 'palette_exporter_collector_supported')} == 0`;
      const refused = ours(settings, 'palette_exporter_collector_outcome', REFUSED);
      const others = [had, lacks, refused].map((other) => `unless ${onSame(settings, BY_SHARD)} ${other}`);
      return `${up} == 0 ${others.join(' ')} ${unlessAway(settings, '30m')}`;
    },
    for: '30m',
    summary: 'A collector has not succeeded since the exporter was started.',
    description: `Collector {{ $labels.collector }} of source {{ $labels.source }}${IN_SHARD} has never succeeded since the exporter was started.`,
    runbook: {
      meaning:
        'The source answers, but this collector has failed from the first run on: often after an upgrade of Palette or of ' +
        'the exporter. Refusals are told by PaletteExporterForbidden.',
      impact: 'What this collector would tell is missing. Alerts that use it cannot fire.',
      diagnosis: `1. \`palette_exporter_collector_outcome{source="<source>",collector="<collector>"}\`, the status page of the exporter (\`/\`).
2. \`palette-exporter doctor --config FILE\` tries each collector and says what came back.
3. \`parse\`: Palette answers otherwise than the exporter expects; the log names the field.`,
      mitigation: 'Follow the reason, as in PaletteExporterDataStale.',
    },
    tests: neverTests(),
  },

  PaletteExporterItemsLost: {
    severity: 'warning',
    source: 'exporter',
    identity: BY_SHARD,
    expr: (settings) =>
      `${maxBy(settings, BY_SHARD, ours(settings, 'palette_exporter_collector_lost_items'))} > 0 ` +
      `unless ${onSame(settings, BY_SHARD)} ${ours(settings, 'palette_exporter_collector_up')} == 0 ${unlessAway(settings, '30m')}`,
    for: '30m',
    summary: 'The exporter shows nothing about some clusters or hosts.',
    description: `Collector {{ $labels.collector }} of source {{ $labels.source }}${IN_SHARD} has lost what it knew about {{ $value }} of its clusters or hosts.`,
    runbook: {
      meaning:
        'A collector visits clusters, hosts and the like one by one, and for some of them the visits have failed for so long that ' +
        'their series were taken away. For the others it works.',
      impact:
        'These clusters or hosts are not watched as far as this collector goes, and nothing else says so.',
      diagnosis: `1. Which, and why? The log of the exporter has a line for each with collector, item and reason.
2. Which else? Compare the list in the console with the metrics of the collector, such as
   \`palette_cluster_info unless on (cluster_uid) palette_cluster_pack_ready\` for \`cluster_details\`.
3. May the user of the API key read the project of that cluster?`,
      mitigation:
        'Give the role the permission for that project. For an answer that the exporter does not understand, update it; if it ' +
        'is new, report the collector and the version of Palette.',
    },
    tests: lostTests(),
  },

  PaletteExporterListIncomplete: {
    severity: 'warning',
    source: 'exporter',
    expr: (settings) =>
      `${maxBy(settings, COLLECTOR.identity, ours(settings, 'palette_exporter_collector_missing_rows'))} > 0 ${unlessAway(settings, '30m')}`,
    for: '30m',
    summary: 'A list of Palette keeps rows back.',
    description:
      'Collector {{ $labels.collector }} of source {{ $labels.source }} misses {{ $value }} rows that a list says it has.',
    runbook: {
      meaning:
        'A list hands out fewer rows than it says it has, or changes so often while it is read that nobody can tell whether all ' +
        'were seen, for half an hour. The exporter has read it several times.',
      impact:
        'Objects that were not seen are shown as they were for a few minutes, then no more: they are not watched.',
      diagnosis: `1. The log of the exporter has a line with the path of the list and how many rows it gave.
2. Compare the number in the console with \`count(palette_cluster_info)\`, \`count(palette_edge_host_info)\`.
3. Does a script register or remove objects all the time? Tenant console, **Audit Logs**.
4. Does the user of the API key lack a project? Some lists count what they do not show.`,
      mitigation:
        'Give the role the permission for all projects, or let the script rest. When the number never fits, report the path and ' +
        'the version of Palette.',
    },
    tests: incompleteTests(),
  },

  PaletteExporterProjectUnread: {
    severity: 'warning',
    source: 'exporter',
    expr: (settings) =>
      `${maxBy(settings, [...SOURCE.identity, 'project'], ours(settings, 'palette_exporter_project_read'))} == 0 ${unlessAway(settings, '30m')}`,
    for: '30m',
    summary: 'A project that the configuration names cannot be read.',
    description:
      'Project {{ $labels.project }} of source {{ $labels.source }} is configured, and no collector can read it.',
    runbook: {
      meaning:
        'The configuration of the exporter names this project under `projects`, and Palette does not have it, or does not let the ' +
        'API key see it. The other projects are read.',
      impact: 'Clusters and hosts of this project are not watched.',
      diagnosis: `1. Tenant console, **Projects**: is it there, was it renamed or deleted?
2. \`palette-exporter doctor --config FILE\` tries it; the log of the exporter has the answer.
3. **Tenant Settings > Users & Teams**: does the user of the API key have a role in it?`,
      mitigation:
        'Give the user a role in the project, or correct `projects` in the configuration and send SIGHUP, or `POST /-/reload`.',
    },
    tests: unreadTests(),
  },

  PaletteExporterForbidden: {
    severity: 'warning',
    source: 'exporter',
    expr: (settings) => {
      const refused = ours(settings, 'palette_exporter_collector_outcome', REFUSED);
      return `${maxBy(settings, [...COLLECTOR.identity, 'reason'], refused)} == 1`;
    },
    for: '30m',
    summary: 'A source refuses the exporter what a collector needs.',
    description:
      'Source {{ $labels.source }} answers collector {{ $labels.collector }} with {{ $labels.reason }}.',
    runbook: {
      meaning: 'The key or password is not valid for this, or its role lacks a permission.',
      impact: 'What this collector would tell is missing; alerts that use it cannot fire.',
      diagnosis: `1. \`palette-exporter doctor --config FILE\` says which permission is missing for which endpoint.
2. Tenant console, **Tenant Settings > Users & Teams** and **Roles**: the role of the user of the exporter.
3. Local UI: five failed logins lock the user for 15 minutes.`,
      mitigation:
        'Give the role the permission (all are read permissions), replace the key, or switch the collector off in the configuration.',
    },
    tests: turns(COLLECTOR.with({ reason: 'forbidden' }), '30m', {
      [COLLECTOR.of('palette_exporter_collector_outcome', { reason: 'forbidden' })]: ['_', 1],
      [COLLECTOR.of('palette_exporter_collector_outcome', { reason: 'ok' })]: [1, '_'],
    }),
  },

  PaletteExporterRateLimited: {
    severity: 'warning',
    source: 'exporter',
    expr: (settings) =>
      `${maxBy(settings, SOURCE.identity, `rate(${ours(settings, 'palette_exporter_requests_total', 'code="429"')}[15m])`)} > 0`,
    for: '30m',
    summary: 'Palette limits the requests of the exporter.',
    description: 'Palette answers the exporter with 429 (too many requests), source {{ $labels.source }}.',
    runbook: {
      meaning:
        'Palette counts requests by source address. The exporter keeps below its share, so something else behind the same ' +
        'address asks a lot.',
      impact: 'Data come late: the exporter slows down until the answers are good again.',
      diagnosis: `1. \`sum by (source, prefix) (rate(palette_exporter_requests_total[5m]))\`: what the exporter itself sends.
2. Who else uses this address: Terraform runs, scripts, a proxy shared by many people?
3. \`rate(palette_exporter_throttle_wait_seconds_total[5m])\`: how much it waits.`,
      mitigation: 'Move the other client to another address, or lower `budgetShare` of this source.',
    },
    tests: {
      firing: { series: { [LIMITED]: '0x9 0+2x60' }, at: '45m', labels: SOURCE.labels },
      quiet: [
        { series: { [LIMITED]: '0x9 0+2x60' }, at: '35m' },
        { series: { [LIMITED]: '7x60' }, at: '45m' },
      ],
      resolved: { series: { [LIMITED]: '0+2x50 100x40' }, at: '70m' },
    },
  },

  PaletteExporterReloadFailed: {
    severity: 'warning',
    source: 'exporter',
    expr: (settings) =>
      `${minBy(settings, EXPORTER.identity, ours(settings, 'palette_exporter_config_last_reload_successful'))} == 0`,
    for: '5m',
    summary: 'The exporter could not read its changed configuration.',
    description: 'The exporter at {{ $labels.instance }} runs on with its former configuration.',
    runbook: {
      meaning: 'The configuration was changed and contains a mistake. The exporter keeps the one it had.',
      impact: 'The change is not in force; after a restart the exporter would not come up.',
      diagnosis: `1. The log of the exporter names the file, the line and the remedy.
2. \`palette-exporter doctor --config FILE\` says the same without touching the one that runs.`,
      mitigation:
        'Correct the file and send SIGHUP, or `POST /-/reload` where `--web.enable-lifecycle` allows it.',
    },
    tests: turns(EXPORTER, '5m', {
      [EXPORTER.of('palette_exporter_config_last_reload_successful')]: [1, 0],
    }),
  },

  PaletteExporterRowsDropped: {
    severity: 'warning',
    source: 'exporter',
    expr: (settings) =>
      `${maxBy(settings, COLLECTOR.identity, `increase(${ours(settings, 'palette_exporter_collector_dropped_rows_total')}[1h])`)} > 0`,
    for: '1h',
    summary: 'The exporter leaves out rows or values that it does not understand.',
    description:
      'Collector {{ $labels.collector }} of source {{ $labels.source }} leaves out rows or values that it does not understand.',
    runbook: {
      meaning:
        'The source answers with objects that lack what the exporter needs, or lists them twice, or with values of another ' +
        'type or format. Of whole objects the outcome `incomplete` of the collector tells.',
      impact: 'These objects are not watched, or lack the series that the values would have given.',
      diagnosis: `1. Values: \`increase(palette_exporter_collector_unread_values_total[1h]) > 0\` names the fields. Objects: which? Compare the number of clusters or hosts in the console with \`count(palette_cluster_info)\`, \`count(palette_edge_host_info)\`.
2. Was Palette upgraded? \`changes(palette_exporter_collector_dropped_rows_total[1d])\``,
      mitigation: 'Update the exporter; if it is new, report the collector and the version of Palette.',
    },
    tests: {
      firing: {
        series: { [COLLECTOR.of('palette_exporter_collector_dropped_rows_total')]: '0x9 2+1x120' },
        at: '75m',
        labels: COLLECTOR.labels,
      },
      quiet: [
        {
          series: { [COLLECTOR.of('palette_exporter_collector_dropped_rows_total')]: '0x9 2+1x120' },
          at: '65m',
        },
        { series: { [COLLECTOR.of('palette_exporter_collector_dropped_rows_total')]: '7x120' }, at: '110m' },
      ],
      resolved: {
        series: { [COLLECTOR.of('palette_exporter_collector_dropped_rows_total')]: '0x9 2+1x80 83x90' },
        at: '160m',
      },
    },
  },

  PaletteExporterUnknownState: {
    severity: 'info',
    source: 'exporter',
    expr: (settings) =>
      `${maxBy(settings, UNKNOWN.identity, `increase(${ours(settings, 'palette_exporter_collector_unknown_states_total')}[1h])`)} > 0`,
    for: '1h',
    summary: 'An object is in a state that the exporter does not know.',
    description:
      'Collector {{ $labels.collector }} of source {{ $labels.source }} meets states in {{ $labels.field }} that it does not know.',
    runbook: {
      meaning:
        'Palette or Local UI calls a state by a name that the exporter has never heard. It is shown as it came, but no alert ' +
        'knows whether it is good or bad.',
      impact: 'Objects in this state are watched by the alerts of other metrics alone.',
      diagnosis: `1. Which? The metrics of the collector that carry a state, such as \`count by (state) (palette_cluster_state)\`.
2. What does the console say of the object, and the documentation of the release about the state?`,
      mitigation:
        'Update the exporter; if it is new, report the field, the state and the version of Palette.',
    },
    tests: {
      firing: {
        series: { [UNKNOWN.of('palette_exporter_collector_unknown_states_total')]: '0x9 2+1x120' },
        at: '75m',
        labels: UNKNOWN.labels,
      },
      quiet: [
        {
          series: { [UNKNOWN.of('palette_exporter_collector_unknown_states_total')]: '0x9 2+1x120' },
          at: '65m',
        },
        { series: { [UNKNOWN.of('palette_exporter_collector_unknown_states_total')]: '7x120' }, at: '110m' },
      ],
      resolved: {
        series: { [UNKNOWN.of('palette_exporter_collector_unknown_states_total')]: '0x9 2+1x80 83x90' },
        at: '160m',
      },
    },
  },

  PaletteExporterCollectorFailing: {
    severity: 'info',
    source: 'exporter',
    identity: BY_SHARD,
    expr: (settings) => `${maxBy(settings, BY_SHARD, ours(settings, 'palette_exporter_collector_up'))} == 0`,
    for: '1h',
    summary: 'A collector of the exporter fails.',
    description: `Collector {{ $labels.collector }} of source {{ $labels.source }}${IN_SHARD} has been failing for an hour.`,
    runbook: {
      meaning: 'The last run of this collector failed. Before its data are stale nothing is lost.',
      impact: 'See PaletteExporterDataStale, or PaletteExporterNoData, one of which follows when it goes on.',
      diagnosis: `1. \`palette_exporter_collector_outcome{source="<source>",collector="<collector>"}\`, the status page of the exporter (\`/\`).
2. \`not_found\` is normal for a Palette that is older than the endpoint: switch the collector off.
3. \`incomplete\`: a list kept rows back, or a project cannot be read; \`palette_exporter_project_read == 0\` names it.`,
      mitigation: 'Follow the reason, as in PaletteExporterDataStale.',
    },
    tests: turns(COLLECTOR, '1h', { [COLLECTOR.of('palette_exporter_collector_up')]: [1, 0] }),
  },
});

function dataStaleTests(): AlertTests {
  const lags = (source: string, values: string, instance = 'a'): Series => ({
    [COLLECTOR.of('palette_exporter_collector_last_success_timestamp_seconds', { source, instance })]: values,
    [COLLECTOR.of('palette_exporter_collector_interval_seconds', { source, instance })]: '60x200',
  });
  const up = (values: string, instance = 'a') => ({
    [PALETTE.of('palette_up', { instance })]: values,
  });
  const systemUp = (values: string) => ({ [PALETTE.of('palette_system_up')]: values });
  const hostUp = (values: string) => ({ [LOCAL_HOST.of('palette_localui_up')]: values });
  const member = {
    [LOCAL_HOST.of('palette_localui_cluster_member', { cluster_name: 'pma', cluster_uid: 'u1' })]:
      '1x20 stale _x23 1x160',
  };
  const upgrade = '1x20 0x24 1x160';
  /** Complete until the upgrade, and again twelve minutes after it. */
  const late = '0+60x20 1200x36 3420+60x140';
  return {
    firing: {
      series: { ...lags('pma', '0x40'), ...up('1x40') },
      at: '12m',
      labels: COLLECTOR.labels,
      value: 720,
    },
    also: [
      // What another shard reads does not make up for it.
      {
        series: {
          ...ofShard('0', lags('pma', '0+60x40', 'b')),
          ...ofShard('1', lags('pma', '0x40')),
          ...up('1x40'),
        },
        at: '12m',
        alerts: [
          {
            labels: { ...COLLECTOR.labels, shard: '1' },
            value: 720,
            description: 'Collector clusters of source pma (shard 1) last succeeded 12m 0s ago.',
          },
        ],
      },
    ],
    quiet: [
      { series: { ...lags('pma', '0x40'), ...up('1x40') }, at: '10m' },
      { series: { ...lags('pma', '0x40'), ...up('0x40') }, at: '30m' },
      // Palette was upgraded, and this collector is not through yet.
      { series: { ...lags('pma', late), ...up(upgrade) }, at: '40m' },
      { series: { ...lags('pma', late), ...up(upgrade) }, at: '56m' },
      // So was its system console, and it may stay away longer than Palette.
      { series: { ...lags('pma/system', late), ...up(upgrade) }, at: '56m' },
      { series: { ...lags('pma/system', '0x90'), ...up('1x90'), ...systemUp('1x20 0x60') }, at: '60m' },
      { series: { ...lags('pma-1', late), ...hostUp(upgrade) }, at: '56m' },
      // The same of a locally managed cluster, whose only host booted.
      { series: { ...lags('pma/u1', late), ...hostUp(upgrade), ...member }, at: '56m' },
      // One of two exporters sees all of it.
      {
        series: { ...lags('pma', '0x90'), ...up('0x90'), ...lags('pma', '0+60x90', 'b'), ...up('1x90', 'b') },
        at: '60m',
      },
    ],
    resolved: { series: { ...lags('pma', '0x14 900x10'), ...up('1x40') }, at: '16m' },
  };
}

function shardTests(): AlertTests {
  const shard = (index: string, values: string): Series => ({
    [series('palette_exporter_shards', { shard: index, instance: `e${index}` })]: values,
  });
  const two = { ...shard('0', '3x60'), ...shard('1', '3x60') };
  return {
    firing: { series: { ...two, ...shard('2', '3x5 stale') }, at: '18m', labels: {}, value: 1 },
    also: [{ series: shard('2', '3x60'), at: '18m', alerts: [{ labels: {}, value: 2 }] }],
    quiet: [
      { series: { ...two, ...shard('2', '3x5 stale') }, at: '14m' },
      { series: { ...two, ...shard('2', '3x60') }, at: '30m' },
      // One is read by two Prometheus targets, and that makes up for nothing but itself.
      {
        series: {
          ...two,
          ...shard('2', '3x60'),
          [series('palette_exporter_shards', { shard: '2', instance: 'twin' })]: '3x60',
        },
        at: '30m',
      },
      { series: { [series('palette_exporter_build_info', { version: '1' })]: '1x60' }, at: '30m' },
    ],
    resolved: { series: { ...two, ...shard('2', '3x5 stale _x20 3x30') }, at: '40m' },
  };
}

/** The same series as a shard tells them. */
function ofShard(shard: string, series: Series): Series {
  return Object.fromEntries(
    Object.entries(series).map(([selector, values]) => [selector.replace('}', `,shard="${shard}"}`), values]),
  );
}

function neverTests(): AlertTests {
  const failing = (values: string): Series => ({
    [COLLECTOR.of('palette_exporter_collector_up')]: values,
    [COLLECTOR.of('palette_exporter_collector_outcome', { reason: 'parse' })]: '1x100',
    [COLLECTOR.of('palette_exporter_collector_supported')]: '1x100',
    [PALETTE.of('palette_up')]: '1x100',
  });
  const failed = failing('0x100');
  return {
    firing: { series: failed, at: '32m', labels: COLLECTOR.labels, value: 0 },
    quiet: [
      { series: failed, at: '25m' },
      // Its data are old, which has an alert of its own.
      {
        series: {
          ...failed,
          [COLLECTOR.of('palette_exporter_collector_last_success_timestamp_seconds')]: '0x100',
        },
        at: '60m',
      },
      { series: { ...failed, [COLLECTOR.of('palette_exporter_collector_supported')]: '0x100' }, at: '60m' },
      {
        series: {
          ...failed,
          [COLLECTOR.of('palette_exporter_collector_outcome', { reason: 'forbidden' })]: '1x100',
        },
        at: '60m',
      },
      { series: { ...failed, [PALETTE.of('palette_up')]: '0x100' }, at: '60m' },
    ],
    resolved: { series: failing('0x50 1x50'), at: '60m' },
  };
}

function lostTests(): AlertTests {
  const lost = (values: string): Series => ({
    [COLLECTOR.of('palette_exporter_collector_lost_items')]: values,
    [COLLECTOR.of('palette_exporter_collector_up')]: '1x100',
    [PALETTE.of('palette_up')]: '1x100',
  });
  return {
    firing: { series: lost('0x4 2x80'), at: '36m', labels: COLLECTOR.labels, value: 2 },
    quiet: [
      { series: lost('0x4 2x80'), at: '33m' },
      { series: lost('0x80'), at: '60m' },
      { series: { ...lost('2x80'), [COLLECTOR.of('palette_exporter_collector_up')]: '0x100' }, at: '60m' },
      { series: { ...lost('2x80'), [PALETTE.of('palette_up')]: '0x100' }, at: '60m' },
    ],
    resolved: { series: lost('2x50 0x50'), at: '60m' },
  };
}

function incompleteTests(): AlertTests {
  const misses = (values: string): Series => ({
    [COLLECTOR.of('palette_exporter_collector_missing_rows')]: values,
    [PALETTE.of('palette_up')]: '1x100',
  });
  return {
    firing: { series: misses('0x4 2x80'), at: '36m', labels: COLLECTOR.labels, value: 2 },
    quiet: [
      { series: misses('0x4 2x80'), at: '33m' },
      { series: misses('0x4 2x20 0 2x40'), at: '50m' },
      { series: { ...misses('2x80'), [PALETTE.of('palette_up')]: '0x100' }, at: '60m' },
    ],
    resolved: { series: misses('2x50 0x50'), at: '60m' },
  };
}

function unreadTests(): AlertTests {
  const project = SOURCE.with({ project: 'Assembly' });
  const read = (collector: string, values: string): Series => ({
    [project.of('palette_exporter_project_read', { collector })]: values,
  });
  const up = { [PALETTE.of('palette_up')]: '1x100' };
  return {
    firing: {
      series: { ...read('clusters', '1x4 0x80'), ...read('edge_hosts', '1x4 0x80'), ...up },
      at: '36m',
      labels: project.labels,
      value: 0,
    },
    quiet: [
      { series: { ...read('clusters', '1x4 0x80'), ...up }, at: '33m' },
      // One permission is missing, and not the project.
      { series: { ...read('clusters', '1x80'), ...read('events', '0x80'), ...up }, at: '60m' },
      { series: { ...read('clusters', '0x80'), [PALETTE.of('palette_up')]: '0x100' }, at: '60m' },
    ],
    resolved: { series: { ...read('clusters', '0x50 1x50'), ...up }, at: '60m' },
  };
}

function vanishedTests(): AlertTests {
  const east = PALETTE.with({ palette: 'east' });
  const { labels } = east;
  const build = { [series('palette_exporter_build_info', { version: '1' })]: '1x200' };
  const up = (values: string): Series => ({ [east.of('palette_up')]: values });
  const gone = { ...build, ...up('0x5 stale') };
  return {
    firing: { series: gone, at: '25m', labels, value: 0 },
    also: [{ series: { ...build, ...up('1x5 stale') }, at: '25m', alerts: [{ labels, value: 1 }] }],
    quiet: [
      { series: gone, at: '18m' },
      // Then no exporter is left at all, which has an alert of its own.
      { series: up('1x5 stale'), at: '25m' },
      { series: { ...build, ...up('0x100') }, at: '60m' },
    ],
    resolved: { series: { ...build, ...up('1x5 stale _x20 1x40') }, at: '40m' },
  };
}
