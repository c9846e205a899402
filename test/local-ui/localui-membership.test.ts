import { localuiMembership } from '../../exporter/local-ui/localui-membership.ts';
import { testCollector } from '../kit/local-ui-collector.ts';

const odd = { metadata: { name: 'plant' } };

testCollector(localuiMembership, { odd, without: 'not_found' });
