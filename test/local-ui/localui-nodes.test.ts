import { localuiNodes } from '../../exporter/local-ui/localui-nodes.ts';
import { NEW_MEMBER, testCollector } from '../kit/local-ui-collector.ts';

const odd = {
  nodes: [
    {
      nodeName: 'n1',
      nodeStatus: { conditionType: 'Ready', status: 'False' },
      nodeHealth: [
        { conditionType: 'Ready', status: 'False' },
        { conditionType: 'Odd', status: NEW_MEMBER },
      ],
    },
    { nodeName: 'n2', nodeStatus: null, nodeHealth: null },
    { nodeName: null },
  ],
};

testCollector(localuiNodes, { odd });
