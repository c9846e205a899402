import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { object, part } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { Palette } from './api/palette.ts';

const metrics = {
  info: gauge('palette_feature_info', 'A feature that the tenant has.', {
    labels: ['feature'],
    per: 'feature',
  }),
};

/** `v1Feature` (API reference, section 3.14); a feature is listed if the tenant has it. */
const feature = object({
  metadata: part({ uid: z.string().nullish() }),
  spec: object({ key: z.string() }),
}).transform(({ spec }) => ({ uid: spec.key }));

/** What the tenant may use. */
export const features = defineCollector<Palette>({
  name: 'features',
  describes: 'Features that the tenant has.',
  every: '1h',
  metrics,
  optional: true,
  reads: [endpoints.features],
  async collect(palette, emit) {
    for await (const { uid } of palette.rows(endpoints.features, feature, { project: undefined })) {
      emit(metrics.info, 1, { feature: uid });
    }
  },
});
