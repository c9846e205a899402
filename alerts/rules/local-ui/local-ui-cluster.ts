import { defineAlerts } from '../../kit/alert.ts';
import { countBy, maxBy, onlyOne, onSame, ours, seconds } from '../../kit/promql.ts';
import { type States, turns } from '../../kit/proof.ts';
import { UNITS } from '../../kit/runbook-tools.ts';
import { LOCAL_CLUSTER, LOCAL_HOST } from '../../kit/subjects.ts';
import { UPGRADE, unlessUpgraded, waitsForUpgrade } from '../../kit/unless-upgraded.ts';

const MIXED: States = {
  [LOCAL_CLUSTER.of('palette_localui_cluster_member', { edge_host: 'pma-1' })]: [1, 1],
  [LOCAL_CLUSTER.of('palette_localui_cluster_member', { edge_host: 'pma-2' })]: [1, 1],
  [LOCAL_HOST.of('palette_localui_host_info', { agent_version: '4.8.9' })]: [1, 1],
  [LOCAL_HOST.of('palette_localui_host_info', { edge_host: 'pma-2', agent_version: '4.8.9' })]: [1, '_'],
  [LOCAL_HOST.of('palette_localui_host_info', { edge_host: 'pma-2', agent_version: '4.8.3' })]: ['_', 1],
};
const PROVISIONING: States = {
  [LOCAL_CLUSTER.of('palette_localui_cluster_state', { state: 'Provisioning' })]: ['_', 1],
  [LOCAL_CLUSTER.of('palette_localui_cluster_state', { state: 'Running' })]: [1, '_'],
};
const CREATED = LOCAL_CLUSTER.of('palette_localui_cluster_created_timestamp_seconds');
const created = (timestamp: number): States => ({ ...PROVISIONING, [CREATED]: [timestamp, timestamp] });

const UNHEALTHY: States = { [LOCAL_CLUSTER.of('palette_localui_cluster_healthy')]: [1, 0] };

const NODE_UNHEALTHY: States = {
  [LOCAL_CLUSTER.of('palette_localui_cluster_node_healthy', {
    machine_pool: 'control-plane',
    node: 'pma-2',
  })]: [1, 0],
};

const ZOT = LOCAL_CLUSTER.with({ pack: 'zot-registry', status: 'Failed' });
const ZOT_FAILED: States = {
  [LOCAL_CLUSTER.of('palette_localui_pack_status', { pack: 'zot-registry', profile: 'x', status: 'Failed' })]:
    ['_', 1],
  [LOCAL_CLUSTER.of('palette_localui_pack_status', {
    pack: 'zot-registry',
    profile: 'x',
    status: 'Running',
  })]: [1, '_'],
};
const IN_WORK = LOCAL_CLUSTER.with({ pack: 'palette-mgmt-plane', status: 'InProgress' });
const ADDON = LOCAL_CLUSTER.with({ pack: 'some-addon', status: 'Failed' });

const REBOOT_PENDING: States = { [LOCAL_CLUSTER.of('palette_localui_cluster_reboot_pending')]: [0, 1] };

const POOL = { machine_pool: 'control-plane', role: 'control-plane' };
const INCOMPLETE: States = {
  [LOCAL_CLUSTER.of('palette_localui_cluster_pool_nodes', POOL)]: [3, 2],
  [LOCAL_CLUSTER.of('palette_localui_cluster_pool_desired_nodes', POOL)]: [3, 3],
};

export const localUiClusterAlerts = defineAlerts('local-ui', {
  PaletteLocalClusterError: {
    severity: 'critical',
    source: 'localUi',
    expr: (settings) =>
      `${maxBy(settings, LOCAL_CLUSTER.identity, ours(settings, 'palette_localui_cluster_state', 'state="Error"'))} == 1`,
    for: '5m',
    summary: 'A locally managed cluster is in state Error.',
    description: 'Cluster {{ $labels.cluster_name }} is in state Error, says Local UI.',
    runbook: {
      meaning:
        'The agent gave up a change of the cluster. On the appliance this is the cluster that Palette runs on.',
      impact: 'The change or upgrade is not finished; Palette may be down.',
      diagnosis: `${UNITS}
1. Local UI of a control plane host, **Cluster > Overview** and **Events**: the reason.
2. Which pack? \`palette_localui_pack_status{status!="Running"} == 1\`
3. On a host: \`journalctl -u stylus-agent --since -1h\`; \`kubectl get nodes,pods --all-namespaces | grep -v Running\`.`,
      mitigation:
        'Remove the cause that the events name; the agent tries again. Before a second upgrade attempt make a backup of the appliance.',
    },
    console: 'localUi',
    tests: turns(LOCAL_CLUSTER, '5m', {
      [LOCAL_CLUSTER.of('palette_localui_cluster_state', { state: 'Error' })]: ['_', 1],
      [LOCAL_CLUSTER.of('palette_localui_cluster_state', { state: 'Running' })]: [1, '_'],
    }),
  },

  PaletteLocalClusterNotRunning: {
    severity: 'warning',
    source: 'localUi',
    thresholds: ['applianceUpgrade', 'clusterProvisioning'],
    expr: (settings) => {
      // PaletteLocalClusterError tells of the other one.
      const state = ours(settings, 'palette_localui_cluster_state', 'state!~"Running|Error"');
      const created = ours(settings, 'palette_localui_cluster_created_timestamp_seconds');
      const isNew = `time() - ${created} < ${seconds(settings.thresholds.clusterProvisioning)}`;
      const states = `${maxBy(settings, [...LOCAL_CLUSTER.identity, 'state'], state)} == 1`;
      return unlessUpgraded(settings, `${states} unless ${onSame(settings, ['cluster_uid'])} ${isNew}`);
    },
    for: '30m',
    summary: 'A locally managed cluster is not running.',
    description: 'Cluster {{ $labels.cluster_name }} has been {{ $labels.state }} for half an hour.',
    runbook: {
      meaning:
        'The cluster is neither new nor being upgraded, and yet it is being provisioned or deleted, says Local UI.',
      impact:
        'A change of the cluster does not come to an end. On the appliance this is the cluster that Palette runs on.',
      diagnosis: `${UNITS}
1. Local UI of a control plane host, **Cluster > Overview** and **Events**: which step does it wait for?
2. Stages: \`palette_localui_lifecycle_condition{status!="True"}\`; packs: \`palette_localui_pack_status{status!="Running"} == 1\`
3. Hosts: \`palette_localui_up == 0\`, \`palette_localui_link_peer_healthy == 0\`
4. On a host: \`journalctl -u stylus-agent --since -1h\`.`,
      mitigation:
        'Bring the missing host back or provide what the step waits for. In a deletion the events say what holds it.',
    },
    console: 'localUi',
    tests: turns(LOCAL_CLUSTER.with({ state: 'Provisioning' }), '30m', created(-8000), {
      silent: [created(0), ...waitsForUpgrade(created(-8000)).silent],
      also: [{ states: PROVISIONING }, ...waitsForUpgrade(created(-8000)).also],
    }),
  },

  PaletteLocalClusterUnhealthy: {
    severity: 'critical',
    source: 'localUi',
    thresholds: ['applianceUpgrade'],
    expr: (settings) => {
      const healthy = maxBy(
        settings,
        LOCAL_CLUSTER.identity,
        ours(settings, 'palette_localui_cluster_healthy'),
      );
      return unlessUpgraded(settings, `${healthy} == 0`);
    },
    for: '15m',
    summary: 'A locally managed cluster is unhealthy.',
    description: 'Cluster {{ $labels.cluster_name }} is unhealthy, says Local UI.',
    runbook: {
      meaning: 'A node or a condition of the cluster is not as it should be for longer than a reboot takes.',
      impact: 'On the appliance Palette runs without reserve or not at all.',
      diagnosis: `1. Local UI, **Cluster > Overview**: the reason. Nodes: \`palette_localui_cluster_node_healthy == 0\`
2. Hosts: \`palette_localui_up == 0\`, \`palette_localui_link_peer_healthy == 0\`
3. \`kubectl get nodes\`, \`kubectl get pods --all-namespaces | grep -v -e Running -e Completed\``,
      mitigation:
        'Bring the lost node back. With all nodes up, work through the pods that do not run: storage first, then databases, then the rest.',
    },
    console: 'localUi',
    tests: turns(LOCAL_CLUSTER, '15m', UNHEALTHY, waitsForUpgrade(UNHEALTHY)),
  },

  PaletteLocalNodeUnhealthy: {
    severity: 'warning',
    source: 'localUi',
    thresholds: ['applianceUpgrade'],
    expr: (settings) => {
      const labels = [...LOCAL_CLUSTER.identity, 'node'];
      const healthy = maxBy(settings, labels, ours(settings, 'palette_localui_cluster_node_healthy'));
      return unlessUpgraded(settings, `${healthy} == 0`);
    },
    for: '15m',
    summary: 'A node of a locally managed cluster is unhealthy.',
    description: 'Node {{ $labels.node }} of cluster {{ $labels.cluster_name }} is unhealthy, says Local UI.',
    runbook: {
      meaning: 'Local UI calls this node unhealthy for longer than a reboot takes.',
      impact: 'The cluster runs with a node less.',
      diagnosis: `${UNITS}
1. \`palette_localui_cluster_node_condition{node="<node>"}\`, \`kubectl describe node <node>\`
2. Does its own Local UI answer (\`https://<host>:5080\`)? If not: power, network, console of the server.
3. On the host: \`systemctl status kubelet containerd stylus-agent\`, \`df -h /usr/local\`.`,
      mitigation:
        'Bring the host back, restart the kubelet or free disk space. Never reboot a second node meanwhile.',
    },
    console: 'localUi',
    tests: turns(
      LOCAL_CLUSTER.with({ node: 'pma-2' }),
      '15m',
      NODE_UNHEALTHY,
      waitsForUpgrade(NODE_UNHEALTHY),
    ),
  },

  PaletteLocalPackNotRunning: {
    severity: 'warning',
    source: 'localUi',
    thresholds: ['applianceUpgrade'],
    expr: (settings) => {
      const labels = [...LOCAL_CLUSTER.identity, 'pack', 'status'];
      const status = maxBy(
        settings,
        labels,
        ours(settings, 'palette_localui_pack_status', 'status!="Running"'),
      );
      return unlessUpgraded(settings, `${status} == 1`);
    },
    for: '1h',
    summary: 'A pack of a locally managed cluster does not run.',
    description:
      'Pack {{ $labels.pack }} of cluster {{ $labels.cluster_name }} has been {{ $labels.status }} for more than an hour.',
    runbook: {
      meaning:
        'All packs of a cluster should be `Running`; this one has been something else for an hour, and no upgrade is under way that may still take its time.',
      impact: 'The part that the pack brings does not work fully. For `palette-mgmt-plane` that is Palette.',
      diagnosis: `1. Local UI, **Cluster > Profile**: the pack and its message; \`palette_localui_pack_condition{pack="<pack>"}\`.
2. Is an upgrade under way? \`palette_localui_pack_start_timestamp_seconds\`, \`palette_localui_cluster_reboot_pending\`
3. Missing content? \`palette_localui_pack_contents{sync_status!="completed"}\`
4. \`kubectl get pods --all-namespaces | grep -v -e Running -e Completed\``,
      mitigation:
        'Provide missing content, free room, or correct the values that the message names. The agent tries again.',
    },
    console: 'localUi',
    tests: turns(ZOT, '1h', ZOT_FAILED, {
      silent: [UPGRADE.underWay],
      also: [
        { states: UPGRADE.failed, alerts: [{ labels: IN_WORK.labels }, { labels: ADDON.labels }] },
        { states: UPGRADE.tooLong, alerts: [{ labels: IN_WORK.labels }] },
      ],
    }),
  },

  PaletteLocalRebootPending: {
    severity: 'warning',
    source: 'localUi',
    thresholds: ['applianceUpgrade'],
    expr: (settings) => {
      const pending = maxBy(
        settings,
        LOCAL_CLUSTER.identity,
        ours(settings, 'palette_localui_cluster_reboot_pending'),
      );
      return unlessUpgraded(settings, `${pending} == 1`);
    },
    for: '2h',
    summary: 'Nodes of a locally managed cluster wait for a reboot.',
    description: 'Nodes of cluster {{ $labels.cluster_name }} have been waiting for a reboot for two hours.',
    runbook: {
      meaning:
        'A change of the operating system is staged and takes effect with the next boot, and the boot does not come.',
      impact: 'The upgrade is half done: nodes run old and new versions.',
      diagnosis: `1. Local UI, **Cluster > Overview**: which nodes?
2. \`kubectl get nodes -o wide\`: versions, cordoned nodes. \`kubectl get jobs --all-namespaces | grep apply-\`
3. Does a drain hang? \`kubectl get poddisruptionbudgets --all-namespaces\``,
      mitigation:
        'Help the drain over its obstacle. If nothing is under way, reboot the nodes one by one, each after the former is ready.',
    },
    console: 'localUi',
    tests: turns(LOCAL_CLUSTER, '2h', REBOOT_PENDING, waitsForUpgrade(REBOOT_PENDING)),
  },

  PaletteLocalPoolIncomplete: {
    severity: 'warning',
    source: 'localUi',
    thresholds: ['applianceUpgrade'],
    expr: (settings) => {
      const labels = [...LOCAL_CLUSTER.identity, 'machine_pool'];
      const nodes = maxBy(settings, labels, ours(settings, 'palette_localui_cluster_pool_nodes'));
      const desired = maxBy(settings, labels, ours(settings, 'palette_localui_cluster_pool_desired_nodes'));
      return unlessUpgraded(settings, `${nodes} - ${desired} != 0`);
    },
    for: '1h',
    summary: 'A pool of a locally managed cluster does not have the nodes it should have.',
    description:
      'Pool {{ $labels.machine_pool }} of cluster {{ $labels.cluster_name }} differs by {{ $value }} nodes from its size.',
    runbook: {
      meaning: 'A node was added, removed or replaced, and the change is not finished.',
      impact: 'Less reserve, or a host that is not free for its next use.',
      diagnosis: `1. Local UI, **Cluster > Nodes** and **Events**: which host is missing or left over?
2. Linked hosts: Local UI, **Linked Edge Hosts**; \`palette_localui_link_peer_info\`.`,
      mitigation: 'Bring the host back or link a new one; finish the removal of one that is left over.',
    },
    console: 'localUi',
    tests: turns(LOCAL_CLUSTER.with({ machine_pool: 'control-plane' }), '1h', INCOMPLETE, {
      value: -1,
      ...waitsForUpgrade(INCOMPLETE),
    }),
  },

  PaletteLocalAgentsMixed: {
    severity: 'warning',
    source: 'localUi',
    thresholds: ['applianceUpgrade'],
    expr: (settings) => {
      const host = LOCAL_HOST.identity;
      const member = maxBy(
        settings,
        [...host, ...LOCAL_CLUSTER.identity],
        ours(settings, 'palette_localui_cluster_member'),
      );
      const agent = maxBy(settings, [...host, 'agent_version'], ours(settings, 'palette_localui_host_info'));
      const joined = `${agent} * ${onSame(settings, host)} group_left (cluster_uid, cluster_name) ${onlyOne(settings, host, member)}`;
      const versions = countBy(
        settings,
        LOCAL_CLUSTER.identity,
        countBy(settings, [...LOCAL_CLUSTER.identity, 'agent_version'], joined),
      );
      return unlessUpgraded(settings, `${versions} > 1`);
    },
    for: '2h',
    summary: 'The hosts of a locally managed cluster run different agents.',
    description:
      'The hosts of cluster {{ $labels.cluster_name }} run {{ $value }} different versions of the agent.',
    runbook: {
      meaning:
        'After an upgrade all hosts run the same agent. One of these has not followed, or fell back to its passive image.',
      impact: 'The upgrade is half done; content and cluster formats may differ between the hosts.',
      diagnosis: `${UNITS}
1. \`palette_localui_host_info\`, label agent_version: which host?
2. On it: \`kairos-agent state get boot\`, \`journalctl -u stylus-agent --since -2h | grep -i upgrade\`.`,
      mitigation: 'Repeat the upgrade on that host; if it booted from passive, see KairosPassiveBoot.',
    },
    console: 'localUi',
    tests: turns(LOCAL_CLUSTER, '2h', MIXED, {
      value: 2,
      silent: waitsForUpgrade(MIXED).silent,
      also: [
        ...waitsForUpgrade(MIXED).also,
        {
          // As exporters in two namespaces see it.
          states: { ...inNamespace('here', MIXED), ...inNamespace('there', MIXED) },
          alerts: ['here', 'there'].map((namespace) => ({
            labels: LOCAL_CLUSTER.with({ namespace }).labels,
            value: 2,
          })),
        },
      ],
    }),
  },
});

/** The same series, from an exporter in that namespace. */
function inNamespace(namespace: string, states: States): States {
  return Object.fromEntries(
    Object.entries(states).map(([selector, values]) => [
      selector.replace(/}$/, `,namespace="${namespace}"}`),
      values,
    ]),
  );
}
