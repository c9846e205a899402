import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { number, object, text, time } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { LocalUiHost } from './api/local-ui.ts';

const metrics = {
  info: gauge('palette_localui_uploaded_content_info', 'The content bundle last uploaded to a host.', {
    labels: ['file_name', 'sha256'],
    per: 'Local UI host',
  }),
  size: gauge(
    'palette_localui_uploaded_content_bytes',
    'Size of the content bundle last uploaded to a host.',
    { per: 'Local UI host' },
  ),
  uploaded: gauge(
    'palette_localui_uploaded_content_timestamp_seconds',
    'When a content bundle was last uploaded to a host: how an upgrade of an air-gapped appliance begins.',
    { per: 'Local UI host' },
  ),
};

/** `v1UploadedContentDetails` */
const details = object({
  fileName: text,
  sha256Hash: text,
  sizeInBytes: number,
  uploadDateTime: time,
});

/** The content bundle last uploaded to a host. */
export const localuiUploadedContent = defineCollector<LocalUiHost>({
  name: 'localui_uploaded_content',
  describes: 'The content bundle last uploaded to a host: which, how large, when.',
  every: '15m',
  metrics,
  reads: [endpoints.uploadedContent],
  async collect(localUi, emit) {
    const content = await localUi.find(endpoints.uploadedContent, details);
    if (content === undefined) return;
    if (content.fileName || content.sha256Hash)
      emit(metrics.info, 1, { file_name: content.fileName, sha256: content.sha256Hash });
    emit(metrics.size, content.sizeInBytes || undefined);
    emit(metrics.uploaded, content.uploadDateTime);
  },
});
