import { defineAlerts } from '../../kit/alert.ts';
import { maxBy, minBy, ours } from '../../kit/promql.ts';
import { turns } from '../../kit/proof.ts';
import { HOST, LOCAL_HOST } from '../../kit/subjects.ts';

const NOT_IMAGES = 'mountpoint!="/run/initramfs/cos-state"';
const IMAGES = 'mountpoint="/run/initramfs/cos-state"';
const PERSISTENT = HOST.with({ mountpoint: '/usr/local' });
const FREE = PERSISTENT.of('palette_edge_host_partition_free_bytes');
const SIZE = PERSISTENT.of('palette_edge_host_partition_size_bytes');

export const osPartitionsAlerts = defineAlerts('os', {
  PaletteEdgeHostPartitionFull: {
    severity: 'critical',
    thresholds: ['partitionFullRatio'],
    expr: (settings) => {
      const labels = PERSISTENT.identity;
      const free = minBy(
        settings,
        labels,
        ours(settings, 'palette_edge_host_partition_free_bytes', NOT_IMAGES),
      );
      const size = minBy(
        settings,
        labels,
        ours(settings, 'palette_edge_host_partition_size_bytes', NOT_IMAGES),
      );
      return `${free} / ${size} < ${settings.thresholds.partitionFullRatio}`;
    },
    for: '10m',
    summary: 'A partition of an edge host is full.',
    description:
      'Partition {{ $labels.mountpoint }} of edge host {{ $labels.edge_host_name }} has {{ $value | humanizePercentage }} left.',
    runbook: {
      meaning:
        'Nearly nothing is left. `/usr/local` is the persistent partition: kubelet, containers, etcd and the logs of Portworx live there.',
      impact:
        'Pods are evicted, etcd stops writing, images cannot be pulled. On a control plane node the cluster suffers.',
      diagnosis: `1. On the host: \`df -h\`, \`du -xhd2 /usr/local | sort -h | tail -20\`.
2. Images: \`crictl images\`; logs: \`journalctl --disk-usage\`, \`du -sh /var/log/*\`; core dumps: \`ls -lh /var/log/files\`.
3. etcd: \`du -sh /etc/kubernetes/etcd\`; it belongs to the persistent partition.`,
      mitigation:
        '`crictl rmi --prune`, `journalctl --vacuum-size=200M`, remove old support bundles, core dumps and content bundles. ' +
        'Never delete below `/etc/kubernetes/etcd` or `/var/lib/kubelet`.',
    },
    console: 'edgeHost',
    tests: turns(PERSISTENT, '10m', { [FREE]: [6, 4], [SIZE]: [100, 100] }, { value: 0.04 }),
  },

  PaletteEdgeHostPartitionFilling: {
    severity: 'warning',
    thresholds: ['partitionFreeRatio'],
    expr: (settings) => {
      const labels = PERSISTENT.identity;
      const free = minBy(
        settings,
        labels,
        ours(settings, 'palette_edge_host_partition_free_bytes', NOT_IMAGES),
      );
      const size = minBy(
        settings,
        labels,
        ours(settings, 'palette_edge_host_partition_size_bytes', NOT_IMAGES),
      );
      return `${free} / ${size} < ${settings.thresholds.partitionFreeRatio}`;
    },
    for: '30m',
    summary: 'A partition of an edge host is filling up.',
    description:
      'Partition {{ $labels.mountpoint }} of edge host {{ $labels.edge_host_name }} has {{ $value | humanizePercentage }} left.',
    runbook: {
      meaning:
        'The partition is so full that the kubelet begins to remove images; at the persistent one it evicts pods next.',
      impact: 'None yet. An upgrade that needs room for new images may fail.',
      diagnosis: `1. How fast? \`deriv(palette_edge_host_partition_free_bytes{edge_host_name="<host>"}[1d])\` in bytes a second.
2. On the host: \`du -xhd2 /usr/local | sort -h | tail -20\`, \`journalctl --disk-usage\`, \`crictl images\`.`,
      mitigation:
        'Clean up as in PaletteEdgeHostPartitionFull, or move the workload that writes to local disks.',
    },
    console: 'edgeHost',
    tests: turns(PERSISTENT, '30m', { [FREE]: [16, 14], [SIZE]: [100, 100] }, { value: 0.14 }),
  },

  PaletteEdgeHostImagePartitionFull: {
    severity: 'warning',
    thresholds: ['imagePartitionFreeBytes'],
    expr: (settings) => {
      const free = minBy(
        settings,
        HOST.identity,
        ours(settings, 'palette_edge_host_partition_free_bytes', IMAGES),
      );
      return `${free} < ${settings.thresholds.imagePartitionFreeBytes}`;
    },
    for: '1h',
    summary: 'The partition with the A and B images of an edge host has no room for an upgrade.',
    description:
      'The image partition of edge host {{ $labels.edge_host_name }} has {{ $value | humanize1024 }}B left.',
    runbook: {
      meaning:
        'An upgrade writes the new image beside the active and the passive one before it swaps them. There is not enough ' +
        'room for a third.',
      impact: 'The next upgrade of the operating system fails on this host.',
      diagnosis: `1. On the host: \`ls -lh /run/initramfs/cos-state/cOS\`. \`active.img\` and \`passive.img\` belong there;
   \`transition.img\` is the rest of an upgrade that was interrupted.
2. \`df -h /run/initramfs/cos-state\``,
      mitigation:
        'Remove a left-over transition image (mount the partition writable: `mount -o remount,rw /run/initramfs/cos-state`). ' +
        'If the partition is simply too small, the host has to be installed anew with a larger one.',
    },
    console: 'edgeHost',
    tests: turns(
      HOST,
      '1h',
      {
        [HOST.of('palette_edge_host_partition_free_bytes', { mountpoint: '/run/initramfs/cos-state' })]: [
          5e9,
          2 ** 32,
        ],
      },
      { value: 2 ** 32, description: 'The image partition of edge host rack1-node1 has 4GiB left.' },
    ),
  },

  PaletteLocalPartitionFull: {
    severity: 'warning',
    source: 'localUi',
    thresholds: ['localPartitionUsedRatio'],
    expr: (settings) =>
      `${maxBy(settings, ['edge_host', 'mountpoint'], ours(settings, 'palette_localui_host_partition_used_ratio'))} > ${settings.thresholds.localPartitionUsedRatio}`,
    for: '15m',
    summary: 'A partition of a host with Local UI is nearly full.',
    description:
      'Partition {{ $labels.mountpoint }} of host {{ $labels.edge_host }} is {{ $value | humanizePercentage }} full.',
    runbook: {
      meaning:
        'Local UI shows the partition as nearly full. On the appliance the content bundles land on the persistent one.',
      impact: 'Uploads and upgrades fail; with `/usr/local` full, pods of Palette are evicted.',
      diagnosis: `1. Local UI of the host, **Edge Host > Overview**: disks and partitions. **Content**: old bundles.
2. On the host: \`df -h\`, \`du -xhd2 /usr/local | sort -h | tail -20\`.`,
      mitigation:
        'Remove old content bundles and support bundles, `crictl rmi --prune`, `journalctl --vacuum-size=200M`.',
    },
    console: 'localUi',
    tests: turns(
      LOCAL_HOST.with({ mountpoint: '/usr/local' }),
      '15m',
      {
        [LOCAL_HOST.of('palette_localui_host_partition_used_ratio', {
          mountpoint: '/usr/local',
          disk: '0',
        })]: [0.89, 0.91],
      },
      { value: 0.91 },
    ),
  },
});
