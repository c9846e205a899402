import { defineAlerts } from '../../kit/alert.ts';
import type { AlertSettings } from '../../kit/alert-settings.ts';
import { maxBy, theirs } from '../../kit/promql.ts';
import { type States, turns } from '../../kit/proof.ts';
import { PXCTL } from '../../kit/runbook-tools.ts';
import { PORTWORX_POOL, PORTWORX_VOLUME } from '../../kit/subjects.ts';

export const storageVolumesAlerts = defineAlerts('storage', {
  PortworxVolumeNotInQuorum: {
    severity: 'critical',
    source: 'portworx',
    expr: (settings) => replication(settings, 1),
    for: '2m',
    summary: 'A Portworx volume is not in quorum.',
    description:
      'Volume {{ $labels.volumename }} of {{ $labels.cluster }} is not in quorum and refuses writes.',
    runbook: {
      meaning:
        'Half or more of the replicas of the volume are away, or there is no good copy that the others could follow.',
      impact: 'The workload on this volume stands still.',
      diagnosis: `${PXCTL}
1. \`pxctl volume inspect <volume>\`: replica sets, on which nodes, which are up?
2. \`kubectl get pvc --all-namespaces | grep <volume>\`: whose volume is it?
3. The nodes that carry the replicas: PortworxNodeDown, PortworxPoolNotOnline.`,
      mitigation:
        'Bring the nodes with the replicas back, one is often enough. Do not delete replicas or force the volume without the storage contact.',
    },
    tests: turns(
      PORTWORX_VOLUME,
      '2m',
      { [PORTWORX_VOLUME.of('px_volume_replication_status', { volume: '11' })]: [0, 1] },
      { also: [{ states: views(1, 3) }] },
    ),
  },

  PortworxVolumeDegraded: {
    severity: 'warning',
    source: 'portworx',
    expr: (settings) => {
      const of = (metric: string) =>
        maxBy(settings, PORTWORX_VOLUME.identity, theirs(settings, 'portworx', metric));
      const missing = `${of('px_volume_halevel')} - ${of('px_volume_currhalevel')} > 0`;
      return `${replication(settings, 3)} or ${missing}`;
    },
    for: '30m',
    summary: 'A Portworx volume has fewer replicas than it should have.',
    description:
      'Volume {{ $labels.volumename }} of {{ $labels.cluster }} has fewer good replicas than it should have.',
    runbook: {
      meaning: 'A node with a replica of this volume is away, or a new replica has not been built yet.',
      impact:
        'The volume works. The loss of another node may stop it or lose data: do not reboot or remove storage nodes now.',
      diagnosis: `${PXCTL}
1. \`pxctl volume inspect <volume>\`: which replica is missing, is a resync running?
2. \`px_node_status_node_status != 2\`: which nodes are away?
3. Room for a new replica: \`px_pool_stats_available_bytes\``,
      mitigation:
        'Bring the node back; the replica catches up by itself. If it is gone, raise the number of replicas: `pxctl volume ha-update --repl <n> --node <node> <volume>`.',
    },
    tests: turns(
      PORTWORX_VOLUME,
      '30m',
      {
        [PORTWORX_VOLUME.of('px_volume_replication_status')]: [0, 0],
        [PORTWORX_VOLUME.of('px_volume_halevel')]: [2, 2],
        [PORTWORX_VOLUME.of('px_volume_currhalevel')]: [2, 1],
      },
      { also: [{ states: views(3, 4) }] },
    ),
  },

  PortworxVolumeResyncSlow: {
    severity: 'warning',
    source: 'portworx',
    expr: (settings) => replication(settings, 2),
    for: '4h',
    summary: 'A Portworx volume has been catching up for hours.',
    description:
      'A replica of volume {{ $labels.volumename }} of {{ $labels.cluster }} has been catching up for four hours.',
    runbook: {
      meaning: 'A replica was away and copies what it missed. It takes much longer than usual.',
      impact: 'Until it is done the volume has one good copy less, and node upgrades have to wait.',
      diagnosis: `${PXCTL}
1. \`pxctl volume inspect <volume>\`: progress of the resync.
2. Load: \`px_pool_stats_write_latency_seconds\`, network errors of the storage interface (\`ip -s link\`).`,
      mitigation:
        'Let it finish. Lower the load of other jobs (backups, moves) meanwhile; do not restart Portworx.',
    },
    tests: turns(
      PORTWORX_VOLUME,
      '4h',
      { [PORTWORX_VOLUME.of('px_volume_replication_status')]: [0, 2] },
      { also: [{ states: views(2, 4) }] },
    ),
  },

  PortworxPoolFull: {
    severity: 'critical',
    source: 'portworx',
    thresholds: ['poolFullRatio'],
    expr: (settings) => `${poolUsage(settings)} > ${settings.thresholds.poolFullRatio}`,
    for: '10m',
    summary: 'A Portworx pool is nearly full.',
    description:
      'Pool {{ $labels.pool }} of Portworx node {{ $labels.node }} is {{ $value | humanizePercentage }} full.',
    runbook: {
      meaning: 'Volumes are thin: they grow into the pool until it is full, whatever size they promise.',
      impact: 'When the pool is full its replicas go offline and writes fail.',
      diagnosis: `${PXCTL}
1. \`pxctl service pool show\`, \`pxctl volume list --node <node>\`: what takes the room?
2. Snapshots: \`pxctl volume list --snapshot\`; the trashcan: \`px_cluster_trashcan_volumes\`.
3. How fast? \`deriv(px_pool_stats_used_bytes{node="<node>"}[6h])\``,
      mitigation:
        'Delete snapshots nobody needs, empty the trashcan, run `pxctl volume trim` on volumes that shrank, then expand the ' +
        'pool or move replicas (`pxctl volume ha-update`).',
    },
    tests: turns(PORTWORX_POOL, '10m', used(90, 91), { value: 0.91 }),
  },

  PortworxPoolFilling: {
    severity: 'warning',
    source: 'portworx',
    thresholds: ['poolFillingRatio'],
    expr: (settings) => `${poolUsage(settings)} > ${settings.thresholds.poolFillingRatio}`,
    for: '30m',
    summary: 'A Portworx pool is filling up.',
    description:
      'Pool {{ $labels.pool }} of Portworx node {{ $labels.node }} is {{ $value | humanizePercentage }} full.',
    runbook: {
      meaning: 'The pool has little reserve left for volumes that grow and for replicas of a lost node.',
      impact: 'None yet. When a node is lost there may be no room to build its replicas anew.',
      diagnosis: `${PXCTL}
1. \`pxctl service pool show\`, and the growth: \`deriv(px_pool_stats_used_bytes{node="<node>"}[1d])\`
2. Are the other pools as full? \`px_pool_stats_used_bytes / px_pool_stats_total_bytes\``,
      mitigation:
        'Plan more disks or an expansion; rebalance when only one pool is full; shorten the retention of snapshots.',
    },
    tests: turns(PORTWORX_POOL, '30m', used(80, 81), { value: 0.81 }),
  },

  PortworxPoolOvercommitted: {
    severity: 'info',
    source: 'portworx',
    thresholds: ['poolProvisionedRatio'],
    expr: (settings) => {
      const of = (metric: string) =>
        maxBy(settings, PORTWORX_POOL.identity, theirs(settings, 'portworx', metric));
      return `${of('px_pool_stats_provisioned_bytes')} / ${of('px_pool_stats_total_bytes')} > ${settings.thresholds.poolProvisionedRatio}`;
    },
    for: '1h',
    summary: 'A Portworx pool has promised much more than it has.',
    description:
      'Pool {{ $labels.pool }} of Portworx node {{ $labels.node }} has promised {{ $value | humanizePercentage }} of its size.',
    runbook: {
      meaning: 'The sizes of the volumes in the pool add up to a multiple of its disks.',
      impact: 'None as long as the volumes stay empty. They may all grow.',
      diagnosis: `${PXCTL}
1. \`pxctl volume list --node <node>\`: large volumes that hold little.`,
      mitigation:
        'Keep an eye on PortworxPoolFilling, or make the large volumes smaller when they are created anew.',
    },
    tests: turns(
      PORTWORX_POOL,
      '1h',
      {
        [PORTWORX_POOL.of('px_pool_stats_provisioned_bytes')]: [200, 250],
        [PORTWORX_POOL.of('px_pool_stats_total_bytes')]: [100, 100],
      },
      { value: 2.5 },
    ),
  },
});

function poolUsage(settings: AlertSettings): string {
  const of = (metric: string) =>
    maxBy(settings, PORTWORX_POOL.identity, theirs(settings, 'portworx', metric));
  return `${of('px_pool_stats_used_bytes')} / ${of('px_pool_stats_total_bytes')}`;
}

/** True where any node says so of a volume; the greatest of what they say would hide it. */
function replication(settings: AlertSettings, status: number): string {
  const said = theirs(settings, 'portworx', 'px_volume_replication_status');
  return maxBy(settings, PORTWORX_VOLUME.identity, `${said} == ${status}`);
}

/** What two nodes say of a volume. */
function views(one: number, other: number): States {
  return {
    [PORTWORX_VOLUME.of('px_volume_replication_status', { node: 'node-1' })]: [0, one],
    [PORTWORX_VOLUME.of('px_volume_replication_status', { node: 'node-2' })]: [0, other],
  };
}

function used(good: number, bad: number): States {
  return {
    [PORTWORX_POOL.of('px_pool_stats_used_bytes')]: [good, bad],
    [PORTWORX_POOL.of('px_pool_stats_total_bytes')]: [100, 100],
  };
}
