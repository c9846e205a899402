import { defineAlerts } from '../../kit/alert.ts';
import { maxBy, minBy, olderThan, seconds, theirs } from '../../kit/promql.ts';
import { ages, turns } from '../../kit/proof.ts';
import { MACHINE, OF_CLUSTER } from '../../kit/subjects.ts';

const AGENT = MACHINE.of('node_systemd_unit_state', { name: 'stylus-agent.service', state: 'active' });
// The average of five minutes falls to one half after two.
const AGENT_DOWN = turns(
  MACHINE.with({ name: 'stylus-agent.service' }),
  '12m',
  { [AGENT]: [1, 0] },
  { remembers: '5m' },
);

export const osKairosAlerts = defineAlerts('os', {
  KairosPassiveBoot: {
    severity: 'warning',
    source: 'textfile',
    thresholds: ['passiveBoot'],
    expr: (settings) => {
      const passive = maxBy(
        settings,
        MACHINE.identity,
        theirs(settings, 'nodeExporter', 'kairos_boot_state', 'state="passive"'),
      );
      const booted = maxBy(
        settings,
        MACHINE.identity,
        theirs(settings, 'nodeExporter', 'node_boot_time_seconds'),
      );
      return `${passive} == 1 and on (${MACHINE.identity.join(', ')}) time() - ${booted} > ${seconds(settings.thresholds.passiveBoot)}`;
    },
    for: '1m',
    summary: 'A host runs its passive image.',
    description: `Host {{ $labels.host }}${OF_CLUSTER} runs its passive image: the last upgrade did not boot.`,
    runbook: {
      meaning:
        'The boot order is active, passive, recovery. The active image did not start, so the one before the upgrade runs.',
      impact: 'The host works, on the old version and without a second image to fall back to.',
      diagnosis: `1. On the host: \`kairos-agent state get boot\` (\`passive_boot\`), \`ls /run/cos\` (\`passive_mode\`).
2. Why did active fail? Console of the server at boot; \`journalctl --list-boots\` and \`journalctl -b -1 -p err\` when logs survive.
3. Versions: \`cat /etc/kairos-release\` here and on a sibling.`,
      mitigation:
        'Repeat the upgrade from the profile: on passive only the active image is replaced. Then reboot and check that it ' +
        'is `active_boot`. Without an upgrade waiting, reboot once; a power cut while booting also leads here.',
    },
    dashboard: 'palette-rollouts',
    tests: turns(
      MACHINE,
      '1m',
      {
        [MACHINE.of('kairos_boot_state', { state: 'passive' })]: [0, 1],
        [MACHINE.of('node_boot_time_seconds')]: [-3600, -3600],
      },
      {
        silent: [
          {
            [MACHINE.of('kairos_boot_state', { state: 'passive' })]: [1, 1],
            [MACHINE.of('node_boot_time_seconds')]: [0, 0],
          },
        ],
      },
    ),
  },

  KairosRecoveryBoot: {
    severity: 'critical',
    source: 'textfile',
    expr: (settings) =>
      `${maxBy(settings, [...MACHINE.identity, 'state'], theirs(settings, 'nodeExporter', 'kairos_boot_state', 'state=~"recovery|autoreset|livecd|unknown"'))} == 1`,
    for: '5m',
    summary: 'A host runs neither its active nor its passive image.',
    description: `Host {{ $labels.host }}${OF_CLUSTER} has booted {{ $labels.state }}.`,
    runbook: {
      meaning: 'The host booted its recovery system, a live medium, or is resetting itself.',
      impact: 'It is no node any more. A host in `autoreset` is about to lose its data.',
      diagnosis: `1. On the host or its console: \`cat /proc/cmdline\`, \`ls /run/cos\`.
2. \`lsblk -o NAME,LABEL,SIZE\`: are \`COS_ACTIVE\`, \`COS_PASSIVE\`, \`COS_PERSISTENT\` there?
3. A medium in the virtual drive of the management board, or the wrong boot order?`,
      mitigation:
        'Remove the medium and boot the disk; see the runbook of PaletteEdgeHostRecoveryBoot for images that do not start.',
    },
    dashboard: 'palette-rollouts',
    tests: turns(MACHINE.with({ state: 'recovery' }), '5m', {
      [MACHINE.of('kairos_boot_state', { state: 'recovery' })]: [0, 1],
    }),
  },

  KairosPersistentFilling: {
    severity: 'warning',
    source: 'nodeExporter',
    thresholds: ['persistentFreeRatio'],
    expr: (settings) => {
      const of = (metric: string) =>
        minBy(
          settings,
          MACHINE.identity,
          theirs(settings, 'nodeExporter', metric, 'mountpoint="/usr/local"'),
        );
      return `${of('node_filesystem_avail_bytes')} / ${of('node_filesystem_size_bytes')} < ${settings.thresholds.persistentFreeRatio}`;
    },
    for: '15m',
    summary: 'The persistent partition of a host is filling up.',
    description: `The persistent partition of host {{ $labels.host }}${OF_CLUSTER} has {{ $value | humanizePercentage }} left.`,
    runbook: {
      meaning:
        'kubelet, containers, etcd and the metadata of Portworx are bind mounts of `/usr/local`. The kubelet evicts pods ' +
        'below 15 %, long before the alerts of the node mixin.',
      impact: 'Pods are evicted next; later etcd stops.',
      diagnosis: `1. On the host: \`du -xhd2 /usr/local | sort -h | tail -20\`, \`crictl images\`, \`journalctl --disk-usage\`.
2. How fast? \`predict_linear(node_filesystem_avail_bytes{mountpoint="/usr/local"}[1d], 3 * 86400)\``,
      mitigation: '`crictl rmi --prune`, `journalctl --vacuum-size=200M`, remove core dumps and old bundles.',
    },
    tests: turns(
      MACHINE,
      '15m',
      {
        [MACHINE.of('node_filesystem_avail_bytes', { mountpoint: '/usr/local' })]: [16, 14],
        [MACHINE.of('node_filesystem_size_bytes', { mountpoint: '/usr/local' })]: [100, 100],
      },
      { value: 0.14 },
    ),
  },

  KairosAgentDown: {
    severity: 'warning',
    source: 'nodeExporter',
    expr: (settings) => {
      const units =
        'name=~"(spectro-)?stylus-(agent|operator).service|kubelet.service|(spectro-)?containerd.service"';
      const active = theirs(settings, 'nodeExporter', 'node_systemd_unit_state', units, 'state="active"');
      return `${maxBy(settings, [...MACHINE.identity, 'name'], `avg_over_time(${active}[5m])`)} <= 0.5`;
    },
    for: '10m',
    summary: 'A service that a host needs does not run, or not for long.',
    description: `Service {{ $labels.name }} of host {{ $labels.host }}${OF_CLUSTER} does not run, or not for long.`,
    runbook: {
      meaning:
        'The unit is known to systemd and for ten minutes has not been active for more than half of the time: stopped, failed, ' +
        'or restarting all the time.',
      impact:
        'Without the agent Palette cannot manage the host; without kubelet or containerd it is no node.',
      diagnosis: `1. On the host: \`systemctl status <unit>\`, \`journalctl -u <unit> --since -30m\`.
2. Was it stopped by hand, or is an upgrade under way?`,
      mitigation:
        '`systemctl restart <unit>`. If it fails again, free disk space and check the clock first, then reboot the host.',
    },
    tests: {
      ...AGENT_DOWN,
      // It lives for a moment now and then.
      also: [{ series: { [AGENT]: '1x4 0x7 1 0x7 1 0x7' }, at: '17m', alerts: [AGENT_DOWN.firing] }],
      // It was restarted.
      quiet: [...AGENT_DOWN.quiet, { series: { [AGENT]: '1x4 0x8 1x20' }, at: '20m' }],
    },
  },

  KairosRebootLoop: {
    severity: 'critical',
    source: 'nodeExporter',
    thresholds: ['reboots'],
    expr: (settings) =>
      `${maxBy(settings, MACHINE.identity, `changes(${theirs(settings, 'nodeExporter', 'node_boot_time_seconds')}[6h])`)} >= ${settings.thresholds.reboots}`,
    for: '5m',
    summary: 'A host reboots again and again.',
    description: `Host {{ $labels.host }}${OF_CLUSTER} has rebooted {{ $value }} times within six hours.`,
    runbook: {
      meaning:
        'More boots than an upgrade explains: power, a watchdog, a kernel that crashes, or an image that does not stay up.',
      impact: 'The node comes and goes; with each boot pods and volumes move.',
      diagnosis: `1. Event log of the management board (iDRAC, iLO, BMC): power, temperature, memory errors.
2. On the host between two boots: \`last -x reboot | head\`, \`journalctl -b -1 -n 100\`, \`kairos-agent state get boot\`.`,
      mitigation:
        'Cordon the node so that nothing moves to it, then repair the hardware or go back to the former image.',
    },
    tests: {
      firing: {
        series: { [MACHINE.of('node_boot_time_seconds')]: '0x9 600x9 1200x9 1800x19' },
        at: '36m',
        labels: MACHINE.labels,
        value: 3,
      },
      quiet: [
        { series: { [MACHINE.of('node_boot_time_seconds')]: '0x9 600x9 1200x9 1800x19' }, at: '33m' },
        { series: { [MACHINE.of('node_boot_time_seconds')]: '0x9 600x9 1200x29' }, at: '45m' },
      ],
      resolved: {
        series: { [MACHINE.of('node_boot_time_seconds')]: '0x9 600x9 1200x9 1800x399' },
        at: '400m',
      },
    },
  },

  KairosHostFilesStale: {
    severity: 'warning',
    source: 'textfile',
    thresholds: ['hostFilesAge'],
    expr: (settings) => {
      const file = theirs(settings, 'nodeExporter', 'node_textfile_mtime_seconds', 'file=~".*kairos.*"');
      return olderThan(settings, [...MACHINE.identity, 'file'], file, settings.thresholds.hostFilesAge);
    },
    for: '10m',
    summary: 'The boot state of a host is no longer written.',
    description: `File {{ $labels.file }} of host {{ $labels.host }}${OF_CLUSTER} is {{ $value | humanizeDuration }} old.`,
    runbook: {
      meaning: 'The hook that writes the boot slot for node_exporter has stopped.',
      impact: 'A fall back to the passive image would go unnoticed on this host.',
      diagnosis: `1. \`kubectl get daemonset --all-namespaces | grep kairos\`, its pod on this node and its log.
2. On the host: \`ls -l /var/lib/node_exporter/textfile\`; is the partition full?`,
      mitigation: 'Restart the pod of the hook, or free disk space.',
    },
    tests: ages(MACHINE.with({ file: '/textfile/kairos.prom' }), '10m', {
      of: MACHINE.of('node_textfile_mtime_seconds', { file: '/textfile/kairos.prom' }),
      limit: '1h',
    }),
  },
});
