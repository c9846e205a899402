import { localuiMachinePools } from '../../exporter/local-ui/localui-machine-pools.ts';
import { NEW_MEMBER, testCollector } from '../kit/local-ui-collector.ts';

const odd = {
  items: [
    { name: 'cp', isControlPlane: true, size: 3, hosts: [{}, {}], updateStrategy: { type: NEW_MEMBER } },
    { name: 'worker', hosts: [{}, {}], skipK8sUpgrade: 'enabled' },
    { name: 'empty', hosts: null },
    { size: 1 },
  ],
};

testCollector(localuiMachinePools, { odd });
