import { localuiRegistrySync } from '../../exporter/local-ui/localui-registry-sync.ts';
import { ZERO_TIME } from '../../exporter/simulator/go-json.ts';
import { NEW_MEMBER, OF_CLUSTER, testCollector } from '../kit/local-ui-collector.ts';

const odd = {
  pendingItems: [
    { contentType: 'image', status: 'pending', creationTimestamp: '2026-11-02T00:00:00.000Z' },
    { contentType: 'image', status: 'pending', creationTimestamp: '2026-11-01T00:00:00.000Z' },
    { contentType: 'tape', status: NEW_MEMBER, creationTimestamp: ZERO_TIME },
    { contentType: 'pack', status: 'failed', msg: 'password=hunter2' },
    'not an item',
  ],
  errors: { 'registry.example.com': 'unauthorized: hunter2' },
};

testCollector(localuiRegistrySync, {
  odd,
  ofNothing: [
    `palette_localui_registry_sync_errors{${OF_CLUSTER}} 0`,
    ...['image', 'artifact', 'chart', 'pack'].flatMap((type) =>
      ['pending', 'failed'].map(
        (status) =>
          `palette_localui_registry_sync_items{${OF_CLUSTER},content_type="${type}",status="${status}"} 0`,
      ),
    ),
  ],
});
