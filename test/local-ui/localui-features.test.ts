import { localuiFeatures } from '../../exporter/local-ui/localui-features.ts';
import { testCollector } from '../kit/local-ui-collector.ts';

const odd = { featureFlags: { new: true, old: false, odd: 'yes' } };

testCollector(localuiFeatures, { odd, without: 'not_found' });
