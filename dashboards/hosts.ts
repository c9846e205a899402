import type { AlertSettings } from '../alerts/kit/alert-settings.ts';
import { defineDashboard, type Panel } from './kit/dashboard.ts';
import {
  anyIsBad,
  anyIsWorthALook,
  below,
  from,
  plain,
  rising,
  words,
  yesIsBad,
  yesIsWorthALook,
  zeroOrOne,
} from './kit/levels.ts';
import { howMany, toCluster } from './kit/panels.ts';
import {
  age,
  CLUSTER,
  chosen,
  coded,
  HOST,
  inProjects,
  left,
  ofHosts,
  seconds,
  shown,
} from './kit/queries.ts';
import { bootPhases, hostStates, maintenanceStates } from './kit/state-levels.ts';
import { edgeHost, palette, project } from './kit/variables.ts';

const ID = 'edge_host_uid';
const IMAGES = 'mountpoint="/run/initramfs/cos-state"';
const states = coded(HOST, 'state', hostStates, (...matchers) =>
  ofHosts('palette_edge_host_state', 'state!="in-use"', ...matchers),
);
const boots = coded(HOST, 'phase', bootPhases, (...matchers) =>
  ofHosts('palette_edge_host_boot_phase', 'phase!="cluster"', ...matchers),
);

const listed = chosen('palette_edge_host_info');
/** Versions of the agent on the hosts of each cluster; a host that is on its way is in two of them. */
const agents = `count by (palette, cluster_uid, agent_version) (max by (palette, edge_host_uid, cluster_uid) (${ofHosts('palette_edge_host_in_cluster')}) * on (palette, edge_host_uid) group_left (agent_version) topk by (palette, edge_host_uid) (1, max by (palette, edge_host_uid, agent_version) (${ofHosts('palette_edge_host_info', 'agent_version!=""')})))`;

export const hosts = defineDashboard(({ settings, settings: { thresholds, consoles } }) => ({
  uid: 'palette-hosts',
  title: 'Palette edge hosts and nodes',
  description: 'Are all edge hosts well, and is there a spare if one dies?',
  tags: ['palette'],
  from: 'now-6h',
  targets: ['palette_exporter_collector_up', 'node_bonding_slaves', 'metallb_allocator_addresses_total'],
  variables: [palette, project, edgeHost],
  rows: [
    {
      title: 'Are all edge hosts well, and is there a spare if one dies?',
      panels: [
        inState('In use', 'Edge hosts that a cluster uses.', 'in-use', plain),
        {
          kind: 'stat',
          title: 'Spare',
          description: 'Edge hosts that could join a cluster now: ready, healthy and in none.',
          unit: 'none',
          query: {
            expr: `sum(max by (palette, project) (${inProjects('palette_edge_hosts_spare')}))`,
          },
          counts: true,
          thresholds: below(1, 'watch'),
        },
        inState('Unpaired', 'Edge hosts that nobody has accepted yet.', 'unpaired', anyIsWorthALook),
        howMany(
          'Unhealthy',
          'Edge hosts that have stopped reporting.',
          `${ofHost('palette_edge_host_healthy')} == 0`,
          anyIsBad,
        ),
        howMany(
          'In recovery',
          'Edge hosts whose images did not start, so that they booted the recovery system.',
          ofHost('palette_edge_host_boot_phase', 'phase="recovery"'),
          anyIsBad,
        ),
        howMany(
          'No room to update',
          'Edge hosts whose partition of the A and B images has no room for an upgrade.',
          `min by (${ID}) (${ofHosts('palette_edge_host_partition_free_bytes', IMAGES)}) < ${thresholds.imagePartitionFreeBytes}`,
          anyIsBad,
        ),
        {
          kind: 'stat',
          title: 'Other kernels',
          description:
            'Kernels in use besides one that all hosts share. After an update a host may have fallen back to its old image.',
          unit: 'none',
          query: {
            expr: `count(count by (kernel_version) (${ofHosts('palette_edge_host_info', 'kernel_version!=""')})) - 1`,
          },
          thresholds: anyIsWorthALook,
          counts: true,
        },
        howMany(
          'Mixed agents',
          'Clusters whose hosts run different versions of the agent, which then correct each other without end.',
          `count by (palette, cluster_uid) (${agents}) > 1`,
          anyIsWorthALook,
        ),
        howMany(
          'Not listed',
          'Hosts of machine pools that the list of edge hosts no longer has: nobody watches them.',
          `max by (palette, project, edge_host_uid) (${ofHosts('palette_machine_pool_host_info')}) unless on (palette, edge_host_uid) ${listed} and on (palette, project) ${listed}`,
          anyIsWorthALook,
        ),
        howMany(
          'Remote shells',
          'Hosts on which Palette may open a remote shell. Close them when the work is done.',
          `${ofHost('palette_edge_host_remote_shell_enabled')} == 1`,
          anyIsBad,
        ),
        {
          kind: 'stat',
          title: 'Bonds degraded',
          description:
            'Bonds of network cards of which a card has no link: the host is reachable until the last one is lost.',
          unit: 'none',
          query: {
            expr: `count(${ofBonds(settings, 'node_bonding_active')} < ${ofBonds(settings, 'node_bonding_slaves')})`,
          },
          counts: true,
          thresholds: anyIsWorthALook,
          empty: 'No bond known',
        },
        {
          kind: 'stat',
          title: 'Fullest pool',
          description:
            'Share of its addresses that services of type LoadBalancer have taken, of the pool of MetalLB that is fullest.',
          unit: 'percentunit',
          query: {
            expr: `max(${ofPools(settings, 'metallb_allocator_addresses_in_use_total')} / (${ofPools(settings, 'metallb_allocator_addresses_total')} > 0))`,
          },
          thresholds: rising(thresholds.addressPoolRatio, 1),
          empty: 'No pool known',
        },
        {
          kind: 'table',
          title: 'Edge hosts, worst first',
          description: 'All edge hosts: their state, their cluster and the room for another image.',
          height: 12,
          lines: `max by (${HOST}) (1 - ${ofHosts('palette_edge_host_healthy')} or ${ofHosts('palette_edge_host_boot_phase', 'phase="recovery"')} or 0 * ${inProjects('palette_edge_host_state')})`,
          by: ID,
          columns: [
            {
              title: 'Health',
              mappings: [
                { value: '0', text: 'Fine', level: 'good' },
                { value: '1', text: 'In trouble', level: 'bad' },
              ],
            },
            {
              title: 'Edge host',
              label: 'edge_host_name',
              ...(consoles.edgeHost && {
                links: [{ title: 'Open in the console', url: consoles.edgeHost }],
              }),
            },
            { title: 'Project', label: 'project' },
            {
              title: 'State',
              label: 'state',
              expr: ofHost('palette_edge_host_state', '', 'state'),
              mappings: words(hostStates),
            },
            {
              title: 'Booted',
              label: 'phase',
              expr: ofHost('palette_edge_host_boot_phase', '', 'phase'),
              mappings: words(bootPhases),
            },
            {
              title: 'Cluster',
              label: 'cluster_name',
              links: [toCluster],
              expr: ofHost('palette_edge_host_in_cluster', '', 'cluster_name'),
            },
            {
              title: 'Room to update',
              expr: `min by (${ID}) (${ofHosts('palette_edge_host_partition_free_bytes', IMAGES)}) >= bool ${thresholds.imagePartitionFreeBytes}`,
              mappings: zeroOrOne(['No', 'bad'], ['Yes', 'good']),
            },
            {
              title: 'Agent',
              label: 'agent_version',
              expr: ofHost('palette_edge_host_info', '', 'agent_version'),
            },
            {
              title: 'Outdated',
              expr: ofHost('palette_edge_host_agent_outdated'),
              mappings: yesIsWorthALook,
            },
          ],
          sortBy: 'Health',
          worst: true,
          empty: 'No edge hosts in these projects',
        },
      ],
    },
    {
      title: 'What happened?',
      panels: [
        {
          kind: 'timeline',
          title: 'Hosts that were unhealthy',
          description: 'When hosts had stopped reporting. A gap means that all was well.',
          query: {
            expr: `max by (${HOST}) (${ofHosts('palette_edge_host_healthy')} == 0)`,
            legend: '{{edge_host_name}}',
          },
          mappings: [{ value: '0', text: 'Unhealthy', level: 'bad' }],
          empty: 'All hosts healthy',
        },
        {
          kind: 'timeline',
          title: 'Hosts that did not boot as usual',
          description:
            'When hosts were registering or in recovery. A gap means that they were part of a cluster.',
          query: { expr: boots.expr, legend: '{{edge_host_name}}' },
          mappings: boots.mappings,
          empty: 'All hosts were booted as usual',
        },
        {
          kind: 'timeline',
          title: 'Hosts that were not in use',
          description:
            'From registered over ready to in use: spares, new hosts and those taken out of a cluster.',
          query: { expr: states.expr, legend: '{{edge_host_name}}' },
          mappings: states.mappings,
          empty: 'All hosts in use',
        },
        {
          kind: 'timeline',
          title: 'Control planes being rebuilt',
          description: 'Clusters with an even number of control plane members: a host is being replaced.',
          query: {
            expr: `max by (${CLUSTER}) (${inProjects('palette_cluster_control_plane_replacing')} == 1)`,
            legend: '{{cluster_name}}',
          },
          mappings: [{ value: '1', text: 'Being rebuilt', level: 'watch' }],
          empty: 'No control plane host was replaced',
        },
      ],
    },
    {
      title: 'Nodes out of service',
      collapsed: true,
      panels: [
        {
          kind: 'table',
          title: 'Cordons and drains',
          description: 'Nodes that are taken out of service or brought back, and how far that is.',
          width: 12,
          lines: `max by (${CLUSTER}, node, action, state) (${inProjects('palette_node_maintenance')})`,
          columns: [
            { title: 'Cluster', label: 'cluster_name', links: [toCluster] },
            { title: 'Node', label: 'node' },
            { title: 'Action', label: 'action' },
            {
              title: 'State',
              label: 'state',
              mappings: words(maintenanceStates),
            },
          ],
          sortBy: 'Cluster',
          empty: 'No node is out of service',
        },
        {
          kind: 'timeline',
          title: 'Nodes that were not ready',
          description: 'When nodes were not ready. A gap means that all was well.',
          height: 9,
          query: {
            expr: `max by (${CLUSTER}, node) (${inProjects('palette_node_ready')} == 0)`,
            legend: '{{cluster_name}} {{node}}',
          },
          mappings: [{ value: '0', text: 'Not ready', level: 'bad' }],
          empty: 'All nodes ready',
        },
      ],
    },
    {
      title: 'Disks',
      collapsed: true,
      panels: [
        {
          kind: 'bars',
          title: 'Fullest partitions',
          description: 'Used share of the partitions that are fullest.',
          width: 12,
          unit: 'percentunit',
          min: 0,
          max: 1,
          query: {
            expr: `topk(12, 1 - ${partition('free')} / (${partition('size')} > 0))`,
            legend: '{{edge_host_name}} {{mountpoint}}',
          },
          thresholds: rising(1 - thresholds.partitionFreeRatio, 1 - thresholds.partitionFullRatio),
          empty: 'No partitions known',
        },
        {
          kind: 'graph',
          title: 'Fullest partitions of images',
          description:
            'Used share of the partition of the A and B images, of the hosts on which it is fullest.',
          unit: 'percentunit',
          queries: [
            {
              // The ten are chosen before anything else is worked out: with 3,000 hosts each further step is felt.
              // A size of zero makes no number, which the comparison drops.
              expr: `1 - (bottomk(10, min by (${HOST}) (${images('free')} / ${images('size')})) >= 0)`,
              legend: '{{edge_host_name}}',
            },
          ],
          // It fills within days.
          points: 120,
          min: 0,
          max: 1,
          empty: 'No partitions known',
        },
      ],
    },
    {
      title: 'Inventory and access',
      collapsed: true,
      panels: [
        {
          kind: 'table',
          title: 'Hardware and system',
          description: 'What the hosts are made of and run.',
          lines: `max by (${HOST}, os_family, os_version, kernel_version, architecture) (${ofHosts('palette_edge_host_info')})`,
          by: ID,
          columns: [
            { title: 'Edge host', label: 'edge_host_name' },
            { title: 'System', label: 'os_family' },
            { title: 'Version', label: 'os_version' },
            { title: 'Kernel', label: 'kernel_version' },
            { title: 'Architecture', label: 'architecture' },
            { title: 'CPU cores', expr: ofHost('palette_edge_host_cpu_cores'), unit: 'none' },
            { title: 'Memory', expr: ofHost('palette_edge_host_memory_bytes'), unit: 'bytes' },
            { title: 'Disks', expr: ofHost('palette_edge_host_disk_bytes'), unit: 'bytes' },
            {
              title: 'Secure Boot',
              expr: ofHost('palette_edge_host_secure_boot'),
              mappings: [
                { value: '0', text: 'No', level: 'neutral' },
                { value: '1', text: 'Yes', level: 'good' },
              ],
            },
            {
              title: 'Registered',
              expr: age(ofHost('palette_edge_host_registered_timestamp_seconds')),
              unit: 's',
            },
          ],
          sortBy: 'Edge host',
          empty: 'No edge hosts in these projects',
        },
        {
          kind: 'table',
          title: 'Registration tokens',
          description: 'Tokens with which hosts register themselves, and the time that is left of them.',
          width: 12,
          lines: `max by (token_uid, token_name, project) (${chosen('palette_edge_registration_token_active')})`,
          by: 'token_uid',
          columns: [
            { title: 'Token', label: 'token_name' },
            { title: 'Project', label: 'project' },
            {
              title: 'Active',
              mappings: [
                { value: '0', text: 'No', level: 'neutral' },
                { value: '1', text: 'Yes', level: 'good' },
              ],
            },
            {
              title: 'Expires in',
              expr: left(
                `max by (token_uid) (${chosen('palette_edge_registration_token_expiry_timestamp_seconds')})`,
              ),
              unit: 's',
              thresholds: below(seconds(thresholds.keyExpiry), 'watch'),
            },
          ],
          sortBy: 'Token',
          empty: 'No tokens',
        },
        {
          kind: 'timeline',
          title: 'Shells over time',
          description: 'Hosts on which Palette may open a remote shell. Close them when the work is done.',
          height: 9,
          query: {
            expr: `max by (${HOST}) (${ofHosts('palette_edge_host_remote_shell_enabled')})`,
            legend: '{{edge_host_name}}',
          },
          mappings: yesIsBad,
          thresholds: from(1, 'bad'),
          empty: 'Only asked of hosts in trouble, or of all with detail',
        },
      ],
    },
  ],
}));

/** node_exporter and MetalLB know neither Palette nor its projects. */
function ofBonds(settings: AlertSettings, metric: string): string {
  const { cluster, host } = settings.labels;
  const labels = [...new Set([cluster, host, 'master'])].join(', ');
  return `max by (${labels}) (${shown(metric, settings.selectors.nodeExporter)})`;
}

function ofPools(settings: AlertSettings, metric: string): string {
  return `max by (${settings.labels.cluster}, pool) (${shown(metric, settings.selectors.metallb)})`;
}

function inState(title: string, description: string, state: string, thresholds: typeof plain): Panel {
  return howMany(title, description, ofHost('palette_edge_host_state', `state="${state}"`), thresholds);
}

function ofHost(metric: string, matcher = '', ...labels: readonly string[]): string {
  return `max by (${[ID, ...labels].join(', ')}) (${ofHosts(metric, matcher)})`;
}

function images(what: 'free' | 'size'): string {
  return ofHosts(`palette_edge_host_partition_${what}_bytes`, IMAGES);
}

function partition(what: 'free' | 'size'): string {
  return `min by (${HOST}, mountpoint) (${ofHosts(`palette_edge_host_partition_${what}_bytes`)})`;
}
