import { localuiStagedUpdate } from '../../exporter/local-ui/localui-staged-update.ts';
import { OF_CLUSTER, testCollector } from '../kit/local-ui-collector.ts';

const odd = {
  clusterProfileDetails: [
    {
      profileName: 'infra',
      profileVersion: '2',
      packs: [{ name: 'cni', values: 'secret' }, { version: '1' }],
    },
    { profileName: 'empty', packs: null },
    { profileName: 'os', packs: [{ name: 'edge-k8s', version: '1.34.2' }] },
  ],
  status: { k8sVersion: 'v1.32.4' },
};

testCollector(localuiStagedUpdate, {
  odd,
  ofNothing: [`palette_localui_update_available{${OF_CLUSTER}} 0`],
  without: [`palette_localui_update_available{${OF_CLUSTER}} 0`],
});
