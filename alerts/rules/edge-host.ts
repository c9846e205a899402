import { defineAlerts } from '../kit/alert.ts';
import { fastBurn, fastBurnTests, slowBurn, slowBurnTests } from '../kit/objectives.ts';
import { maxBy, onSame, ours } from '../kit/promql.ts';
import { turns } from '../kit/proof.ts';
import { UNITS } from '../kit/runbook-tools.ts';
import { CLUSTER_HOST, HOST, LOCAL_HOST, PROJECT } from '../kit/subjects.ts';

const OTHER_CLUSTER = { cluster_uid: 'c2', cluster_name: 'edge-2' };
const IN_CLUSTER = CLUSTER_HOST.of('palette_edge_host_in_cluster');

export const edgeHostAlerts = defineAlerts('edge-host', {
  PaletteEdgeHostUnhealthy: {
    severity: 'critical',
    expr: (settings) => {
      const labels = ['palette', 'edge_host_uid'];
      const used = maxBy(settings, CLUSTER_HOST.identity, ours(settings, 'palette_edge_host_in_cluster'));
      const healthy = maxBy(settings, labels, ours(settings, 'palette_edge_host_healthy'));
      return `${used} == 1 and ${onSame(settings, labels)} ${healthy} == 0`;
    },
    for: '5m',
    // The agent of the host is back before Kubernetes on it is, and its node is read after it.
    keepFiringFor: '5m',
    summary: 'An edge host that a cluster uses is unhealthy.',
    description: 'Edge host {{ $labels.edge_host_name }} of cluster {{ $labels.cluster_name }} is unhealthy.',
    runbook: {
      meaning:
        'The agent on this host has stopped reporting to Palette: the host is off, has lost its network, or the agent ' +
        'does not run.',
      impact:
        'The node on this host is lost or no longer under control of Palette. Alerts about that node are muted while ' +
        'this one fires.',
      diagnosis: `${UNITS}
1. \`ping <host>\`, then Local UI \`https://<host>:5080\`.
2. No answer: look at the power state and the console of the server through its management board (iDRAC, iLO, BMC).
3. It answers: \`journalctl -u stylus-agent --since -1h\` on the host. Can it reach Palette
   (\`curl -sI https://<palette>/\`)?
4. Did it boot the recovery or passive system? On the host \`kairos-agent state get boot\`, or \`cat /proc/cmdline\`.`,
      mitigation:
        'Power the host on, or repair its network. If only the agent is down, `systemctl restart stylus-agent`. A host ' +
        'that does not come back is replaced: add the spare host to its pool, wait until it is ready, then remove the dead one.',
    },
    console: 'edgeHost',
    tests: turns(
      CLUSTER_HOST,
      '5m',
      { [HOST.of('palette_edge_host_healthy')]: [1, 0], [IN_CLUSTER]: [1, 1] },
      {
        keeps: '5m',
        // A spare host may be switched off.
        silent: [{ [HOST.of('palette_edge_host_healthy')]: [0, 0] }],
        also: [
          {
            // Palette lists the clusters of a host; it may be in two for a while.
            states: {
              [HOST.of('palette_edge_host_healthy')]: [1, 0],
              [IN_CLUSTER]: [1, 1],
              [HOST.of('palette_edge_host_in_cluster', OTHER_CLUSTER)]: [1, 1],
            },
            alerts: [{ labels: CLUSTER_HOST.labels }, { labels: CLUSTER_HOST.with(OTHER_CLUSTER).labels }],
          },
          {
            // Two exporters that have not read the new name at the same time.
            states: {
              [HOST.of('palette_edge_host_healthy', { pod: 'a' })]: [1, 0],
              [HOST.of('palette_edge_host_healthy', { pod: 'b', edge_host_name: 'former' })]: [1, 0],
              [CLUSTER_HOST.of('palette_edge_host_in_cluster', { pod: 'a' })]: [1, 1],
              [CLUSTER_HOST.of('palette_edge_host_in_cluster', { pod: 'b' })]: [1, 1],
            },
          },
        ],
      },
    ),
  },

  PaletteEdgeHostSpareUnhealthy: {
    severity: 'info',
    expr: (settings) => {
      const healthy = maxBy(settings, HOST.identity, ours(settings, 'palette_edge_host_healthy'));
      return `${healthy} == 0 unless ${onSame(settings, ['palette', 'edge_host_uid'])} ${ours(settings, 'palette_edge_host_in_cluster')}`;
    },
    for: '1d',
    summary: 'A spare edge host has been unhealthy for a day.',
    description:
      'Spare edge host {{ $labels.edge_host_name }} of project {{ $labels.project }} has been unhealthy for a day.',
    runbook: {
      meaning: 'A registered host that no cluster uses does not report. It may be switched off on purpose.',
      impact: 'When a host has to be replaced, this one is not ready for it.',
      diagnosis: `1. Is it meant to be off? If not, its power and network; Local UI \`https://<host>:5080\`.
2. Tenant console, **Clusters > Edge Hosts**, the host: health message.`,
      mitigation:
        'Switch it on and check it once a month, or remove the registration of a host that is gone.',
    },
    console: 'edgeHost',
    tests: turns(
      HOST,
      '1d',
      { [HOST.of('palette_edge_host_healthy')]: [1, 0] },
      {
        silent: [{ [HOST.of('palette_edge_host_healthy')]: [0, 0], [IN_CLUSTER]: [1, 1] }],
      },
    ),
  },

  PaletteEdgeHostUnpaired: {
    severity: 'warning',
    expr: (settings) =>
      `${maxBy(settings, HOST.identity, ours(settings, 'palette_edge_host_state', 'state="unpaired"'))} == 1`,
    for: '2h',
    summary: 'An edge host waits to be paired.',
    description:
      'Edge host {{ $labels.edge_host_name }} of project {{ $labels.project }} has been waiting for two hours to be paired.',
    runbook: {
      meaning: 'A host was announced or registered, and the two sides have not found each other.',
      impact: 'The host cannot join a cluster; a node that is to be added or replaced waits for it.',
      diagnosis: `${UNITS}
1. Tenant console, **Clusters > Edge Hosts**, the host: which identifier was entered?
2. On the host: \`cat /oem/90_custom.yaml | grep -A8 stylus\`, \`journalctl -u stylus-agent --since -1h\`: the identifier that
   it reports, the address and the token that it uses.
3. Is the registration token still valid? \`palette_edge_registration_token_expiry_timestamp_seconds\`
4. Does the host reach Palette: name, port 443, proxy, certificate authority, time?`,
      mitigation:
        'Correct the identifier or the token in the user data and restart the agent, or remove a host that never comes.',
    },
    console: 'edgeHost',
    tests: turns(HOST, '2h', {
      [HOST.of('palette_edge_host_state', { state: 'unpaired' })]: ['_', 1],
      [HOST.of('palette_edge_host_state', { state: 'ready' })]: [1, '_'],
    }),
  },

  PaletteEdgeHostNoSpare: {
    severity: 'info',
    expr: (settings) => {
      const spare = maxBy(settings, PROJECT.identity, ours(settings, 'palette_edge_hosts_spare'));
      const used = ours(settings, 'palette_edge_hosts', 'state="in-use"');
      return `${spare} == 0 and ${onSame(settings, ['palette', 'project'])} ${used} > 0`;
    },
    for: '1h',
    summary: 'A project has no spare edge host.',
    description: 'Project {{ $labels.project }} has no edge host left that could replace another one.',
    runbook: {
      meaning: 'No host of the project is registered, healthy and free.',
      impact: 'A host that dies cannot be replaced before new hardware is registered.',
      diagnosis: `1. \`palette_edge_hosts{project="<project>"}\`: hosts by state.
2. Tenant console, **Clusters > Edge Hosts**: are there hosts of other projects that could be moved?`,
      mitigation: 'Register a spare host, or accept it and switch the alert off in the settings.',
    },
    console: 'palette',
    tests: turns(
      PROJECT,
      '1h',
      {
        [PROJECT.of('palette_edge_hosts_spare')]: [1, 0],
        [PROJECT.of('palette_edge_hosts', { state: 'in-use' })]: [3, 3],
      },
      {
        silent: [
          {
            [PROJECT.of('palette_edge_hosts_spare')]: [0, 0],
            [PROJECT.of('palette_edge_hosts', { state: 'in-use' })]: [0, 0],
          },
        ],
      },
    ),
  },

  PaletteEdgeHostNetworkDown: {
    severity: 'warning',
    source: 'localUi',
    expr: (settings) => {
      const interfaces = ours(settings, 'palette_localui_network_interface_up', 'kind=~"nic|bond"');
      return (
        `${maxBy(settings, ['edge_host', 'interface'], interfaces)} == 0 and ${onSame(settings, ['edge_host', 'interface'])} ` +
        `max_over_time(${interfaces}[7d]) == 1`
      );
    },
    for: '30m',
    summary: 'A network interface of a host that was in use is down.',
    description: 'Interface {{ $labels.interface }} of host {{ $labels.edge_host }} is down.',
    runbook: {
      meaning: 'Local UI shows the interface as down; it was up during the last week.',
      impact: 'A bond runs without reserve, or the host has lost the network for storage or clients.',
      diagnosis: `1. Local UI of the host, **Edge Host > Network**: which interfaces, and what they carry.
2. On the host: \`ip -s link show <interface>\`, \`ethtool <interface> | grep -e Speed -e Link\`; of a bond
   \`cat /proc/net/bonding/bond0\`.
3. The switch: port, optics, cable. Did somebody work on the rack?`,
      mitigation:
        'Plug in or replace the cable, or have the switch port looked at. An interface that is no longer used ends the alert after a week.',
    },
    console: 'localUi',
    tests: turns(
      LOCAL_HOST.with({ interface: 'eno1' }),
      '30m',
      {
        [LOCAL_HOST.of('palette_localui_network_interface_up', {
          interface: 'eno1',
          kind: 'nic',
          cluster_nic: 'true',
        })]: [1, 0],
      },
      {
        // Never plugged in.
        silent: [
          {
            [LOCAL_HOST.of('palette_localui_network_interface_up', {
              interface: 'eno1',
              kind: 'nic',
              cluster_nic: 'true',
            })]: [0, 0],
          },
        ],
      },
    ),
  },

  PaletteEdgeHostFastBurn: {
    severity: 'critical',
    thresholds: ['sloTarget'],
    expr: (settings) => fastBurn(settings, 'edge-hosts', PROJECT.identity),
    for: '15m',
    summary: 'The edge hosts of a project use up their error budget of 30 days within days.',
    description:
      '{{ $value | humanizePercentage }} of the host hours of project {{ $labels.project }} were unhealthy in the last hour.',
    runbook: {
      meaning:
        'So many hosts that clusters use were unhealthy again and again in the last hour, each time too short for an alert ' +
        'of its own, that it is more than a broken server. For an hour after PaletteEdgeHostUnhealthy or an alert about ' +
        'Palette itself this one is silent about the whole project, so another host that flaps meanwhile is told of an ' +
        'hour later, if it still does.',
      impact: 'Several nodes, perhaps a whole site, are away or out of control.',
      diagnosis: `1. Which? \`palette_edge_host_healthy{project="<project>"} == 0\`
2. What do they share: site, switch, power, proxy, an agent version rolled out today (\`palette_edge_host_info\`)?`,
      mitigation:
        'Repair the shared part. Pause agent upgrades while they are under suspicion (**Project Settings > Platform Settings**).',
    },
    console: 'palette',
    tests: fastBurnTests(PROJECT, 'edge-hosts', '15m'),
  },

  PaletteEdgeHostSlowBurn: {
    severity: 'warning',
    thresholds: ['sloTarget'],
    expr: (settings) => slowBurn(settings, 'edge-hosts', PROJECT.identity),
    for: '30m',
    summary: 'The edge hosts of a project were unhealthy too often in the last days.',
    description:
      '{{ $value | humanizePercentage }} of the host hours of project {{ $labels.project }} were unhealthy in three days.',
    runbook: {
      meaning:
        'Over three days, and still in the last six hours, hosts were unhealthy more often than the objective allows, each ' +
        'time too short for an alert of its own. For three days after PaletteEdgeHostUnhealthy or an alert about Palette ' +
        'itself this one is silent about the whole project, even if another of its hosts flaps: that one shows later, and ' +
        'PaletteEdgeHostFastBurn is silent for an hour only.',
      impact: 'Short failures that repeat: a weak line, power, a host that reboots.',
      diagnosis: `1. Which hosts flap? \`changes(palette_edge_host_healthy{project="<project>"}[3d]) > 2\`
2. Reboots: \`changes(node_boot_time_seconds[3d])\`. Lines: the provider of the site.
3. What is left: \`palette_slo:budget_left:ratio{slo="edge-hosts"}\``,
      mitigation: 'Replace the weak part, or change `sloTarget` in the settings to what was agreed.',
    },
    console: 'palette',
    tests: slowBurnTests(PROJECT, 'edge-hosts'),
  },
});
