import { localuiRegistry } from '../../exporter/local-ui/localui-registry.ts';
import { NEW_MEMBER, testCollector } from '../kit/local-ui-collector.ts';

const odd = {
  State: NEW_MEMBER,
  DiskCapacity: '100GB',
  DiskUsed: '1.5e3 parsecs',
  DiskAvailable: '52428800',
  UsagePercentage: '47.5',
};

testCollector(localuiRegistry, { odd });
