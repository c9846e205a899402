import { type AlertTests, defineAlerts, type Series } from '../../kit/alert.ts';
import { fastBurn, fastBurnTests, slowBurn, slowBurnTests } from '../../kit/objectives.ts';
import { maxBy, ours, seconds, sumBy } from '../../kit/promql.ts';
import { turns } from '../../kit/proof.ts';
import { errorsOver } from '../../kit/recordings.ts';
import { PALETTE, PROJECT, SOURCE } from '../../kit/subjects.ts';
import { unlessAway } from '../../kit/unless-away.ts';

const GATEWAY = PALETTE.with({ pcg: 'gateway-1' });
const CHANNEL = PALETTE.with({ project: 'Default', type: 'email', channel_uid: 'ch1' });
const [GOOD, BAD] = ['200', '503'].map((code) =>
  SOURCE.of('palette_exporter_requests_total', { prefix: '/v1/x', code }),
) as [string, string];

export const palettePlatformAlerts = defineAlerts('palette', {
  PalettePlatformUnreachable: {
    severity: 'critical',
    expr: (settings) => `${maxBy(settings, PALETTE.identity, ours(settings, 'palette_up'))} == 0`,
    for: '5m',
    // Palette answers before the heartbeats of clusters and hosts have come in again.
    keepFiringFor: '8m',
    summary: 'Palette does not answer.',
    description: 'Palette {{ $labels.palette }} does not answer the exporter.',
    runbook: {
      meaning:
        'The exporter cannot read the API of this Palette: no answer, an error, or a rejected API key.',
      impact:
        'Clusters keep running, but nobody can change, upgrade or repair them through Palette, edge hosts cannot ' +
        'register, and everything these dashboards show about this Palette is stale. Alerts about its clusters and ' +
        'hosts are muted while this one fires.',
      diagnosis: `1. Open the tenant console in a browser. If it loads, the exporter or its API key is the problem: the
   status page of the exporter (\`/\`) shows the reason of the last failure.
2. \`unauthorized\` or \`forbidden\`: the API key was revoked or has expired (tenant console, **Tenant Settings >
   API Keys**).
3. \`tls\`: the certificate of Palette changed or expired.
4. \`connection\` or \`timeout\`: on the Palette Management Appliance open Local UI (port 5080 of an appliance host).
   **Cluster > Overview** shows whether the management cluster runs and which packs are not \`Running\`. While an
   upgrade runs there, Palette is down on purpose.
5. With the kubeconfig of the management cluster: \`kubectl --namespace hubble-system get pods\`, and
   \`kubectl get pods --all-namespaces | grep -v -e Running -e Completed\`: MongoDB first, then what waits for it.`,
      mitigation:
        'During an upgrade wait until Local UI says it has finished. With a rejected key create a new one and replace ' +
        'the key file; the exporter reads it again by itself. If pods of Palette do not come up, collect a support ' +
        'bundle in Local UI (**Diagnostics > Logs**) and call the platform contact.',
    },
    dashboard: 'palette-overview',
    console: 'palette',
    tests: turns(PALETTE, '5m', { [PALETTE.of('palette_up')]: [1, 0] }, { keeps: '8m' }),
  },

  PaletteClockOff: {
    severity: 'warning',
    thresholds: ['clockOffset'],
    expr: (settings) => {
      const offset = maxBy(settings, PALETTE.identity, ours(settings, 'palette_clock_offset_seconds'));
      return `abs(${offset}) > ${seconds(settings.thresholds.clockOffset)}`;
    },
    for: '15m',
    summary: 'The clock of Palette is wrong, or the one of the exporter.',
    description:
      'The clocks of Palette {{ $labels.palette }} and of the exporter are {{ $value | humanizeDuration }} apart.',
    runbook: {
      meaning:
        'The date that Palette puts on its answers is far from the time of the exporter. The exporter allows for that ' +
        'where it asks for what happened lately; whatever compares a time of Palette with now is off by as much.',
      impact:
        'Ages of heartbeats, backups and certificates are wrong, tokens may be refused, and etcd and certificates ' +
        'of the clusters suffer where their hosts follow the same wrong time.',
      diagnosis: `1. Which of the two is wrong? \`date -u\` on the host of the exporter and on an appliance host.
2. On the appliance host: \`timedatectl\`, \`chronyc sources -v\` or \`systemctl status systemd-timesyncd\`.
3. Does it reach the site's time servers? Local UI, **Cluster > Overview**, shows those that are configured.`,
      mitigation:
        "Restore the connection to the site's time servers, and let the clock be slewed, not stepped, where etcd runs.",
    },
    dashboard: 'palette-monitoring',
    console: 'palette',
    tests: turns(
      PALETTE,
      '15m',
      { [PALETTE.of('palette_clock_offset_seconds')]: [2, -3900] },
      {
        value: 3900,
        also: [
          {
            states: { [PALETTE.of('palette_clock_offset_seconds')]: [0, 400] },
            alerts: [{ labels: PALETTE.labels, value: 400 }],
          },
        ],
      },
    ),
  },

  PaletteApiErrors: {
    severity: 'warning',
    source: 'exporter',
    thresholds: ['apiErrorRatio'],
    // Also of what was away within the time that the rates look back.
    expr: (settings) => {
      const rate = (...matchers: string[]) =>
        sumBy(
          settings,
          SOURCE.identity,
          `rate(${ours(settings, 'palette_exporter_requests_total', ...matchers)}[15m])`,
        );
      const ratio = `${rate('code=~"5.."')} / ${rate()}`;
      return `${ratio} > ${settings.thresholds.apiErrorRatio} ${unlessAway(settings, '15m')}`;
    },
    for: '15m',
    summary: 'Palette or a Local UI answers many requests with a server error.',
    description:
      'Source {{ $labels.source }} answers {{ $value | humanizePercentage }} of the requests with a server error.',
    runbook: {
      meaning:
        'The source answers, but a part of the requests ends with status 500 to 599: a service behind the API is down, ' +
        'overloaded or restarting. Errors of an outage, in which it did not answer at all, do not count.',
      impact:
        'Parts of the consoles show errors or load for ever; changes may be lost half-way. Collectors that meet the ' +
        'errors keep old data for a while, then their series vanish.',
      diagnosis: `1. Which prefixes fail? \`sum by (source, prefix, code) (rate(palette_exporter_requests_total{code=~"5.."}[15m]))\`
2. The status page of the exporter (\`/\`) names the collectors and their last errors.
3. On the management cluster: \`kubectl get pods --all-namespaces | grep -v -e Running -e Completed\` and
   \`kubectl top pods --namespace hubble-system\`: pods that restart or are at their memory limit.
4. MongoDB full or without a primary shows as 500 on nearly everything: \`kubectl --namespace hubble-system get pods,pvc\`.`,
      mitigation:
        'Delete a hanging pod so that it is created anew; free space on a full volume. During an upgrade of the appliance ' +
        'it passes by itself. If it goes on, collect a support bundle and call the platform contact.',
    },
    dashboard: 'palette-monitoring',
    tests: {
      firing: {
        // Now and then it is the identity request that fails, which is no outage.
        series: {
          [GOOD]: '0+80x60',
          [BAD]: '0x9 0+20x50',
          [PALETTE.of('palette_up')]: '1x40 0 1x4 0 1x20',
        },
        at: '55m',
        labels: { source: 'pma' },
        value: 0.2,
      },
      quiet: [
        { series: { [GOOD]: '0+80x60', [BAD]: '0x9 0+20x50' }, at: '20m' },
        { series: { [GOOD]: '0+80x60', [BAD]: '0+8x60' }, at: '55m' },
        // The appliance was upgraded, and Palette answered with errors for 24 minutes, and with some for ten more.
        ...['30m', '45m', '57m', '70m'].map((at) => ({ series: upgraded('pma', 'palette_up'), at })),
        { series: upgraded('pma/system', 'palette_up'), at: '45m' },
        { series: upgraded('pma/system', 'palette_system_up'), at: '45m' },
      ],
      resolved: { series: { [GOOD]: '0+80x90', [BAD]: '0+20x50 1000x40' }, at: '70m' },
    },
  },

  PalettePlatformFastBurn: {
    severity: 'critical',
    thresholds: ['sloTarget'],
    expr: (settings) => fastBurn(settings, 'platform', PALETTE.identity),
    for: '15m',
    summary: 'Palette uses up its error budget of 30 days within days.',
    description:
      'Palette {{ $labels.palette }} was away for {{ $value | humanizePercentage }} of the last hour.',
    runbook: {
      meaning:
        'Palette was unreachable again and again: over the last hour and still in the last five minutes so often that ' +
        'the downtime promised for 30 days would be used up in about two days. What PalettePlatformUnreachable or an ' +
        'upgrade of the appliance has told is not told again: for an hour after either this alert is silent.',
      impact: 'Users meet errors; automation and edge hosts have to try again. It may be away for good soon.',
      diagnosis: `1. When was it away? Graph \`palette_up\` over six hours: short gaps at regular distance hint at a restarting
   pod or a load balancer with a dead backend.
2. \`kubectl --namespace hubble-system get pods\` on the management cluster: the column RESTARTS.
3. Nodes: \`kubectl get nodes\`, \`kubectl top nodes\`; the ingress: \`kubectl get pods --all-namespaces | grep ingress\`.
4. The virtual address: does \`curl -skI https://<palette>/\` from two places give the same?`,
      mitigation:
        'Take the dead backend out of the load balancer, or restart what crashes. If it began with a change, undo it. ' +
        'See also the runbook of PalettePlatformUnreachable.',
    },
    dashboard: 'palette-overview',
    console: 'palette',
    tests: platformFastBurnTests(),
  },

  PalettePlatformSlowBurn: {
    severity: 'warning',
    thresholds: ['sloTarget'],
    expr: (settings) => slowBurn(settings, 'platform', PALETTE.identity),
    for: '30m',
    summary: 'Palette was away too often in the last days.',
    description:
      'Palette {{ $labels.palette }} was away for {{ $value | humanizePercentage }} of the last three days.',
    runbook: {
      meaning:
        'Over three days, and still in the last six hours, Palette was away more often than the objective of 30 days ' +
        'allows. No single outage was long enough to wake anybody: for three days after PalettePlatformUnreachable or an ' +
        'upgrade of the appliance this alert is silent.',
      impact: 'The availability promised to users will be missed this month unless the cause is found.',
      diagnosis: `1. List the gaps: \`palette_up == 0\` over seven days, and compare with the times of backups, updates and
   node reboots.
2. What is left of the budget: \`palette_slo:budget_left:ratio{slo="platform"}\`.
3. In the budget planned upgrades of the appliance count too, although this alert is silent after them; if they are
   the whole of it, the objective does not fit the plan.`,
      mitigation: 'Remove the recurring cause, or change `sloTarget` in the settings to what was agreed.',
    },
    dashboard: 'palette-overview',
    console: 'palette',
    tests: slowBurnTests(PALETTE, 'platform'),
  },

  PaletteGatewayUnhealthy: {
    severity: 'warning',
    expr: (settings) => `${maxBy(settings, GATEWAY.identity, ours(settings, 'palette_pcg_healthy'))} == 0`,
    for: '15m',
    summary: 'A private cloud gateway is unhealthy.',
    description: 'Private cloud gateway {{ $labels.pcg }} of Palette {{ $labels.palette }} is unhealthy.',
    runbook: {
      meaning:
        'The gateway that connects Palette with a private data centre has stopped reporting or is not healthy.',
      impact:
        'Clusters behind this gateway cannot be created, scaled or upgraded. Running workloads are not affected.',
      diagnosis: `1. Tenant console, **Tenant Settings > Private Cloud Gateways**, the gateway: **Events** and the health of its nodes.
2. Age of its last report: \`time() - palette_pcg_last_heartbeat_timestamp_seconds\`.
3. On the gateway: \`kubectl get pods --all-namespaces | grep -v -e Running -e Completed\`; can it reach Palette on port 443?`,
      mitigation:
        'Restore its network or power first. A gateway with several nodes heals by itself once one of them is back.',
    },
    console: 'palette',
    tests: turns(GATEWAY, '15m', { [GATEWAY.of('palette_pcg_healthy', { pcg_uid: 'g1' })]: [1, 0] }),
  },

  PaletteAlertChannelFailing: {
    severity: 'warning',
    expr: (settings) => {
      const labels = CHANNEL.identity;
      const failed = maxBy(settings, labels, ours(settings, 'palette_alert_channel_last_delivery_success'));
      const active = maxBy(settings, labels, ours(settings, 'palette_alert_channel_active'));
      return `${failed} == 0 and on (${labels.join(', ')}) ${active} == 1`;
    },
    for: '15m',
    summary: 'Palette could not deliver one of its own alerts.',
    description: 'The last alert of project {{ $labels.project }} by {{ $labels.type }} was not delivered.',
    runbook: {
      meaning:
        "Palette's own alerting (cluster health by mail or webhook, set per project) tried to send and was refused.",
      impact:
        'People who rely on these messages hear nothing. Alerts of this monitoring are sent another way.',
      diagnosis: `1. Tenant console, the project, **Project Settings > Alerts**: the channel and its address.
2. Mail: system console, **Administration > SMTP**: send a test mail. Webhook: is the receiver up, its certificate valid?`,
      mitigation:
        'Correct the address or the mail server, or switch the channel off if nobody needs it any more.',
    },
    dashboard: 'palette-monitoring',
    console: 'palette',
    tests: turns(CHANNEL, '15m', {
      [CHANNEL.of('palette_alert_channel_last_delivery_success')]: [1, 0],
      [CHANNEL.of('palette_alert_channel_active')]: [1, 1],
    }),
  },

  PaletteAgentUpgradesPaused: {
    severity: 'warning',
    expr: (settings) =>
      `${maxBy(settings, ['palette', 'scope', 'project'], `max_over_time(${ours(settings, 'palette_agent_upgrade_paused')}[2h])`)} == 1`,
    for: '7d',
    summary: 'Agent upgrades have been paused for a week.',
    description:
      'Agent upgrades of the {{ $labels.scope }}{{ with $labels.project }} {{ . }}{{ end }} have been paused for a week.',
    runbook: {
      meaning:
        'Somebody paused the upgrade of the Palette agents for the tenant or a project, and did not resume it.',
      impact:
        'Clusters and hosts keep an old agent. After the next upgrade of Palette it may be too old to be managed, and ' +
        'then many have to be upgraded at once.',
      diagnosis: `1. Tenant console, **Tenant Settings > Platform Settings**, or the project, **Project Settings > Platform Settings**:
   **Pause Agent Upgrades**.
2. Which hosts are behind? \`palette_edge_host_agent_outdated == 1\``,
      mitigation:
        'Resume the upgrades in the next maintenance window. If the pause is meant, silence this alert until then.',
    },
    dashboard: 'palette-rollouts',
    console: 'palette',
    tests: turns(
      PALETTE.with({ scope: 'project', project: 'Default' }),
      '7d',
      {
        [PROJECT.of('palette_agent_upgrade_paused', { scope: 'project', project_uid: 'p1' })]: [0, 1],
      },
      { description: 'Agent upgrades of the project Default have been paused for a week.' },
    ),
  },
});

/** Requests and answers of a source that is away from minute 20 to 44. */
function upgraded(source: string, up: string): Series {
  const requests = (code: string) =>
    SOURCE.of('palette_exporter_requests_total', { source, prefix: '/v1/x', code });
  return {
    [requests('200')]: '0+80x20 1600x24 1600+60x60',
    [requests('503')]: '0x20 0+20x34 680x60',
    [PALETTE.of(up)]: '1x20 0x24 1x90',
  };
}

function platformFastBurnTests(): AlertTests {
  const proof = fastBurnTests(PALETTE, 'platform', '15m');
  const away = (window: '5m' | '1h', values: string) => ({
    [PALETTE.of(errorsOver(window), { slo: 'platform' })]: values,
  });
  // Away for a minute, as two scrapes in thirty seconds see it, and again for a minute five minutes later.
  const once = { ...away('5m', '0x4 0.1 0.2x4 0.1 0x60'), ...away('1h', '0x4 0.008 0.017x60') };
  const twice = { ...away('5m', '0x4 0.1 0.2x10 0.1 0x60'), ...away('1h', '0x4 0.008 0.017x5 0.033x60') };
  const blips = [once, twice].flatMap((series) => ['10m', '15m', '18m', '20m'].map((at) => ({ series, at })));
  return { ...proof, quiet: [...proof.quiet, ...blips] };
}
