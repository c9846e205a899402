import { defineDashboard, type Mapping, type States } from './kit/dashboard.ts';
import {
  anyIsBad,
  anyIsWorthALook,
  below,
  from,
  healthyOrNot,
  plain,
  rising,
  upOrDown,
  words,
  yesIsBad,
  yesIsGood,
  yesIsWorthALook,
  zeroOrOne,
} from './kit/levels.ts';
import { deadlines, howMany, inWords, localUisUp } from './kit/panels.ts';
import { age, coded, left, outOf, seconds, shown } from './kit/queries.ts';
import { bootPhases, copyStates, localClusterStates } from './kit/state-levels.ts';
import { localUiHost } from './kit/variables.ts';

const packStatus: States = {
  Running: 'good',
  Pending: 'watch',
  Deploying: 'watch',
  InProgress: 'watch',
  Updating: 'watch',
  Error: 'bad',
  InstallFailed: 'bad',
};
const linkStates: States = { Completed: 'good', Pending: 'watch', InProgress: 'watch', Failed: 'bad' };
const registryStates: States = { Healthy: 'good', Unhealthy: 'bad', NotInstalled: 'neutral' };

const boots = coded('edge_host', 'state', bootPhases, (...matchers) =>
  ofHosts('palette_localui_host_state', ...matchers),
);
const states = coded('cluster_name, cluster_uid', 'state', localClusterStates, (...matchers) =>
  shown('palette_localui_cluster_state', ...matchers),
);
const registries = coded('cluster_name, cluster_uid', 'state', registryStates, (...matchers) =>
  shown('palette_localui_registry_state', ...matchers),
);
const links = coded('edge_host', 'state', linkStates, (...matchers) =>
  ofHosts('palette_localui_link_state', ...matchers),
);
const packs = coded('cluster_uid, profile, pack', 'status', packStatus, (...matchers) =>
  shown('palette_localui_pack_status', ...matchers),
);

const ID = 'cluster_uid';
const PALETTE_PACK = '"palette-mgmt.*"';
const OF_CLUSTER = `max by (cluster_name, ${ID})`;

/** Packs that are being deployed: they do not run yet, and have not failed. */
const inWork = (...matchers: readonly string[]) =>
  shown('palette_localui_pack_status', 'status!="Running"', 'status!~"(?i).*(fail|error).*"', ...matchers);
const waiting = shown('palette_localui_registry_sync_items', 'status="pending"');

const registryTls = ofHosts('palette_localui_registry_tls_not_after_timestamp_seconds');

/** The step that each cluster has reached, from the last one back; none where no upgrade is under way. */
const upgradeSteps = [
  `4 * (${OF_CLUSTER} (${inWork(`pack=~${PALETTE_PACK}`)}) unless on (${ID}) ${inWork(`pack!~${PALETTE_PACK}`)})`,
  `3 * ${OF_CLUSTER} (${inWork()})`,
  `2 * (${OF_CLUSTER} (${shown('palette_localui_update_available')}) == 1)`,
  `1 ^ (${OF_CLUSTER} (${waiting}) > 0)`,
].join(` or on (${ID}) `);
const stepWords: readonly Mapping[] = [
  { value: '1', text: 'step 1 of 4: content is copied', level: 'watch' },
  { value: '2', text: 'step 2 of 4: the update waits for review', level: 'watch' },
  { value: '3', text: 'step 3 of 4: packs and hosts, one by one', level: 'watch' },
  { value: '4', text: 'step 4 of 4: Palette itself starts', level: 'watch' },
];
const packsBegan = `min by (${ID}) (${shown('palette_localui_pack_start_timestamp_seconds')} and on (${ID}, profile, pack) ${inWork()})`;
const copyBegan = `min by (${ID}) (${shown('palette_localui_registry_sync_oldest_pending_timestamp_seconds')} and on (${ID}) (${waiting} > 0))`;
const allPacks = `count by (${ID}) (max by (${ID}, profile, pack) (${shown('palette_localui_pack_status')}))`;
const runningPacks = `count by (${ID}) (max by (${ID}, profile, pack) (${shown('palette_localui_pack_status', 'status="Running"')}))`;
const packsDone = `${outOf(runningPacks, allPacks, ID)} and on (${ID}) ${inWork()}`;

export const appliance = defineDashboard(({ settings: { thresholds, consoles } }) => ({
  uid: 'palette-appliance',
  title: 'Palette appliance (Local UI)',
  description: 'Is the appliance well, and how far is its upgrade?',
  tags: ['palette'],
  from: 'now-6h',
  targets: ['palette_exporter_collector_up'],
  freshBy: 'localui_host',
  variables: [localUiHost],
  annotations: [
    {
      name: 'Content uploaded',
      expr: `1000 * max by (edge_host) (${ofHosts('palette_localui_uploaded_content_timestamp_seconds')})`,
      atValue: true,
      text: 'A content bundle was uploaded to {{edge_host}}: an upgrade begins',
      level: 'watch',
    },
  ],
  rows: [
    {
      title: 'Is the appliance well?',
      panels: [
        localUisUp(ofHosts('palette_localui_up')),
        inWords(
          'Cluster',
          'The state of the cluster that Palette itself runs on.',
          { expr: states.expr, legend: '{{cluster_name}}' },
          states.mappings,
          'No cluster',
        ),
        inWords(
          'Health',
          'Whether that cluster is healthy.',
          { expr: byCluster('palette_localui_cluster_healthy'), legend: '{{cluster_name}}' },
          healthyOrNot,
          'No cluster',
        ),
        inWords(
          'Registry',
          'The registry in the cluster, from which it takes its images.',
          { expr: registries.expr, legend: '{{cluster_name}}' },
          registries.mappings,
          'No registry',
        ),
        inWords(
          'Update to review',
          'Whether an uploaded update waits for somebody to review and apply it in Local UI.',
          { expr: byCluster('palette_localui_update_available'), legend: '{{cluster_name}}' },
          yesIsWorthALook,
          'No cluster',
        ),
        {
          kind: 'stat',
          title: 'To synchronise',
          description: 'Images, charts and packs that wait to be copied into the registry, or could not be.',
          unit: 'none',
          query: {
            expr: `sum(max by (cluster_uid, content_type, status) (${shown('palette_localui_registry_sync_items')}))`,
          },
          thresholds: anyIsWorthALook,
          empty: 'No registry',
        },
        {
          kind: 'stat',
          title: 'Certificate left',
          description: 'Time until the first certificate of the control plane or of a registry expires.',
          unit: 's',
          query: {
            expr: left(
              `min(${shown('palette_localui_certificate_not_after_timestamp_seconds', 'certificate!=""')} or ${registryTls})`,
            ),
          },
          thresholds: below(seconds(thresholds.certificateExpiry)),
          empty: 'No certificates',
        },
        {
          kind: 'stat',
          title: 'Fullest partition',
          description: 'Used share of the partition that is fullest.',
          unit: 'percentunit',
          query: { expr: `max(${ofHosts('palette_localui_host_partition_used_ratio')})` },
          thresholds: from(thresholds.localPartitionUsedRatio, 'bad'),
          empty: 'No partitions',
        },
        howMany(
          'Interfaces down',
          'Network interfaces of the hosts that are down.',
          `max by (edge_host, interface) (${ofHosts('palette_localui_network_interface_up')}) == 0`,
          anyIsBad,
        ),
      ],
    },
    {
      title: 'How far is the upgrade?',
      panels: [
        {
          kind: 'table',
          title: 'Upgrade',
          description:
            'Which step the upgrade of each cluster has reached, since when, and when it should be over at the latest. Never apply an update that is more than one minor release of Kubernetes ahead.',
          height: 5,
          lines: upgradeSteps,
          by: ID,
          columns: [
            { title: 'Cluster', label: 'cluster_name' },
            { title: 'Step', width: 320, mappings: stepWords },
            { title: 'Since', expr: age(`${packsBegan} or on (${ID}) ${copyBegan}`), unit: 's' },
            { title: 'Packs done', label: 'said', expr: `max by (${ID}, said) (${packsDone})` },
            {
              title: 'Ends within',
              expr: left(`${packsBegan} + ${seconds(thresholds.applianceUpgrade)}`),
              unit: 's',
              thresholds: below(0),
            },
            {
              title: 'Kubernetes ahead',
              expr: `max by (${ID}) (${shown('palette_localui_update_kubernetes_minor_releases')})`,
              unit: 'none',
              thresholds: from(2, 'bad'),
            },
          ],
          sortBy: 'Cluster',
          empty: 'No upgrade is under way',
        },
        {
          kind: 'timeline',
          title: 'Packs',
          description:
            'What each pack of the cluster is doing. During an upgrade they leave Running one by one.',
          height: 10,
          query: { expr: packs.expr, legend: '{{pack}}' },
          mappings: packs.mappings,
          empty: 'No packs',
        },
        {
          kind: 'timeline',
          title: 'Palette, Local UI and reboots',
          description: 'Palette and the hosts are away in turn while the appliance is upgraded.',
          height: 10,
          query: {
            expr: `max by (palette) (${shown('palette_up')}) or ${byHost('palette_localui_up')} or label_replace(1 - ${byCluster('palette_localui_cluster_reboot_pending')}, "cluster_name", "no reboot of $1 waits", "cluster_name", "(.*)")`,
            legend: '{{palette}}{{edge_host}}{{cluster_name}}',
          },
          mappings: zeroOrOne(['Down', 'bad'], ['Fine', 'good']),
          empty: 'Nothing is watched',
        },
        {
          kind: 'graph',
          title: 'Copying content into the registry',
          description: 'Items that still have to be copied, and those that failed.',
          unit: 'none',
          queries: [
            {
              expr: `sum by (status) (max by (cluster_uid, content_type, status) (${shown('palette_localui_registry_sync_items')}))`,
              legend: '{{status}}',
            },
            {
              expr: `sum(max by (cluster_uid) (${shown('palette_localui_registry_sync_errors')}))`,
              legend: 'errors',
            },
          ],
          stacked: true,
          states: copyStates,
          min: 0,
          empty: 'No registry',
        },
        {
          kind: 'timeline',
          title: 'Each node',
          description: 'When each node of the cluster was healthy: during an upgrade they reboot in turn.',
          query: {
            expr: `max by (cluster_uid, node) (${shown('palette_localui_cluster_node_healthy')})`,
            legend: '{{node}}',
          },
          mappings: healthyOrNot,
          empty: 'No cluster',
        },
        {
          kind: 'timeline',
          title: 'Stages of the cluster',
          description: 'Whether each stage in the life of the cluster has been reached.',
          query: {
            expr: `max by (cluster_uid, type) (${shown('palette_localui_lifecycle_condition', 'status="True"')} or 0 * ${shown('palette_localui_lifecycle_condition')})`,
            legend: '{{type}}',
          },
          mappings: yesIsGood,
          empty: 'No stages known',
        },
      ],
    },
    {
      title: 'Hosts',
      collapsed: true,
      panels: [
        {
          kind: 'table',
          title: 'Hosts',
          description: 'The hosts with a Local UI that is watched.',
          height: 7,
          lines: `max by (edge_host, host_name, agent_version, os_version, kernel_version, management_mode) (${ofHosts('palette_localui_host_info')})`,
          by: 'edge_host',
          columns: [
            {
              title: 'Host',
              label: 'edge_host',
              ...(consoles.localUi && { links: [{ title: 'Open Local UI', url: consoles.localUi }] }),
            },
            { title: 'Agent', label: 'agent_version' },
            { title: 'System', label: 'os_version' },
            { title: 'Kernel', label: 'kernel_version' },
            { title: 'Managed', label: 'management_mode' },
            {
              title: 'Booted',
              label: 'state',
              expr: `max by (edge_host, state) (${ofHosts('palette_localui_host_state')})`,
              mappings: words(bootPhases),
            },
            {
              title: 'Fullest partition',
              expr: byHost('palette_localui_host_partition_used_ratio'),
              unit: 'percentunit',
              thresholds: from(thresholds.localPartitionUsedRatio, 'bad'),
            },
            {
              title: 'Last error logged',
              expr: age(byHost('palette_localui_host_last_error_timestamp_seconds')),
              unit: 's',
            },
          ],
          sortBy: 'Host',
          empty: 'None watched',
        },
        {
          kind: 'timeline',
          title: 'Boot phase',
          description: 'Recovery means that the images of a host did not start.',
          query: { expr: boots.expr, legend: '{{edge_host}}' },
          mappings: boots.mappings,
          empty: 'None watched',
        },
        {
          kind: 'bars',
          title: 'Partitions',
          description: 'Used share of the partitions that are fullest.',
          width: 12,
          unit: 'percentunit',
          min: 0,
          max: 1,
          query: {
            expr: `topk(12, max by (edge_host, mountpoint) (${ofHosts('palette_localui_host_partition_used_ratio')}))`,
            legend: '{{edge_host}} {{mountpoint}}',
          },
          thresholds: from(thresholds.localPartitionUsedRatio, 'bad'),
          empty: 'None watched',
        },
        {
          kind: 'timeline',
          title: 'Network interfaces',
          description: 'Whether each network interface of the hosts is up.',
          query: {
            expr: `max by (edge_host, interface) (${ofHosts('palette_localui_network_interface_up')})`,
            legend: '{{edge_host}} {{interface}}',
          },
          mappings: upOrDown,
          empty: 'None watched',
        },
        {
          kind: 'graph',
          title: 'Files of crashes',
          description: 'Files in /var/log/files, where core dumps end up. A rise hints at a crash.',
          unit: 'none',
          queries: [{ expr: byHost('palette_localui_host_files'), legend: '{{edge_host}}' }],
          min: 0,
          empty: 'None watched',
        },
      ],
    },
    {
      title: 'Nodes of the cluster',
      collapsed: true,
      panels: [
        {
          kind: 'table',
          title: 'Versions on the nodes',
          description: 'What each node runs. During an upgrade they differ, afterwards they must not.',
          width: 24,
          height: 8,
          lines: `max by (cluster_name, cluster_uid, node, kubelet_version, os_image, kernel_version) (${shown('palette_localui_cluster_node_info')})`,
          columns: [
            { title: 'Cluster', label: 'cluster_name' },
            { title: 'Node', label: 'node' },
            { title: 'Kubelet', label: 'kubelet_version' },
            { title: 'Image', label: 'os_image' },
            { title: 'Kernel', label: 'kernel_version' },
          ],
          sortBy: 'Node',
          empty: 'No cluster',
        },
      ],
    },
    {
      title: 'Linked hosts',
      collapsed: true,
      panels: [
        {
          kind: 'timeline',
          title: 'Link',
          description: 'How far each host is linked with its peers.',
          width: 10,
          query: { expr: links.expr, legend: '{{edge_host}}' },
          mappings: links.mappings,
          empty: 'The hosts are not linked',
        },
        {
          kind: 'table',
          title: 'Peers',
          description:
            'The peers that each host sees, whether it calls them healthy and whether they have all content.',
          width: 14,
          height: 8,
          lines: `max by (pair, edge_host, peer_name, role, agent_version) (${pair(ofHosts('palette_localui_link_peer_info'))})`,
          by: 'pair',
          columns: [
            { title: 'Host', label: 'edge_host' },
            { title: 'Peer', label: 'peer_name' },
            { title: 'Role', label: 'role' },
            { title: 'Agent', label: 'agent_version' },
            { title: 'Health', expr: ofPeer('palette_localui_link_peer_healthy'), mappings: healthyOrNot },
            {
              title: 'Content',
              expr: ofPeer('palette_localui_link_peer_content_synced'),
              mappings: yesIsGood,
            },
          ],
          sortBy: 'Host',
          empty: 'The hosts are not linked',
        },
      ],
    },
    {
      title: 'Registry and content',
      collapsed: true,
      panels: [
        {
          kind: 'stat',
          title: 'Registry disk',
          description: 'How full the disk of the registry is. A full one takes no upgrade.',
          unit: 'percentunit',
          query: { expr: byCluster('palette_localui_registry_disk_used_ratio'), legend: '{{cluster_name}}' },
          thresholds: rising(thresholds.localRegistryFillingRatio, thresholds.localRegistryFullRatio),
          empty: 'No registry',
        },
        {
          kind: 'stat',
          title: 'Longest wait',
          description: 'How long the oldest item waits for its copy into the registry.',
          unit: 's',
          query: {
            expr: age(byCluster('palette_localui_registry_sync_oldest_pending_timestamp_seconds')),
            legend: '{{cluster_name}}',
          },
          thresholds: from(seconds(thresholds.localSyncAge), 'bad'),
          empty: 'Nothing waits',
        },
        {
          kind: 'bars',
          title: 'What the registry holds',
          description: 'Images, artifacts, charts and packs in the registry.',
          unit: 'none',
          width: 7,
          height: 4,
          query: {
            expr: `max by (content_type) (${shown('palette_localui_registry_content_items')})`,
            legend: '{{content_type}}',
          },
          thresholds: plain,
          empty: 'No registry',
        },
        {
          kind: 'table',
          title: 'Last upload',
          description: 'The content bundle that was last uploaded to each host, and how long ago.',
          width: 9,
          height: 4,
          lines: `max by (edge_host, file_name) (${ofHosts('palette_localui_uploaded_content_info')})`,
          by: 'edge_host',
          columns: [
            { title: 'Host', label: 'edge_host' },
            { title: 'Bundle', label: 'file_name' },
            {
              title: 'Size',
              expr: byHost('palette_localui_uploaded_content_bytes'),
              unit: 'bytes',
            },
            {
              title: 'Ago',
              expr: age(byHost('palette_localui_uploaded_content_timestamp_seconds')),
              unit: 's',
            },
          ],
          sortBy: 'Host',
          empty: 'Nothing was uploaded',
        },
        {
          kind: 'table',
          title: 'Packs of the update to review',
          description: 'What the uploaded update would bring.',
          lines: `max by (cluster_name, cluster_uid, profile, profile_version, pack, pack_version) (${shown('palette_localui_update_pack_info')})`,
          columns: [
            { title: 'Cluster', label: 'cluster_name' },
            { title: 'Profile', label: 'profile' },
            { title: 'Profile version', label: 'profile_version' },
            { title: 'Pack', label: 'pack' },
            { title: 'Pack version', label: 'pack_version' },
          ],
          sortBy: 'Pack',
          empty: 'No update waits',
        },
      ],
    },
    {
      title: 'Certificates and access',
      collapsed: true,
      panels: [
        deadlines(
          'Certificates of the control plane',
          'Certificates that expire first. They are renewed 30 days before.',
          {
            expr: `bottomk(8, ${left(`min by (cluster_uid, node, ca, certificate) (${shown('palette_localui_certificate_not_after_timestamp_seconds', 'certificate!=""')})`)})`,
            legend: '{{node}} {{certificate}}',
          },
          below(seconds(thresholds.certificateExpiry)),
          'No certificates known',
        ),
        deadlines(
          'TLS of Local UI and registry',
          'Time until the certificates expire that Local UI presents to browsers and the registry to the nodes.',
          {
            expr: left(
              `${byPort('Local UI', ofHosts('palette_localui_tls_not_after_timestamp_seconds'))} or ${byPort('registry', registryTls)}`,
            ),
            legend: '{{edge_host}} {{port}}',
          },
          below(seconds(thresholds.tlsExpiry), 'watch'),
          'None watched',
        ),
        inWords(
          'Login left alone',
          'Whether the exporter stopped logging in because the host rejected it. Correct the password.',
          { expr: byHost('palette_localui_login_blocked'), legend: '{{edge_host}}' },
          yesIsBad,
          'None watched',
        ),
        {
          kind: 'stat',
          title: 'Rejected logins',
          description: 'Logins of the exporter that hosts have rejected within the time shown.',
          unit: 'none',
          query: {
            expr: `sum by (edge_host) (increase(${ofHosts('palette_localui_login_failures_total')}[$__range]))`,
            legend: '{{edge_host}}',
          },
          thresholds: anyIsBad,
          empty: 'None watched',
        },
      ],
    },
  ],
}));

function ofHosts(metric: string, ...matchers: readonly string[]): string {
  return shown(metric, 'edge_host=~"$edge_host"', ...matchers);
}

function byHost(metric: string, operator: 'max' | 'min' = 'max'): string {
  return `${operator} by (edge_host) (${ofHosts(metric)})`;
}

/** What a host presents on one of its ports. */
function byPort(port: string, timestamp: string): string {
  return `label_replace(min by (edge_host) (${timestamp}), "port", "${port}", "", "")`;
}

function byCluster(metric: string): string {
  return `max by (cluster_name, cluster_uid) (${shown(metric)})`;
}

/** A peer is told apart by who sees it and what it is. */
function pair(expr: string): string {
  return `label_join(${expr}, "pair", " ", "edge_host", "peer_id")`;
}

function ofPeer(metric: string): string {
  return `max by (pair) (${pair(ofHosts(metric))})`;
}
