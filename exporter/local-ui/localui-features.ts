import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { entries, object } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { LocalUiHost } from './api/local-ui.ts';

const metrics = {
  enabled: gauge('palette_localui_host_feature_enabled', 'Whether a feature of the host agent is on.', {
    labels: ['feature'],
    per: 'feature of a Local UI host',
    stability: 'alpha',
  }),
};

/** `v1Settings`; the modes in it are those of the host's own document. */
const settings = object({ featureFlags: entries(z.boolean()) });

/** Features of the host agent that can be switched on and off. */
export const localuiFeatures = defineCollector<LocalUiHost>({
  name: 'localui_features',
  describes: 'Which features of the host agent are on.',
  every: '15m',
  metrics,
  reads: [endpoints.settings],
  async collect(localUi, emit) {
    const { featureFlags } = await localUi.get(endpoints.settings, settings);
    for (const [feature, enabled] of featureFlags) emit(metrics.enabled, enabled, { feature });
  },
});
