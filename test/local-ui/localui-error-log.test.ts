import { localuiErrorLog } from '../../exporter/local-ui/localui-error-log.ts';
import { ZERO_TIME } from '../../exporter/simulator/go-json.ts';
import { testCollector } from '../kit/local-ui-collector.ts';

const odd = {
  items: [
    {
      severity: 'Error',
      message: 'token=x',
      metadata: { lastModifiedTimestamp: '2026-11-02T00:00:00.000Z' },
    },
    { metadata: { creationTimestamp: '2026-11-03T00:00:00.000Z', lastModifiedTimestamp: ZERO_TIME } },
    { metadata: null },
    null,
  ],
};

testCollector(localuiErrorLog, { odd });
