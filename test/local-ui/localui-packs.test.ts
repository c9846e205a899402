import { localuiPacks } from '../../exporter/local-ui/localui-packs.ts';
import { ZERO_TIME } from '../../exporter/simulator/go-json.ts';
import { NEW_MEMBER, testCollector } from '../kit/local-ui-collector.ts';

const odd = {
  clusterProfileTemplates: [
    {
      name: 'infra',
      packs: [
        {
          name: 'cni',
          status: NEW_MEMBER,
          startTime: 'Dec 30, 2025 23:36 UTC',
          endTime: 'Invalid date',
          conditions: null,
          contents: [
            { contentType: 'image', syncStatus: 'completed' },
            { contentType: 'image', syncStatus: 'completed' },
            { contentType: 'tape', syncStatus: NEW_MEMBER },
            5,
          ],
        },
        { name: 'csi', startTime: '', endTime: ZERO_TIME },
        { version: 'nameless' },
      ],
    },
    { name: 'empty', packs: null },
  ],
};

testCollector(localuiPacks, { odd });
