import { mainCluster } from '../world/changes/actors.ts';
import { addProblem } from '../world/changes/node-life.ts';
import { atOnce, scenario } from './scenario.ts';

export const clusterError = scenario(
  'The edge cluster is in state Error.',
  atOnce((world, now) => {
    const cluster = mainCluster(world);
    const { uid, name } = cluster;
    const message = 'the control plane endpoint does not answer';
    cluster.state = 'Error';
    addProblem(world, cluster, now, { type: 'ClusterError', message, kind: 'spectrocluster', uid, name });
  }),
);
