import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { flag, number, object, part } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { SystemConsole } from './api/system-console.ts';

const per = 'system console';

const metrics = {
  freemium: gauge('palette_system_freemium', 'Whether the installation gives its tenants a free plan.', {
    per,
  }),
  activeClusters: gauge(
    'palette_system_freemium_active_clusters_limit',
    'Active clusters that the free plan of the installation allows.',
    { per: 'system console with a free plan' },
  ),
  creditCores: gauge('palette_system_developer_credit_cpu_cores', 'CPU cores that a developer is granted.', {
    per,
  }),
  creditMemory: gauge('palette_system_developer_credit_memory_bytes', 'Memory that a developer is granted.', {
    per,
  }),
  creditStorage: gauge(
    'palette_system_developer_credit_storage_bytes',
    'Storage that a developer is granted.',
    {
      per,
    },
  ),
  creditClusters: gauge(
    'palette_system_developer_credit_virtual_clusters',
    'Active virtual clusters that a developer is granted.',
    { per },
  ),
};

/** `v1AppFeatures` (API reference, section 3.17) */
const appFeatures = object({
  developerCredit: part({ cpu: number, memoryGiB: number, storageGiB: number, virtualClustersLimit: number }),
  freemium: part({ isFreemium: flag, activeClustersLimit: number }),
});

const GIBIBYTE = 2 ** 30;

/** What the installation gives away. */
export const systemAppFeatures = defineCollector<SystemConsole>({
  name: 'system_app_features',
  describes: 'Free plan and developer credits of the installation.',
  every: '6h',
  optional: true,
  metrics,
  reads: [endpoints.appFeatures],
  async collect(system, emit) {
    const { developerCredit, freemium } = await system.get(endpoints.appFeatures, appFeatures);
    emit(metrics.freemium, freemium.isFreemium);
    if (freemium.isFreemium) emit(metrics.activeClusters, freemium.activeClustersLimit);
    emit(metrics.creditCores, developerCredit.cpu);
    emit(metrics.creditMemory, developerCredit.memoryGiB * GIBIBYTE);
    emit(metrics.creditStorage, developerCredit.storageGiB * GIBIBYTE);
    emit(metrics.creditClusters, developerCredit.virtualClustersLimit);
  },
});
