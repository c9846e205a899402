import { mainCluster, nodeOf } from '../../../exporter/simulator/world/changes/actors.ts';
import { loseNode } from '../../../exporter/simulator/world/changes/cluster-faults.ts';
import { cluster, DAY, flapping, type Stories } from './story.ts';

export const clusterStories: Stories = {
  'two nodes die': {
    change: cluster((main, world, now) => {
      loseNode(world, main, nodeOf(main, 0), now);
      loseNode(world, main, nodeOf(main, 1), now);
    }),
    step: '5m',
    lasts: '17m',
    heals: '7m',
    fires: [
      'PaletteClusterQuorumLost',
      'PaletteClusterQuorumAtRisk',
      'PaletteClusterUnhealthy',
      'PaletteEdgeHostUnhealthy',
      'PaletteNodeNotReady',
    ],
  },
  'a cluster is unhealthy for three minutes again and again': {
    setup: { config: { collectors: { clusters: { every: '30s' } } } },
    change: (world, _, site) =>
      flapping(site, mainCluster(world), 'health', { state: 'UnHealthy', problems: [] }),
    step: '3m',
    lasts: '1h28m30s',
    heals: '6m',
    fires: ['PaletteClusterFastBurn', 'PaletteClusterSlowBurn'],
    outlasts: ['PaletteClusterSlowBurn'],
  },
  'the agent of the cluster is silent': {
    scenario: 'heartbeat-lost',
    step: '5m',
    lasts: '17m',
    heals: '7m',
    fires: ['PaletteClusterHeartbeatLost'],
  },
  'Palette does not know how a cluster is': {
    change: cluster((main, _world, now) => {
      main.state = 'Unknown';
      main.silentSince = now;
    }),
    step: '15m',
    lasts: '46m',
    heals: '6m',
    fires: ['PaletteClusterUnknown', 'PaletteClusterHeartbeatOld'],
  },
  'a cluster fails': {
    scenario: 'cluster-error',
    step: '5m',
    lasts: '12m',
    heals: '2m',
    fires: ['PaletteClusterError', 'PaletteClusterUnhealthy'],
  },
  'a cluster does not get ready': {
    change: cluster((main) => {
      main.state = 'Provisioning';
    }),
    step: '5m',
    lasts: '14m',
    heals: '4m',
    fires: ['PaletteClusterProvisioningSlow'],
  },
  'a cluster is being deleted, and does not go': {
    change: cluster((main) => {
      main.state = 'Deleting';
    }),
    step: '20m',
    lasts: '1h20m',
    heals: '30m',
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
    step: '12h',
    lasts: '1d6h',
    heals: '6h',
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
    step: '15m',
    lasts: '40m',
    heals: '10m',
    fires: ['PaletteClusterVanished'],
  },
};
