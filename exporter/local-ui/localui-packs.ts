import type { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import type { Emit } from '../metric/emit.ts';
import { gauge } from '../metric/metric.ts';
import { tally } from '../metric/tally.ts';
import { list, member, object, text } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { LocalUiCluster } from './api/local-ui.ts';
import { clusterLabels, labelsOfCluster } from './parts/labels.ts';
import { dateText, key } from './parts/text-values.ts';

const labels = [...clusterLabels, 'profile', 'pack'] as const;
const per = 'pack of a locally managed cluster';

const metrics = {
  info: gauge(
    'palette_localui_pack_info',
    'A pack of a locally managed cluster and the versions of it and its profile.',
    { labels: [...labels, 'profile_version', 'pack_version', 'layer'], per },
  ),
  status: gauge(
    'palette_localui_pack_status',
    'The status of a pack of a locally managed cluster, 1 for the current one; Running is the good one.',
    { labels: [...labels, 'status'], per },
  ),
  condition: gauge(
    'palette_localui_pack_condition',
    'A condition of a pack of a locally managed cluster, 1 for its current status.',
    { labels: [...labels, 'type', 'status'], per: 'condition of a pack of a locally managed cluster' },
  ),
  contents: gauge(
    'palette_localui_pack_contents',
    'Images, artifacts and charts of a pack of a locally managed cluster, by how far they are synchronised.',
    {
      labels: [...labels, 'content_type', 'sync_status'],
      per: 'content type and status of a pack of a locally managed cluster',
    },
  ),
  started: gauge(
    'palette_localui_pack_start_timestamp_seconds',
    'When the last deployment of a pack of a locally managed cluster began.',
    { labels, per },
  ),
  ended: gauge(
    'palette_localui_pack_end_timestamp_seconds',
    'When the last deployment of a pack of a locally managed cluster ended; no series while it goes on.',
    { labels, per },
  ),
};

/** `v1PackInfo`; its values can hold passwords, its logo is large. */
const packInfo = object({
  name: key,
  version: text,
  layer: text,
  status: text,
  startTime: dateText,
  endTime: dateText,
  conditions: list(object({ type: key, status: member('True', 'False', 'Unknown') })),
  contents: list(
    object({
      contentType: member('image', 'artifact', 'chart', 'pack'),
      syncStatus: member('pending', 'completed', 'failed'),
    }),
  ),
});

/** `v1ClusterCurrentApplications` */
const applications = object({
  clusterProfileTemplates: list(object({ name: text, version: text, packs: list(packInfo) })),
});

/** The profiles of a locally managed cluster, pack by pack. */
export const localuiPacks = defineCollector<LocalUiCluster>({
  name: 'localui_packs',
  describes: 'Version, status, conditions and contents of the packs of a locally managed cluster.',
  every: '1m',
  metrics,
  reads: [endpoints.applications],
  async collect(localUi, emit) {
    const found = await localUi.find(endpoints.applications, applications);
    for (const { name, version, packs } of found?.clusterProfileTemplates ?? []) {
      for (const pack of packs) {
        const of = emit.with({ ...labelsOfCluster(localUi), profile: name, pack: pack.name });
        of(metrics.info, 1, { profile_version: version, pack_version: pack.version, layer: pack.layer });
        emitPack(pack, of);
      }
    }
  },
});

function emitPack(pack: z.output<typeof packInfo>, of: Emit<(typeof labels)[number]>): void {
  if (pack.status) of(metrics.status, 1, { status: pack.status });
  of(metrics.started, pack.startTime);
  of(metrics.ended, pack.endTime);
  for (const { type, status } of pack.conditions) of(metrics.condition, 1, { type, status });
  const contents = pack.contents.map(({ contentType, syncStatus }) => [contentType, syncStatus] as const);
  for (const [[content_type, sync_status], count] of tally(contents)) {
    of(metrics.contents, count, { content_type, sync_status });
  }
}
