import { localuiRegistryContent } from '../../exporter/local-ui/localui-registry-content.ts';
import { testCollector } from '../kit/local-ui-collector.ts';

const odd = {
  status: [
    { contentType: 'image', size: '1 GiB' },
    { contentType: 'image', size: '24MB' },
    { contentType: 'pack', size: 'huge' },
    { contentType: 'tape' },
    null,
  ],
};

testCollector(localuiRegistryContent, { odd });
