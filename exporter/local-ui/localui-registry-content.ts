import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { list, object, text } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { LocalUiCluster } from './api/local-ui.ts';
import { clusterLabels, labelsOfCluster } from './parts/labels.ts';
import { sizeText } from './parts/text-values.ts';

const labels = [...clusterLabels, 'content_type'] as const;
const per = 'content type in the registry of a locally managed cluster';

const metrics = {
  items: gauge(
    'palette_localui_registry_content_items',
    'Images, artifacts, charts and packs in the registry of a locally managed cluster.',
    { labels, per },
  ),
  bytes: gauge(
    'palette_localui_registry_content_bytes',
    'Size of what the registry of a locally managed cluster holds; no series when the size of an item is not known.',
    { labels, per, stability: 'alpha' },
  ),
};

/** `v1HarborContentsDetails` */
const contents = object({ status: list(object({ contentType: text, size: sizeText })) });

/** What the registry of a locally managed cluster holds, summed up: the list can be long. */
export const localuiRegistryContent = defineCollector<LocalUiCluster>({
  name: 'localui_registry_content',
  describes: 'Number and size of what the registry of a locally managed cluster holds.',
  every: '15m',
  metrics,
  reads: [endpoints.registryContent],
  async collect(localUi, emit) {
    const found = await localUi.find(endpoints.registryContent, contents);
    const totals = new Map<string, { items: number; bytes: number }>();
    for (const { contentType, size = Number.NaN } of found?.status ?? []) {
      const { items, bytes } = totals.get(contentType) ?? { items: 0, bytes: 0 };
      totals.set(contentType, { items: items + 1, bytes: bytes + size });
    }
    for (const [contentType, { items, bytes }] of totals) {
      const of = emit.with({ ...labelsOfCluster(localUi), content_type: contentType });
      of(metrics.items, items);
      of(metrics.bytes, Number.isFinite(bytes) ? bytes : undefined);
    }
  },
});
