import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { available } from '../sources/if-present.ts';
import { flag, number, object, part, text } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { SystemConsole } from './api/system-console.ts';

const per = 'system console';
const ofClusters = { per, from: [endpoints.clusterPreferences] } as const;

const metrics = {
  securityMode: gauge('palette_system_security_mode', 'The security mode, 1 for the current one.', {
    labels: ['mode'],
    per,
    from: [endpoints.securityMode],
  }),
  healthPoll: gauge(
    'palette_system_cluster_health_poll_interval_seconds',
    'How often Palette looks at the health of clusters: nothing in it is fresher than that.',
    ofClusters,
  ),
  monitor: gauge(
    'palette_system_cluster_monitor_interval_seconds',
    'How often Palette checks the state and consistency of clusters.',
    ofClusters,
  ),
  deletePeriod: gauge(
    'palette_system_cluster_delete_period_seconds',
    'How long deleted clusters are kept before they are cleaned up.',
    ofClusters,
  ),
  archival: gauge(
    'palette_system_cluster_archival_interval_seconds',
    'How often deleted clusters are cleaned up.',
    ofClusters,
  ),
  timeseries: gauge(
    'palette_system_timeseries_enabled',
    'Whether Palette records the utilisation of a kind of object.',
    {
      labels: ['kind'],
      per: 'system console x kind (2)',
      from: [endpoints.timeseries],
    },
  ),
};

/** `v1SystemSecurityMode` (API reference, section 3.17) */
const securityMode = object({ securityMode: text });

/** `v1ClusterPreference` */
const clusterPreference = object({
  healthPollIntervalInMinutes: number,
  monitorIntervalInMinutes: number,
  deletePeriodInHour: number,
  archivalIntervalInHour: number,
});

/** `v1SystemTimeseriesSpec`; its periods come without a unit. */
const timeseries = object({ machine: part({ enabled: flag }), pod: part({ enabled: flag }) });

const MINUTE = 60;
const HOUR = 3600;

/** How the installation is set up. */
export const systemSettings = defineCollector<SystemConsole>({
  name: 'system_settings',
  describes:
    'Settings of the installation: security mode, intervals of its own checks, recorded utilisation.',
  every: '1h',
  optional: true,
  metrics,
  reads: [endpoints.securityMode, endpoints.clusterPreferences, endpoints.timeseries],
  requests: () => 3,
  async collect(system, emit) {
    const [security, clusters, series] = await available(
      system.get(endpoints.securityMode, securityMode),
      system.get(endpoints.clusterPreferences, clusterPreference),
      system.get(endpoints.timeseries, timeseries),
    );
    if (security?.securityMode) emit(metrics.securityMode, 1, { mode: security.securityMode });
    if (clusters) {
      emit(metrics.healthPoll, clusters.healthPollIntervalInMinutes * MINUTE || undefined);
      emit(metrics.monitor, clusters.monitorIntervalInMinutes * MINUTE || undefined);
      emit(metrics.deletePeriod, clusters.deletePeriodInHour * HOUR || undefined);
      emit(metrics.archival, clusters.archivalIntervalInHour * HOUR || undefined);
    }
    emit(metrics.timeseries, series?.machine.enabled, { kind: 'machine' });
    emit(metrics.timeseries, series?.pod.enabled, { kind: 'pod' });
  },
});
