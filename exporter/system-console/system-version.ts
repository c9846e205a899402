import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { available } from '../sources/if-present.ts';
import { isNewer } from '../sources/versions.ts';
import { object, text } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { SystemConsole } from './api/system-console.ts';

const metrics = {
  info: gauge(
    'palette_system_version_info',
    'The version of Palette that is installed, and the latest one that it knows of.',
    { labels: ['installed', 'latest'], per: 'system console' },
  ),
  updateAvailable: gauge(
    'palette_system_update_available',
    'Whether Palette knows of a newer version than the installed one; no series where it does not tell both.',
    { per: 'system console' },
  ),
};

/** `v1SystemVersionInfo` (API reference, section 3.17) */
const versionInfo = object({ version: text });

/** The version of the platform, and whether there is a newer one. */
export const systemVersion = defineCollector<SystemConsole>({
  name: 'system_version',
  describes: 'The installed version of Palette and the latest one.',
  every: '15m',
  metrics,
  reads: [endpoints.versionInstalled, endpoints.versionLatest],
  requests: () => 2,
  async collect(system, emit) {
    const [installed, latest] = await available(
      system.get(endpoints.versionInstalled, versionInfo),
      system.get(endpoints.versionLatest, versionInfo),
    );
    emit(metrics.info, 1, { installed: installed?.version, latest: latest?.version });
    if (installed?.version && latest?.version) {
      emit(metrics.updateAvailable, isNewer(latest.version, installed.version));
    }
  },
});
