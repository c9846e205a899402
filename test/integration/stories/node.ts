import { nodeOf, spareHost } from '../../../exporter/simulator/world/changes/actors.ts';
import { addNode, cordon, setMachineState } from '../../../exporter/simulator/world/changes/node-life.ts';
import { cluster, type Stories } from './story.ts';

export const nodeStories: Stories = {
  'a node dies': {
    scenario: 'node-down',
    step: '5m',
    lasts: '20m',
    heals: '10m',
    fires: [
      'PaletteNodeNotReady',
      'PaletteClusterUnhealthy',
      'PaletteClusterQuorumAtRisk',
      'PaletteEdgeHostUnhealthy',
    ],
  },
  'the nodes are in trouble': {
    change: cluster((main, _, now) => {
      const [first, second, third] = [nodeOf(main, 0), nodeOf(main, 1), nodeOf(main, 2)];
      first.healthy = false;
      first.conditions = first.conditions.map((one) =>
        one.type === 'DiskPressure' ? { ...one, status: 'True' } : one,
      );
      cordon(second, 'Completed');
      setMachineState(third, 'Failed', now);
      for (const pool of main.pools) pool.desired += 1;
    }),
    step: '1h',
    lasts: '5h',
    heals: '1h30m',
    fires: [
      'PaletteNodeUnhealthy',
      'PaletteNodePressure',
      'PaletteNodeCordonForgotten',
      'PaletteNodeInstanceFailed',
      'PaletteNodePoolIncomplete',
      'PaletteClusterQuorumAtRisk',
      'PaletteClusterQuorumLost',
      'PaletteControlPlaneReplacing',
      'PaletteNodeInMaintenance',
      'PaletteNodeNotReady',
    ],
  },
  'a node reports no more': {
    change: cluster((main, _, now) => {
      nodeOf(main, 0).silentSince = now;
    }),
    step: '15m',
    lasts: '34m',
    heals: '4m',
    fires: ['PaletteNodeHeartbeatOld'],
  },
  'a host is replaced half-way': {
    change: cluster((main, world, now) => {
      const [pool] = main.pools;
      if (pool === undefined) throw new RangeError('the cluster has no pool');
      addNode(main, pool, spareHost(world), now);
      setMachineState(nodeOf(main, 0), 'Deleting', now);
    }),
    step: '1h',
    lasts: '2h30m',
    heals: '30m',
    fires: [
      'PaletteControlPlaneReplacing',
      'PaletteNodeProvisioningSlow',
      'PaletteNodeDeletionStuck',
      'PaletteNodePoolOversized',
      'PaletteEdgeHostNoSpare',
    ],
  },
  'a drain fails': {
    scenario: 'drain-failed',
    step: '2m',
    lasts: '12m',
    heals: '2m',
    fires: ['PaletteNodeDrainFailed', 'PaletteNodeInMaintenance'],
  },
};
