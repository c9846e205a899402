import { localuiPairing } from '../../exporter/local-ui/localui-pairing.ts';
import { NEW_MEMBER, testCollector } from '../kit/local-ui-collector.ts';

const odd = { status: NEW_MEMBER, registrationToken: 'secret' };

testCollector(localuiPairing, { odd });
