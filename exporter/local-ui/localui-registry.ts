import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { member, object } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { LocalUiCluster } from './api/local-ui.ts';
import { clusterLabels, labelsOfCluster } from './parts/labels.ts';
import { percentText, sizeText } from './parts/text-values.ts';

const per = 'registry of a locally managed cluster';

const metrics = {
  state: gauge(
    'palette_localui_registry_state',
    'The state of the registry in a locally managed cluster, 1 for the current one.',
    { labels: [...clusterLabels, 'state'], per },
  ),
  size: gauge(
    'palette_localui_registry_disk_size_bytes',
    'Size of the disk of the registry in a locally managed cluster.',
    { labels: clusterLabels, per, stability: 'alpha' },
  ),
  used: gauge(
    'palette_localui_registry_disk_used_bytes',
    'What the registry in a locally managed cluster uses of its disk.',
    { labels: clusterLabels, per, stability: 'alpha' },
  ),
  available: gauge(
    'palette_localui_registry_disk_available_bytes',
    'What the registry in a locally managed cluster has left of its disk.',
    { labels: clusterLabels, per, stability: 'alpha' },
  ),
  usedRatio: gauge(
    'palette_localui_registry_disk_used_ratio',
    'How full the disk of the registry in a locally managed cluster is, from 0 to 1.',
    { labels: clusterLabels, per, stability: 'alpha' },
  ),
};

/** `v1HarborHealthDetails`: all capitalised, and numbers as text of no declared format. */
const health = object({
  State: member('Healthy', 'Unhealthy', 'NotInstalled'),
  DiskCapacity: sizeText,
  DiskUsed: sizeText,
  DiskAvailable: sizeText,
  UsagePercentage: percentText,
});

/** The registry inside a locally managed cluster, which its nodes pull from. */
export const localuiRegistry = defineCollector<LocalUiCluster>({
  name: 'localui_registry',
  describes: 'Health and disk of the registry in a locally managed cluster.',
  every: '1m',
  metrics,
  reads: [endpoints.registryHealth],
  async collect(localUi, emit) {
    const found = await localUi.find(endpoints.registryHealth, health);
    if (found === undefined) return;
    const { DiskCapacity: size, DiskUsed: used } = found;
    const of = emit.with(labelsOfCluster(localUi));
    if (found.State) of(metrics.state, 1, { state: found.State });
    of(metrics.size, size);
    of(metrics.used, used);
    of(metrics.available, found.DiskAvailable);
    of(metrics.usedRatio, found.UsagePercentage ?? (size && used !== undefined ? used / size : undefined));
  },
});
