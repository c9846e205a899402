import { localuiHostLifecycle } from '../../exporter/local-ui/localui-host-lifecycle.ts';
import { ZERO_TIME } from '../../exporter/simulator/go-json.ts';
import { NEW_MEMBER, testCollector } from '../kit/local-ui-collector.ts';

const odd = {
  clusterEvents: null,
  edgeHostEvents: [
    { type: 'Registered', status: 'True', lastTransitionTime: '2026-01-01T00:00:00.000Z' },
    { type: 'Configured', status: NEW_MEMBER, lastTransitionTime: ZERO_TIME },
    { status: 'True' },
  ],
  expectedOrder: [{ category: 'Host', conditionsOrder: [{ type: 'Registered' }] }, { conditionsOrder: null }],
};

testCollector(localuiHostLifecycle, { odd });
