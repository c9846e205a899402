import { defineAlerts } from '../../kit/alert.ts';
import { countBy, maxBy, onlyOne, onSame, ours } from '../../kit/promql.ts';
import { type States, turns } from '../../kit/proof.ts';
import { UNITS } from '../../kit/runbook-tools.ts';
import { CLUSTER, HOST, LOCAL_CLUSTER, LOCAL_HOST, PALETTE } from '../../kit/subjects.ts';

const MIXED: States = {
  ...uses('h1', 'c1'),
  ...uses('h2', 'c1'),
  ...runs('h1', '5.15.0-160', [1, 1]),
  ...runs('h2', '5.15.0-160', [1, '_']),
  ...runs('h2', '5.15.0-153', ['_', 1]),
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
    expr: (settings) => {
      const host = ['palette', 'edge_host_uid'];
      const system = ['os_family', 'os_version', 'kernel_version'];
      const used = maxBy(
        settings,
        [...host, 'cluster_uid', 'cluster_name'],
        ours(settings, 'palette_edge_host_in_cluster'),
      );
      const runs = maxBy(settings, [...host, 'project', ...system], ours(settings, 'palette_edge_host_info'));
      const inCluster = `${runs} * ${onSame(settings, host)} group_left (cluster_uid, cluster_name) ${onlyOne(settings, host, used)}`;
      const cluster = CLUSTER.identity;
      return `${countBy(settings, cluster, countBy(settings, [...cluster, ...system], inCluster))} > 1`;
    },
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

function uses(uid: string, cluster: string): States {
  const labels = { edge_host_uid: uid, cluster_uid: cluster, cluster_name: 'edge-1' };
  return { [PALETTE.of('palette_edge_host_in_cluster', labels)]: [1, 1] };
}

function runs(uid: string, kernel: string, values: States[string]): States {
  const labels = { edge_host_uid: uid, project: 'Default', os_version: '22.04', kernel_version: kernel };
  return { [PALETTE.of('palette_edge_host_info', labels)]: values };
}
