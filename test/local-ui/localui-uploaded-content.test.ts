import { localuiUploadedContent } from '../../exporter/local-ui/localui-uploaded-content.ts';
import { ZERO_TIME } from '../../exporter/simulator/go-json.ts';
import { testCollector } from '../kit/local-ui-collector.ts';

const odd = { fileName: 'bundle', uploadDateTime: ZERO_TIME };

testCollector(localuiUploadedContent, { odd });
