import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { number, object, part } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { Palette } from './api/palette.ts';
import { lastHours } from './parts/last-hours.ts';

const metrics = {
  utilisation: gauge(
    'palette_allotted_utilisation_ratio',
    'Share in use of what all clusters are allotted together, by resource.',
    { labels: ['resource'], per: 'Palette x resource (2)' },
  ),
};

const amounts = part({ cpu: number, memory: number });

/** `v1ResourcesConsumption` (API reference, section 3.15): a share needs no unit. */
const resourcesConsumption = object({ total: part({ allotted: amounts, usage: amounts }) });

/** How much of what they have the clusters use together. */
export const consumption = defineCollector<Palette>({
  name: 'consumption',
  describes: 'The utilisation of all clusters together.',
  every: '15m',
  optional: true,
  metrics,
  reads: [endpoints.resourcesConsumption],
  requests: ({ isWholeTenant }) => (isWholeTenant ? 1 : 0),
  async collect(palette, emit) {
    if (!palette.isWholeTenant) return;
    const { total } = await palette.get(endpoints.resourcesConsumption, resourcesConsumption, {
      body: { filter: lastHours(palette.now()), options: { groupBy: 'tenant', period: 60 } },
    });
    for (const resource of ['cpu', 'memory'] as const) {
      const allotted = total.allotted[resource];
      emit(metrics.utilisation, allotted > 0 ? total.usage[resource] / allotted : undefined, { resource });
    }
  },
});
