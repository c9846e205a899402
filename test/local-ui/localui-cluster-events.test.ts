import { localuiClusterEvents } from '../../exporter/local-ui/localui-cluster-events.ts';
import { ZERO_TIME } from '../../exporter/simulator/go-json.ts';
import { NEW_MEMBER, testCollector } from '../kit/local-ui-collector.ts';

const odd = {
  items: [
    { severity: 'Warning', metadata: { lastModifiedTimestamp: '2026-11-02T00:00:00.000Z' } },
    { severity: 'Warning', metadata: { lastModifiedTimestamp: '2026-11-01T00:00:00.000Z' } },
    { severity: NEW_MEMBER, metadata: { lastModifiedTimestamp: ZERO_TIME } },
    { severity: 3 },
  ],
};

testCollector(localuiClusterEvents, { odd });
