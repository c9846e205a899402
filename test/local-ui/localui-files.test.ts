import { localuiFiles } from '../../exporter/local-ui/localui-files.ts';
import { ZERO_TIME } from '../../exporter/simulator/go-json.ts';
import { testCollector } from '../kit/local-ui-collector.ts';

const odd = {
  files: [
    { fileName: 'core.1', lastModifiedTimestamp: '2026-11-01T00:00:00.000Z' },
    { fileName: 'core.2', lastModifiedTimestamp: ZERO_TIME },
    { lastModifiedTimestamp: 12 },
  ],
};

testCollector(localuiFiles, {
  odd,
  ofNothing: ['palette_localui_host_files{edge_host="h1"} 0'],
  without: ['palette_localui_host_files{edge_host="h1"} 0'],
});
