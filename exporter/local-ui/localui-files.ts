import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { lengthOf, list, object, time } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { LocalUiHost } from './api/local-ui.ts';
import { latest } from './parts/text-values.ts';

const metrics = {
  files: gauge(
    'palette_localui_host_files',
    'Files in /var/log/files of a host, where core dumps end up: a rise hints at a crash.',
    { per: 'Local UI host' },
  ),
  modified: gauge(
    'palette_localui_host_files_last_modified_timestamp_seconds',
    'When a file in /var/log/files of a host was last written.',
    { per: 'Local UI host' },
  ),
};

/** `v1FileMetadataList`; names are of no use without the files, which are never fetched. */
const fileList = object({ files: list(object({ lastModifiedTimestamp: time })) });

/** Files that a host keeps for download. */
export const localuiFiles = defineCollector<LocalUiHost>({
  name: 'localui_files',
  describes: 'How many files a host keeps for download, core dumps among them.',
  every: '15m',
  metrics,
  reads: [endpoints.files],
  async collect(localUi, emit) {
    // 404 where the folder does not exist (yet).
    const found = await localUi.find(endpoints.files, fileList);
    emit(metrics.files, found === undefined ? 0 : lengthOf(found.files));
    emit(metrics.modified, latest(found?.files.map((file) => file.lastModifiedTimestamp) ?? []));
  },
});
