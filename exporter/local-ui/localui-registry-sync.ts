import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { tally } from '../metric/tally.ts';
import { entries, lengthOf, list, member, object, time } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { LocalUiCluster } from './api/local-ui.ts';
import { clusterLabels, labelsOfCluster } from './parts/labels.ts';

const metrics = {
  items: gauge(
    'palette_localui_registry_sync_items',
    'Items that wait to be synchronised into the registry of a locally managed cluster, by type and status.',
    {
      labels: [...clusterLabels, 'content_type', 'status'],
      per: 'content type and status in the registry of a locally managed cluster',
    },
  ),
  errors: gauge(
    'palette_localui_registry_sync_errors',
    'Errors of the synchronisation into the registry of a locally managed cluster.',
    { labels: clusterLabels, per: 'registry of a locally managed cluster' },
  ),
  oldest: gauge(
    'palette_localui_registry_sync_oldest_pending_timestamp_seconds',
    'Since when the oldest item waits to be synchronised into the registry of a locally managed cluster; no series when none does.',
    { labels: clusterLabels, per: 'registry of a locally managed cluster' },
  ),
};

/** Always told, so that a backlog can be seen to empty. */
const TYPES = ['image', 'artifact', 'chart', 'pack'];
const STATUSES = ['pending', 'failed'];

/** `v1HarborContentsSyncStatus`; the texts of the errors stay out, and so does what they are filed under. */
const syncStatus = object({
  pendingItems: list(
    object({
      contentType: member(...TYPES),
      status: member('pending', 'completed', 'failed'),
      creationTimestamp: time,
    }),
  ),
  errors: entries(z.unknown()).transform(lengthOf),
});

/** What still has to be copied into the registry: the banner "N items are pending" of the Local UI. */
export const localuiRegistrySync = defineCollector<LocalUiCluster>({
  name: 'localui_registry_sync',
  describes: 'Backlog and errors of the synchronisation into the registry of a locally managed cluster.',
  every: '1m',
  metrics,
  reads: [endpoints.registrySync],
  async collect(localUi, emit) {
    const found = await localUi.find(endpoints.registrySync, syncStatus);
    if (found === undefined) return;
    const of = emit.with(labelsOfCluster(localUi));
    const items = found.pendingItems.map(({ contentType, status }) => [contentType, status] as const);
    for (const [[content_type, status], count] of tally(items)) {
      of(metrics.items, count, { content_type, status });
    }
    const types = Number.isNaN(lengthOf(found.pendingItems)) ? [] : TYPES;
    for (const content_type of types) {
      for (const status of STATUSES) {
        if (!items.some((item) => item[0] === content_type && item[1] === status))
          of(metrics.items, 0, { content_type, status });
      }
    }
    of(metrics.errors, found.errors);
    const waiting = found.pendingItems.filter(({ status }) => status === 'pending');
    const since = waiting.flatMap(({ creationTimestamp = Number.POSITIVE_INFINITY }) => creationTimestamp);
    const oldest = since.reduce((first, at) => Math.min(first, at), Number.POSITIVE_INFINITY);
    of(metrics.oldest, Number.isFinite(oldest) ? oldest : undefined);
  },
});
