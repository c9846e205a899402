import { defineAlert } from './alert.ts';
import { countBy, maxBy, ours } from './promql.ts';
import { series, turns } from './proof.ts';
import { LOCAL_CLUSTER, LOCAL_HOST } from './subjects.ts';

const cluster = Object.keys(LOCAL_CLUSTER);
const PEER = { ...LOCAL_HOST, peer_id: 'edge-2' };
const of = (metric: string, labels: Record<string, string> = {}) =>
  series(metric, { ...LOCAL_HOST, ...labels });
const ofCluster = (metric: string, labels: Record<string, string> = {}) =>
  series(metric, { ...LOCAL_CLUSTER, ...labels });

export const paletteLocalUiUnreachable = defineAlert({
  name: 'PaletteLocalUiUnreachable',
  component: 'local-ui',
  severity: 'warning',
  source: 'localUi',
  expr: (settings) => `${maxBy(settings, ['edge_host'], ours(settings, 'palette_localui_up'))} == 0`,
  for: '10m',
  summary: 'The Local UI of a host does not answer.',
  description: 'Local UI of host {{ $labels.edge_host }} does not answer the exporter.',
  runbook: {
    meaning: 'The exporter cannot log in to the Local UI of this host, or cannot reach it.',
    impact:
      'Local UI is the only console that works while the appliance is being upgraded or Palette is down. Without it ' +
      'nobody sees the state of the host, its registry and its content from outside.',
    diagnosis: `1. Open \`https://<host>:5080\` in a browser.
2. It loads, but the exporter says \`unauthorized\`: the password of the monitoring user was changed, or the user is
   locked. Five failed logins lock an OS user for 15 minutes; the exporter tries twice and then waits.
3. It does not load: \`ping <host>\`, then on the host \`systemctl status palette-tui spectro-init stylus-agent\` and
   \`ss -ltn 'sport = :5080'\`.
4. \`tls\`: the certificate of Local UI changed, for example after a reinstallation; compare the pinned fingerprint.`,
    mitigation:
      'Correct the password file or the pinned certificate of this source. If the service does not listen, restart ' +
      'the host agent; if the host is down, see the alert about the edge host.',
  },
  console: 'localUi',
  tests: turns(LOCAL_HOST, '10m', { [of('palette_localui_up')]: [1, 0] }),
});

export const paletteLocalUiLoginBlocked = defineAlert({
  name: 'PaletteLocalUiLoginBlocked',
  component: 'local-ui',
  severity: 'warning',
  source: 'localUi',
  expr: (settings) =>
    `${maxBy(settings, ['edge_host'], ours(settings, 'palette_localui_login_blocked'))} == 1`,
  for: '5m',
  summary: 'A Local UI rejects the login of the monitoring.',
  description:
    'Host {{ $labels.edge_host }} rejects the login of the exporter, which waits before it tries again.',
  runbook: {
    meaning:
      'The host rejected the password twice. The exporter stops so that the host does not lock the user.',
    impact: 'This host is not watched. People with the same user may be locked out as well.',
    diagnosis: `1. Was the password changed? Log in by hand with the user of the configuration, once.
2. On the host: \`faillock --user <user>\` shows failed logins and a lock; \`chage -l <user>\` an expired password.`,
    mitigation:
      'Write the new password into the file of the exporter; it tries at once. A locked user: `faillock --user <user> --reset`.',
  },
  console: 'localUi',
  tests: turns(LOCAL_HOST, '5m', { [of('palette_localui_login_blocked')]: [0, 1] }),
});

export const paletteLocalClusterError = defineAlert({
  name: 'PaletteLocalClusterError',
  component: 'local-ui',
  severity: 'critical',
  source: 'localUi',
  expr: (settings) =>
    `${maxBy(settings, cluster, ours(settings, 'palette_localui_cluster_state', 'state="Error"'))} == 1`,
  for: '5m',
  summary: 'A locally managed cluster is in state Error.',
  description: 'Cluster {{ $labels.cluster_name }} is in state Error, says Local UI.',
  runbook: {
    meaning:
      'The agent gave up a change of the cluster. On the appliance this is the cluster that Palette runs on.',
    impact: 'The change or upgrade is not finished; Palette may be down.',
    diagnosis: `1. Local UI of a control plane host, **Cluster > Overview** and **Events**: the reason.
2. Which pack? \`palette_localui_pack_status{status!="Running"} == 1\`
3. On a host: \`journalctl -u stylus-agent --since -1h\`; \`kubectl get nodes,pods --all-namespaces | grep -v Running\`.`,
    mitigation:
      'Remove the cause that the events name; the agent tries again. Before a second upgrade attempt make a backup of the appliance.',
  },
  console: 'localUi',
  tests: turns(LOCAL_CLUSTER, '5m', {
    [ofCluster('palette_localui_cluster_state', { state: 'Error' })]: ['_', 1],
    [ofCluster('palette_localui_cluster_state', { state: 'Running' })]: [1, '_'],
  }),
});

export const paletteLocalClusterUnhealthy = defineAlert({
  name: 'PaletteLocalClusterUnhealthy',
  component: 'local-ui',
  severity: 'critical',
  source: 'localUi',
  expr: (settings) => `${maxBy(settings, cluster, ours(settings, 'palette_localui_cluster_healthy'))} == 0`,
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
  tests: turns(LOCAL_CLUSTER, '15m', { [ofCluster('palette_localui_cluster_healthy')]: [1, 0] }),
});

export const paletteLocalNodeUnhealthy = defineAlert({
  name: 'PaletteLocalNodeUnhealthy',
  component: 'local-ui',
  severity: 'warning',
  source: 'localUi',
  expr: (settings) =>
    `${maxBy(settings, [...cluster, 'node'], ours(settings, 'palette_localui_cluster_node_healthy'))} == 0`,
  for: '15m',
  summary: 'A node of a locally managed cluster is unhealthy.',
  description: 'Node {{ $labels.node }} of cluster {{ $labels.cluster_name }} is unhealthy, says Local UI.',
  runbook: {
    meaning: 'Local UI calls this node unhealthy for longer than a reboot takes.',
    impact: 'The cluster runs with a node less.',
    diagnosis: `1. \`palette_localui_cluster_node_condition{node="<node>"}\`, \`kubectl describe node <node>\`
2. Does its own Local UI answer (\`https://<host>:5080\`)? If not: power, network, console of the server.
3. On the host: \`systemctl status kubelet containerd stylus-agent\`, \`df -h /usr/local\`.`,
    mitigation:
      'Bring the host back, restart the kubelet or free disk space. Never reboot a second node meanwhile.',
  },
  console: 'localUi',
  tests: turns({ ...LOCAL_CLUSTER, node: 'pma-2' }, '15m', {
    [ofCluster('palette_localui_cluster_node_healthy', { machine_pool: 'control-plane', node: 'pma-2' })]: [
      1, 0,
    ],
  }),
});

export const paletteLocalPackNotRunning = defineAlert({
  name: 'PaletteLocalPackNotRunning',
  component: 'local-ui',
  severity: 'warning',
  source: 'localUi',
  expr: (settings) => {
    const labels = [...cluster, 'pack', 'status'];
    return `${maxBy(settings, labels, ours(settings, 'palette_localui_pack_status', 'status!="Running"'))} == 1`;
  },
  for: '1h',
  summary: 'A pack of a locally managed cluster does not run.',
  description:
    'Pack {{ $labels.pack }} of cluster {{ $labels.cluster_name }} has been {{ $labels.status }} for an hour.',
  runbook: {
    meaning: 'All packs of a cluster should be `Running`; this one has been something else for an hour.',
    impact: 'The part that the pack brings does not work fully. For `palette-mgmt-plane` that is Palette.',
    diagnosis: `1. Local UI, **Cluster > Profile**: the pack and its message; \`palette_localui_pack_condition{pack="<pack>"}\`.
2. Is an upgrade under way? \`palette_localui_pack_start_timestamp_seconds\`, \`palette_localui_cluster_reboot_pending\`
3. Missing content? \`palette_localui_pack_contents{sync_status!="completed"}\`
4. \`kubectl get pods --all-namespaces | grep -v -e Running -e Completed\``,
    mitigation:
      'Provide missing content, free room, or correct the values that the message names. The agent tries again.',
  },
  console: 'localUi',
  tests: turns({ ...LOCAL_CLUSTER, pack: 'zot-registry', status: 'Failed' }, '1h', {
    [ofCluster('palette_localui_pack_status', { pack: 'zot-registry', profile: 'x', status: 'Failed' })]: [
      '_',
      1,
    ],
    [ofCluster('palette_localui_pack_status', { pack: 'zot-registry', profile: 'x', status: 'Running' })]: [
      1,
      '_',
    ],
  }),
});

export const paletteLocalRebootPending = defineAlert({
  name: 'PaletteLocalRebootPending',
  component: 'local-ui',
  severity: 'warning',
  source: 'localUi',
  expr: (settings) =>
    `${maxBy(settings, cluster, ours(settings, 'palette_localui_cluster_reboot_pending'))} == 1`,
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
  tests: turns(LOCAL_CLUSTER, '2h', { [ofCluster('palette_localui_cluster_reboot_pending')]: [0, 1] }),
});

export const paletteLocalPoolIncomplete = defineAlert({
  name: 'PaletteLocalPoolIncomplete',
  component: 'local-ui',
  severity: 'warning',
  source: 'localUi',
  expr: (settings) => {
    const labels = [...cluster, 'machine_pool'];
    const nodes = maxBy(settings, labels, ours(settings, 'palette_localui_cluster_pool_nodes'));
    const desired = maxBy(settings, labels, ours(settings, 'palette_localui_cluster_pool_desired_nodes'));
    return `${nodes} - ${desired} != 0`;
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
  tests: turns(
    { ...LOCAL_CLUSTER, machine_pool: 'control-plane' },
    '1h',
    {
      [ofCluster('palette_localui_cluster_pool_nodes', {
        machine_pool: 'control-plane',
        role: 'control-plane',
      })]: [3, 2],
      [ofCluster('palette_localui_cluster_pool_desired_nodes', {
        machine_pool: 'control-plane',
        role: 'control-plane',
      })]: [3, 3],
    },
    { value: -1 },
  ),
});

export const paletteLinkedHostUnhealthy = defineAlert({
  name: 'PaletteLinkedHostUnhealthy',
  component: 'local-ui',
  severity: 'warning',
  source: 'localUi',
  expr: (settings) =>
    `${maxBy(settings, Object.keys(PEER), ours(settings, 'palette_localui_link_peer_healthy'))} == 0`,
  for: '20m',
  summary: 'A host calls a linked host unhealthy.',
  description: 'Host {{ $labels.edge_host }} calls its linked host {{ $labels.peer_id }} unhealthy.',
  runbook: {
    meaning: 'Linked hosts watch each other; this one does not hear the other one.',
    impact: 'Uploaded content does not reach the other host, and a cluster of them lacks a member.',
    diagnosis: `1. Who is it? \`palette_localui_link_peer_info{peer_id="<id>"}\`: its name; then its own Local UI.
2. Network between the two: \`ping\`, and the ports of the agent (\`ss -ltnp | grep stylus\`).
3. Clocks: \`timedatectl\` on both.`,
    mitigation:
      'Bring the host back or repair the network. A host that was taken away for good is unlinked in Local UI.',
  },
  console: 'localUi',
  tests: turns(PEER, '20m', { [series('palette_localui_link_peer_healthy', PEER)]: [1, 0] }),
});

export const palettePeerContentNotSynced = defineAlert({
  name: 'PalettePeerContentNotSynced',
  component: 'local-ui',
  severity: 'warning',
  source: 'localUi',
  expr: (settings) =>
    `${maxBy(settings, Object.keys(PEER), ours(settings, 'palette_localui_link_peer_content_synced'))} == 0`,
  for: '3h',
  summary: 'A linked host lacks uploaded content.',
  description:
    'Host {{ $labels.peer_id }} has lacked content that was uploaded to {{ $labels.edge_host }} for three hours.',
  runbook: {
    meaning: 'Content is copied from the host that received it to the linked ones. It has not arrived there.',
    impact: 'An upgrade cannot begin, or stops when that host needs the content.',
    diagnosis: `1. \`palette_localui_link_peer_info{peer_id="<id>"}\`, its Local UI, **Content**.
2. Room on that host: \`palette_localui_host_partition_used_ratio\`; the line between the two.`,
    mitigation:
      'Free room there; restart the agent of the receiving host (`systemctl restart stylus-agent`) so that it copies again.',
  },
  console: 'localUi',
  tests: turns(PEER, '3h', { [series('palette_localui_link_peer_content_synced', PEER)]: [1, 0] }),
});

export const paletteLocalHostConfigFailed = defineAlert({
  name: 'PaletteLocalHostConfigFailed',
  component: 'local-ui',
  severity: 'warning',
  source: 'localUi',
  expr: (settings) =>
    `${maxBy(settings, ['edge_host'], ours(settings, 'palette_localui_host_configuration_change_state', 'state="Failed"'))} == 1`,
  for: '15m',
  summary: 'A change of proxy or certificate authorities of a host failed.',
  description: 'The last change of proxy or certificate authorities of host {{ $labels.edge_host }} failed.',
  runbook: {
    meaning:
      'Somebody changed the proxy or the trusted authorities in Local UI, and the agent could not apply it.',
    impact: 'The host may not reach registries or Palette, or trusts less than it should.',
    diagnosis: `1. Local UI of the host, **Edge Host > Configurations**: the state of the change.
2. On the host: \`journalctl -u stylus-agent --since -1h | grep -i -e proxy -e cert\`; is the file valid PEM?`,
    mitigation: 'Correct the entry and save it again.',
  },
  console: 'localUi',
  tests: turns(LOCAL_HOST, '15m', {
    [of('palette_localui_host_configuration_change_state', { state: 'Failed' })]: ['_', 1],
    [of('palette_localui_host_configuration_change_state', { state: 'Configured' })]: [1, '_'],
  }),
});

export const paletteLocalAgentsMixed = defineAlert({
  name: 'PaletteLocalAgentsMixed',
  component: 'local-ui',
  severity: 'warning',
  source: 'localUi',
  expr: (settings) => {
    const member = maxBy(
      settings,
      ['edge_host', ...cluster],
      ours(settings, 'palette_localui_cluster_member'),
    );
    const agent = `max by (edge_host, agent_version) (${ours(settings, 'palette_localui_host_info')})`;
    const joined = `${agent} * on (edge_host) group_left (cluster_uid, cluster_name) ${member}`;
    return `${countBy(settings, cluster, `count by (cluster_uid, cluster_name, agent_version) (${joined})`)} > 1`;
  },
  for: '2h',
  summary: 'The hosts of a locally managed cluster run different agents.',
  description:
    'The hosts of cluster {{ $labels.cluster_name }} run {{ $value }} different versions of the agent.',
  runbook: {
    meaning:
      'After an upgrade all hosts run the same agent. One of these has not followed, or fell back to its passive image.',
    impact: 'The upgrade is half done; content and cluster formats may differ between the hosts.',
    diagnosis: `1. \`palette_localui_host_info\`, label agent_version: which host?
2. On it: \`kairos-agent state get boot\`, \`journalctl -u stylus-agent --since -2h | grep -i upgrade\`.`,
    mitigation: 'Repeat the upgrade on that host; if it booted from passive, see KairosPassiveBoot.',
  },
  console: 'localUi',
  tests: turns(
    LOCAL_CLUSTER,
    '2h',
    {
      [ofCluster('palette_localui_cluster_member', { edge_host: 'pma-1' })]: [1, 1],
      [ofCluster('palette_localui_cluster_member', { edge_host: 'pma-2' })]: [1, 1],
      [series('palette_localui_host_info', { edge_host: 'pma-1', agent_version: '4.8.9' })]: [1, 1],
      [series('palette_localui_host_info', { edge_host: 'pma-2', agent_version: '4.8.9' })]: [1, '_'],
      [series('palette_localui_host_info', { edge_host: 'pma-2', agent_version: '4.8.3' })]: ['_', 1],
    },
    { value: 2 },
  ),
});

export const localUiAlerts = [
  paletteLocalUiUnreachable,
  paletteLocalUiLoginBlocked,
  paletteLocalClusterError,
  paletteLocalClusterUnhealthy,
  paletteLocalNodeUnhealthy,
  paletteLocalPackNotRunning,
  paletteLocalRebootPending,
  paletteLocalPoolIncomplete,
  paletteLinkedHostUnhealthy,
  palettePeerContentNotSynced,
  paletteLocalHostConfigFailed,
  paletteLocalAgentsMixed,
];
