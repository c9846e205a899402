import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { flag, number, part } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { SystemConsole } from './api/system-console.ts';

const featureMetrics = {
  allowed: gauge('palette_system_feature_allowed', 'Whether a feature is allowed on this installation.', {
    labels: ['feature'],
    per: 'feature flag',
  }),
};

/** `v1SystemFeature` (API reference, section 3.17) */
const feature = z
  .object({ spec: z.object({ key: z.string(), isAllowed: flag }) })
  .transform(({ spec }) => ({ uid: spec.key, isAllowed: spec.isAllowed }));

/** What the installation lets its tenants use. */
export const systemFeatures = defineCollector<SystemConsole>({
  name: 'system_features',
  describes: 'Feature flags of the installation.',
  every: '1h',
  metrics: featureMetrics,
  reads: [endpoints.features],
  async collect(system, emit) {
    for await (const { uid, isAllowed } of system.rows(endpoints.features, feature)) {
      emit(featureMetrics.allowed, isAllowed, { feature: uid });
    }
  },
});

const GIBIBYTE = 2 ** 30;

const per = 'system console';

const appMetrics = {
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
const appFeatures = z.object({
  developerCredit: part({ cpu: number, memoryGiB: number, storageGiB: number, virtualClustersLimit: number }),
  freemium: part({ isFreemium: flag, activeClustersLimit: number }),
});

/** What the installation gives away. */
export const systemAppFeatures = defineCollector<SystemConsole>({
  name: 'system_app_features',
  describes: 'Free plan and developer credits of the installation.',
  every: '6h',
  optional: true,
  metrics: appMetrics,
  reads: [endpoints.appFeatures],
  async collect(system, emit) {
    const { developerCredit, freemium } = await system.get(endpoints.appFeatures, appFeatures);
    emit(appMetrics.freemium, freemium.isFreemium);
    if (freemium.isFreemium) emit(appMetrics.activeClusters, freemium.activeClustersLimit);
    emit(appMetrics.creditCores, developerCredit.cpu);
    emit(appMetrics.creditMemory, developerCredit.memoryGiB * GIBIBYTE);
    emit(appMetrics.creditStorage, developerCredit.storageGiB * GIBIBYTE);
    emit(appMetrics.creditClusters, developerCredit.virtualClustersLimit);
  },
});
