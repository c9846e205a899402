import { mainCluster, nodeOf } from '../../../exporter/simulator/world/changes/actors.ts';
import { loseNode } from '../../../exporter/simulator/world/changes/cluster-faults.ts';
import { cluster, DAY, flapping, type Stories } from './story.ts';

export const clusterStories: Stories = {
  'two nodes die': {
    change: cluster((main, world, now) => {
      loseNode(world, main, nodeOf(main, 0), now);
      loseNode(world, main, nodeOf(main, 1), now);
    }),
    pace: '5m',
    fires: ['PaletteClusterQuorumLost'],
  },
  'a cluster is unhealthy for three minutes again and again': {
    setup: { config: { collectors: { clusters: { every: '30s' } } } },
    change: (world, _, site) =>
      flapping(site, mainCluster(world), 'health', { state: 'UnHealthy', problems: [] }),
    pace: '90s',
    fires: ['PaletteClusterFastBurn', 'PaletteClusterSlowBurn'],
    quiet: ['PaletteClusterUnhealthy'],
  },
  'the agent of the cluster is silent': {
    scenario: 'heartbeat-lost',
    pace: '5m',
    fires: ['PaletteClusterHeartbeatLost'],
  },
  'a cluster fails': { scenario: 'cluster-error', pace: '5m', fires: ['PaletteClusterError'] },
  'a cluster does not get ready': {
    change: cluster((main) => {
      main.state = 'Provisioning';
    }),
    pace: '5m',
    fires: ['PaletteClusterProvisioningSlow'],
  },
  'a cluster is being deleted, and does not go': {
    change: cluster((main) => {
      main.state = 'Deleting';
    }),
    pace: '10m',
    fires: ['PaletteClusterDeleting', 'PaletteClusterDeletionStuck'],
  },
  'a cluster is short of everything and does not do what it should': {
    change: cluster((main, _, now) => {
      main.utilisation = { cpu: 0.96, memory: 0.97 };
      main.paused = true;
      main.kubernetesVersion = '1.30.9';
      const [condition] = main.conditions;
      const [pack] = main.deployed;
      if (condition === undefined || pack === undefined) throw new RangeError('the cluster has too little');
      condition.status = 'False';
      pack.pack = { ...pack.pack, version: '0.0.1' };
      main.spcApply = { released: true, deferred: false, modifiedAt: now, appliedAt: now - DAY };
    }),
    pace: '1h',
    fires: [
      'PaletteClusterCpuHigh',
      'PaletteClusterMemoryHigh',
      'PaletteClusterPaused',
      'PaletteKubernetesVersionDrift',
      'PaletteClusterConditionFalse',
      'PaletteProfileDrift',
      'PaletteRolloutSlow',
      'PaletteProfileNotApplied',
    ],
  },
  'a cluster vanishes': {
    setup: { simulator: { clusters: 3, hosts: 10 } },
    change: (world) => {
      world.clusters = world.clusters.slice(0, -1);
    },
    pace: '5m',
    fires: ['PaletteClusterVanished'],
  },
};
