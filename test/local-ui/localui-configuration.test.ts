import { localuiConfiguration } from '../../exporter/local-ui/localui-configuration.ts';
import { NEW_MEMBER, testCollector } from '../kit/local-ui-collector.ts';

const odd = { state: NEW_MEMBER, errorMessage: 'password=hunter2' };

testCollector(localuiConfiguration, { odd, without: 'not_found' });
