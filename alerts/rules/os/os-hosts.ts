import { defineAlerts } from '../../kit/alert.ts';
import type { AlertSettings } from '../../kit/alert-settings.ts';
import { countBy, maxBy, onlyOne, onSame, ours } from '../../kit/promql.ts';
import { type States, turns } from '../../kit/proof.ts';
import { UNITS } from '../../kit/runbook-tools.ts';
import {
  CLUSTER,
  CLUSTER_HOST,
  HOST,
  LOCAL_CLUSTER,
  LOCAL_HOST,
  PALETTE,
  PROJECT,
} from '../../kit/subjects.ts';

const MIXED: States = {
  ...uses('h1', 'c1'),
  ...uses('h2', 'c1'),
  ...runs('h1', '5.15.0-160', [1, 1]),
  ...runs('h2', '5.15.0-160', [1, '_']),
  ...runs('h2', '5.15.0-153', ['_', 1]),
};

const MIXED_AGENTS: States = {
  ...uses('h1', 'c1'),
  ...uses('h2', 'c1'),
  [PROJECT.of('palette_edge_host_info', { edge_host_uid: 'h1', agent_version: '4.8.9' })]: [1, 1],
  [PROJECT.of('palette_edge_host_info', { edge_host_uid: 'h2', agent_version: '4.8.9' })]: [1, '_'],
  [PROJECT.of('palette_edge_host_info', { edge_host_uid: 'h2', agent_version: '4.8.3' })]: ['_', 1],
};
const UPGRADE_FAILS: States = {
  [HOST.of('palette_edge_host_agent_outdated')]: [0, 1],
  [HOST.of('palette_edge_host_healthy')]: [1, 1],
  [PALETTE.of('palette_agent_upgrade_paused', { scope: 'tenant' })]: [0, 0],
};

export const osHostsAlerts = defineAlerts('os', {
  PaletteEdgeHostRecoveryBoot: {
    severity: 'critical',
    expr: (settings) =>
      `${maxBy(settings, HOST.identity, ours(settings, 'palette_edge_host_boot_phase', 'phase="recovery"'))} == 1`,
    for: '5m',
    summary: 'An edge host has booted its recovery system.',
    description:
      'Edge host {{ $labels.edge_host_name }} of project {{ $labels.project }} runs its recovery system.',
    runbook: {
      meaning:
        'Neither the active nor the passive image of the operating system started, or somebody chose recovery at the boot menu.',
      impact: 'The host is no node any more: Kubernetes and Portworx do not run on it.',
      diagnosis: `1. Console of the server (iDRAC, iLO, BMC): the last lines of the boot before, errors of the disk.
2. On the host (it has a network): \`cat /proc/cmdline\` shows \`COS_RECOVERY\`; \`lsblk -o NAME,LABEL,SIZE,FSTYPE\`: are
   \`COS_STATE\` and \`COS_PERSISTENT\` there? \`dmesg | grep -i -e error -e nvme\`
3. \`ls -l /run/initramfs/cos-state/cOS\` (mount \`COS_STATE\` first): \`active.img\` and \`passive.img\` present and complete?
4. Was an upgrade under way? Tenant console, the cluster, **Events**.`,
      mitigation:
        'Reboot once and choose the passive image. If it starts, the upgrade is at fault: repeat it. If neither starts, ' +
        '`kairos-agent reset` keeps the persistent data when it is run with the defaults of your image; else replace the ' +
        'host by the spare one.',
    },
    console: 'edgeHost',
    tests: turns(HOST, '5m', {
      [HOST.of('palette_edge_host_boot_phase', { phase: 'recovery' })]: ['_', 1],
      [HOST.of('palette_edge_host_boot_phase', { phase: 'cluster' })]: [1, '_'],
    }),
  },

  PaletteEdgeHostSystemsMixed: {
    severity: 'warning',
    expr: (settings) => `${kindsInCluster(settings, ['os_family', 'os_version', 'kernel_version'])} > 1`,
    for: '3h',
    summary: 'The hosts of a cluster run different operating systems or kernels.',
    description:
      'The hosts of cluster {{ $labels.cluster_name }} run {{ $value }} different operating systems or kernels.',
    runbook: {
      meaning:
        'After an update all hosts of a cluster should run the same image. One that does not may have fallen back to its ' +
        'passive image, or the update has not reached it.',
      impact:
        'Errors that appear on one node only; Portworx may lack a kernel module there. The next update starts uneven.',
      diagnosis: `1. Who runs what? \`palette_edge_host_info{edge_host_name=~"<hosts>"}\`, labels os_version and kernel_version.
2. On the odd one: \`kairos-agent state get boot\` says \`active_boot\` or \`passive_boot\`; \`cat /etc/kairos-release\`.
3. Its last upgrade: \`ls -lt /var/log/stylus-upgrade*.log | head -3\`, \`kubectl get jobs --all-namespaces | grep apply-\`.
4. Is a rollout still under way? \`palette_cluster_update_phase{cluster_name="<cluster>"}\``,
      mitigation:
        'Booted from passive: find out why active did not start (console of the server), then repeat the upgrade on this ' +
        'host and reboot it. Not upgraded: resume the rollout.',
    },
    console: 'cluster',
    tests: turns(CLUSTER, '3h', MIXED, {
      value: 2,
      // A host that two clusters name, as two exporters see it while it moves.
      also: [
        { states: { ...MIXED, ...uses('h3', 'c1'), ...uses('h3', 'c2'), ...runs('h3', 'older', [1, 1]) } },
      ],
    }),
  },

  PaletteEdgeHostAgentsMixed: {
    severity: 'warning',
    expr: (settings) => `${kindsInCluster(settings, ['agent_version'], 'agent_version!=""')} > 1`,
    for: '2h',
    summary: 'The hosts of a cluster run different agents.',
    description:
      'The hosts of cluster {{ $labels.cluster_name }} run {{ $value }} different versions of the agent.',
    runbook: {
      meaning:
        'Agents of a cluster upgrade themselves within minutes of each other. These do not: the upgrade was paused in its ' +
        'midst, a host was added with an older image, or the upgrade fails on one of them while the host stays healthy.',
      impact:
        'Agents of different versions correct each other without end: pods of the cluster restart again and again.',
      diagnosis: `${UNITS}
1. Who runs what? \`palette_edge_host_info{edge_host_name=~"<hosts>"}\`, label agent_version.
2. Paused? \`palette_agent_upgrade_paused == 1 or palette_cluster_agent_upgrade_paused == 1\`. A pause does not reach hosts
   outside of clusters, so a spare host that joins may be newer.
3. On the odd one: \`journalctl -u stylus-agent --since -1d | grep -i upgrade\`; \`df -h /run/initramfs/cos-state /usr/local\`.`,
      mitigation:
        'Resume the agent upgrades until all hosts of the cluster have the same version, then pause them again. Where the ' +
        'upgrade fails, give the host the image or the space that its log asks for.',
    },
    console: 'cluster',
    tests: turns(CLUSTER, '2h', MIXED_AGENTS, {
      value: 2,
      // A host whose agent is not known.
      silent: [
        {
          ...uses('h1', 'c1'),
          ...uses('h2', 'c1'),
          [PROJECT.of('palette_edge_host_info', { edge_host_uid: 'h1', agent_version: '4.8.9' })]: [1, 1],
          [PROJECT.of('palette_edge_host_info', { edge_host_uid: 'h2' })]: [1, 1],
        },
      ],
    }),
  },

  PaletteEdgeHostAgentUpgradeFailing: {
    severity: 'warning',
    expr: (settings) => {
      const outdated = `max_over_time(${ours(settings, 'palette_edge_host_agent_outdated')}[2h])`;
      const paused = (...matchers: string[]) =>
        `${ours(settings, 'palette_agent_upgrade_paused', ...matchers)} == 1`;
      const host = ['palette', 'edge_host_uid'];
      const cluster = ['palette', 'cluster_uid'];
      const used = ours(settings, 'palette_edge_host_in_cluster');
      const pausedCluster = maxBy(
        settings,
        cluster,
        `${ours(settings, 'palette_cluster_agent_upgrade_paused')} == 1`,
      );
      return [
        `${maxBy(settings, HOST.identity, outdated)} == 1`,
        `and ${onSame(settings, host)} ${ours(settings, 'palette_edge_host_healthy')} == 1`,
        `unless ${onSame(settings, ['palette'])} ${paused('scope="tenant"')}`,
        `unless ${onSame(settings, ['palette', 'project'])} ${paused('scope="project"')}`,
        `unless ${onSame(settings, host)} (${used} and ${onSame(settings, cluster)} ${pausedCluster})`,
      ].join(' ');
    },
    for: '12h',
    summary: 'The agent of a healthy edge host does not upgrade itself.',
    description:
      'Edge host {{ $labels.edge_host_name }} of project {{ $labels.project }} has run an outdated agent for half a day, ' +
      'although upgrades are not paused.',
    runbook: {
      meaning:
        'Palette wants another version of the agent, nobody has paused upgrades, and the host reports as healthy with the ' +
        'old one: its upgrade fails or does not begin.',
      impact: 'The host falls behind; two releases later it has to be upgraded by hand.',
      diagnosis: `${UNITS}
1. Wanted: \`palette_edge_agent_target_info\`; running: \`palette_edge_host_info\`, label agent_version.
2. On the host: \`journalctl -u stylus-agent --since -1d | grep -i -e upgrade -e pull\`: is the image found, and where?
3. Space: \`df -h /run/initramfs/cos-state /usr/local\`. Images of an air-gapped site: is the new agent in its registry?`,
      mitigation:
        'Upload the content with the new agent, make room, or correct the registry that the host pulls from; then ' +
        '`systemctl restart stylus-agent`.',
    },
    console: 'edgeHost',
    tests: turns(HOST, '12h', UPGRADE_FAILS, {
      remembers: '2h',
      silent: [
        { ...UPGRADE_FAILS, [PALETTE.of('palette_agent_upgrade_paused', { scope: 'tenant' })]: [1, 1] },
        { ...UPGRADE_FAILS, [PROJECT.of('palette_agent_upgrade_paused', { scope: 'project' })]: [1, 1] },
        {
          ...UPGRADE_FAILS,
          [CLUSTER_HOST.of('palette_edge_host_in_cluster')]: [1, 1],
          [CLUSTER.of('palette_cluster_agent_upgrade_paused')]: [1, 1],
        },
        { ...UPGRADE_FAILS, [HOST.of('palette_edge_host_healthy')]: [0, 0] },
      ],
    }),
  },

  PaletteEdgeHostUnlisted: {
    severity: 'warning',
    expr: (settings) => {
      const host = ['palette', 'edge_host_uid'];
      const pool = maxBy(settings, CLUSTER_HOST.identity, ours(settings, 'palette_machine_pool_host_info'));
      const listed = ours(settings, 'palette_edge_host_info');
      return `${pool} == 1 unless ${onSame(settings, host)} ${listed} and ${onSame(settings, ['palette', 'project'])} ${listed}`;
    },
    for: '1h',
    summary: 'An edge host of a machine pool is no longer listed.',
    description:
      'Edge host {{ $labels.edge_host_name }} belongs to cluster {{ $labels.cluster_name }}, but the list of edge hosts of ' +
      'project {{ $labels.project }} does not have it.',
    runbook: {
      meaning:
        'A machine pool of the cluster names the host, and the list of edge hosts has others of the project, but not this ' +
        'one: its registration was deleted while the cluster uses it, or the key may no longer see it.',
      impact:
        'Nobody watches this host: its other alerts are silent. Palette cannot update or replace its node as usual.',
      diagnosis: `${UNITS}
1. Tenant console, **Clusters > Edge Hosts**, all projects and states: is it there, perhaps under another name?
2. **Audit Logs**: who deleted an edge host, and when?
3. On the host: \`journalctl -u stylus-agent --since -1h\`: does Palette refuse it?`,
      mitigation:
        'Register the host again under the same identifier (restart its agent with a valid token), or remove it from the ' +
        'machine pool and add another one.',
    },
    console: 'cluster',
    tests: turns(
      CLUSTER_HOST,
      '1h',
      {
        [CLUSTER_HOST.of('palette_machine_pool_host_info', { machine_pool: 'control-plane' })]: [1, 1],
        [HOST.of('palette_edge_host_info')]: [1, '_'],
        [HOST.of('palette_edge_host_info', { edge_host_uid: 'host-2' })]: [1, 1],
      },
      {
        // The list was not read at all.
        silent: [
          { [CLUSTER_HOST.of('palette_machine_pool_host_info', { machine_pool: 'control-plane' })]: [1, 1] },
        ],
      },
    ),
  },

  PaletteEdgeHostAgentOutdated: {
    severity: 'warning',
    expr: (settings) =>
      `${maxBy(settings, HOST.identity, `max_over_time(${ours(settings, 'palette_edge_host_agent_outdated')}[2h])`)} == 1`,
    for: '7d',
    summary: 'The agent of an edge host has been outdated for a week.',
    description:
      'The agent of edge host {{ $labels.edge_host_name }} has not had the version that Palette wants for a week.',
    runbook: {
      meaning: 'Palette was upgraded or wants another agent, and this host has not followed.',
      impact: 'Two releases behind, the host cannot be managed any more until it is upgraded by hand.',
      diagnosis: `${UNITS}
1. Wanted: \`palette_edge_agent_target_info\`; running: \`palette_edge_host_info\`, label agent_version.
2. Paused? \`palette_agent_upgrade_paused == 1 or palette_cluster_agent_upgrade_paused == 1\`
3. On the host: \`journalctl -u stylus-agent --since -1d | grep -i upgrade\`; is the image in the local registry?`,
      mitigation:
        'Resume agent upgrades, or upload the content bundle with the new agent to an air-gapped site.',
    },
    console: 'edgeHost',
    tests: turns(HOST, '7d', { [HOST.of('palette_edge_host_agent_outdated')]: [0, 1] }),
  },

  PaletteHostCoreDumps: {
    severity: 'warning',
    source: 'localUi',
    expr: (settings) =>
      `${maxBy(settings, LOCAL_HOST.identity, `delta(${ours(settings, 'palette_localui_host_files')}[6h])`)} > 0`,
    for: '5m',
    summary: 'A process on a host has crashed and left files behind.',
    description: 'New files lie in /var/log/files of host {{ $labels.edge_host }}: something crashed.',
    runbook: {
      meaning: 'The folder in which core dumps end up has more files than six hours ago.',
      impact: 'A service crashed and was probably restarted. Dumps fill the persistent partition.',
      diagnosis: `1. On the host: \`ls -lt /var/log/files | head\`; the name tells the program.
2. \`journalctl -p err --since -6h\`, \`dmesg | tail -50\`.`,
      mitigation:
        'Keep one dump for the vendor and delete the rest. A program that crashes again and again: its log and a support case.',
    },
    console: 'localUi',
    tests: turns(LOCAL_HOST, '5m', { [LOCAL_HOST.of('palette_localui_host_files')]: [2, 3] }, {}),
  },

  PaletteHostTimeNotSet: {
    severity: 'warning',
    source: 'localUi',
    expr: (settings) =>
      `${maxBy(settings, LOCAL_CLUSTER.identity, ours(settings, 'palette_localui_cluster_ntp_servers_applied'))} == 0`,
    for: '1h',
    summary: 'The time servers of a locally managed cluster have not reached its nodes.',
    description: 'The time servers of cluster {{ $labels.cluster_name }} have not been applied to its nodes.',
    runbook: {
      meaning: 'Time servers were configured in Local UI, and the nodes do not use them.',
      impact: 'Clocks drift apart: certificates are refused, etcd and MongoDB lose their leaders.',
      diagnosis: `1. Local UI, **Cluster > Configurations**: the list of time servers.
2. On each node: \`timedatectl timesync-status\` or \`chronyc sources\`; is UDP port 123 open towards them?`,
      mitigation:
        'Correct the list and save it again; restart the time service on a node that does not follow.',
    },
    console: 'localUi',
    tests: turns(LOCAL_CLUSTER, '1h', {
      [LOCAL_CLUSTER.of('palette_localui_cluster_ntp_servers_applied')]: [1, 0],
    }),
  },
});

/** How many different values of these labels the hosts of each cluster have. */
function kindsInCluster(
  settings: AlertSettings,
  labels: readonly string[],
  ...matchers: readonly string[]
): string {
  const host = ['palette', 'edge_host_uid'];
  const used = maxBy(
    settings,
    [...host, 'cluster_uid', 'cluster_name'],
    ours(settings, 'palette_edge_host_in_cluster'),
  );
  const runs = maxBy(
    settings,
    [...host, 'project', ...labels],
    ours(settings, 'palette_edge_host_info', ...matchers),
  );
  const inCluster = `${runs} * ${onSame(settings, host)} group_left (cluster_uid, cluster_name) ${onlyOne(settings, host, used)}`;
  const cluster = CLUSTER.identity;
  return countBy(settings, cluster, countBy(settings, [...cluster, ...labels], inCluster));
}

function uses(uid: string, cluster: string): States {
  const labels = { edge_host_uid: uid, cluster_uid: cluster, cluster_name: 'edge-1' };
  return { [PALETTE.of('palette_edge_host_in_cluster', labels)]: [1, 1] };
}

function runs(uid: string, kernel: string, values: States[string]): States {
  const labels = { edge_host_uid: uid, project: 'Default', os_version: '22.04', kernel_version: kernel };
  return { [PALETTE.of('palette_edge_host_info', labels)]: values };
}
