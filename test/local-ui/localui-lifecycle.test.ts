import { localuiLifecycle } from '../../exporter/local-ui/localui-lifecycle.ts';
import { NEW_MEMBER, testCollector } from '../kit/local-ui-collector.ts';

const odd = {
  clusterEvents: [{ type: 'Ready', status: NEW_MEMBER, lastTransitionTime: '2026-01-01T00:00:00.000Z' }, 3],
  expectedOrder: null,
};

testCollector(localuiLifecycle, { odd });
