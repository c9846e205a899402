import { localuiCluster } from '../../exporter/local-ui/localui-cluster.ts';
import { ZERO_TIME } from '../../exporter/simulator/go-json.ts';
import { NEW_MEMBER, OF_CLUSTER, testCollector } from '../kit/local-ui-collector.ts';

const odd = {
  metadata: { creationTimestamp: ZERO_TIME },
  spec: { ntpServers: ['ntp.example.com'] },
  status: {
    clusterState: NEW_MEMBER,
    kubeconfig: 'secret',
    clusterConditions: [
      { type: 'Ready', status: 'Unknown', lastTransitionTime: ZERO_TIME },
      { status: 'True' },
    ],
    nodePools: [
      {
        pool: { name: 'cp', isControlPlane: true },
        nodes: [{ nodeName: 'n1', nodeState: NEW_MEMBER }, {}],
      },
      { pool: { name: 'empty' }, nodes: null },
      null,
    ],
  },
};

testCollector(localuiCluster, {
  odd,
  ofNothing: [`palette_localui_cluster_info{${OF_CLUSTER}} 1`],
});
