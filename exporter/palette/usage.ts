import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../collection/metric.ts';
import { list, number, part, text } from '../wire.ts';
import { endpoints } from './endpoints.ts';
import { newestBy } from './newest.ts';
import type { Palette } from './palette.ts';

const labels = ['cluster_uid', 'cluster_name', 'count'] as const;

const metrics = {
  edgeHosts: gauge(
    'palette_cluster_metered_edge_hosts',
    'Edge hosts that the usage report of the last hour counts for a cluster: active, and the most at one time.',
    { labels, per: 'cluster x count (2)', from: [endpoints.resourcesUsage] },
  ),
  machines: gauge(
    'palette_cluster_metered_machines',
    'Bare metal machines that the usage report of the last hour counts for a cluster: active, and the most at one time.',
    { labels, per: 'cluster x count (2)', from: [endpoints.resourcesUsage] },
  ),
  utilisation: gauge(
    'palette_allotted_utilisation_ratio',
    'Share in use of what all clusters are allotted together, by resource.',
    { labels: ['resource'], per: 'Palette x resource (2)', from: [endpoints.resourcesConsumption] },
  ),
};

const metering = part({
  activeEdgehosts: number,
  maxEdgehosts: number,
  activeMachines: number,
  maxMachines: number,
});

/**
 * `v1ResourcesUsageSummary` (API reference, section 3.15). CPU and memory are left out: their units are texts without a
 * list of members, so that no metric could promise one.
 */
const resourcesUsage = z.object({
  resources: list(
    z.object({
      entity: z.object({ uid: z.string(), name: text }),
      data: list(z.object({ timestamp: number, edgehost: metering, baremetal: metering })),
    }),
  ),
});

const amounts = part({ cpu: number, memory: number });

/** `v1ResourcesConsumption`: a share needs no unit. */
const consumption = z.object({ total: part({ allotted: amounts, usage: amounts }) });

const HOUR = 3600;

/** What the clusters use and what of it is metered, from two reports over all of them. */
export const usage = defineCollector<Palette>({
  name: 'usage',
  describes: 'Metered edge hosts and machines of each cluster, and the utilisation of all clusters together.',
  every: '15m',
  metrics,
  reads: [endpoints.resourcesUsage, endpoints.resourcesConsumption],
  requests: () => 2,
  async collect(palette, emit) {
    const { body, totalBody } = questions(palette.now());
    for (const project of await palette.scopes()) {
      const { resources } = await palette.get(endpoints.resourcesUsage, resourcesUsage, { body, project });
      for (const { entity, data } of resources) {
        const last = newestBy(data, ({ timestamp }) => timestamp);
        if (last === undefined) continue;
        const of = emit.with({ cluster_uid: entity.uid, cluster_name: entity.name });
        of(metrics.edgeHosts, last.edgehost.activeEdgehosts, { count: 'active' });
        of(metrics.edgeHosts, last.edgehost.maxEdgehosts, { count: 'most' });
        of(metrics.machines, last.baremetal.activeMachines, { count: 'active' });
        of(metrics.machines, last.baremetal.maxMachines, { count: 'most' });
      }
    }
    if (!palette.isWholeTenant) return;
    const { total } = await palette.get(endpoints.resourcesConsumption, consumption, { body: totalBody });
    for (const resource of ['cpu', 'memory'] as const) {
      const allotted = total.allotted[resource];
      emit(metrics.utilisation, allotted > 0 ? total.usage[resource] / allotted : undefined, { resource });
    }
  },
});

/** Bodies for the last two hours in steps of one: the current hour may still be empty. */
function questions(now: number) {
  const time = (seconds: number) => new Date(seconds * 1000).toISOString();
  const filter = { startTime: time(now - 2 * HOUR), endTime: time(now) };
  return {
    body: { filter, options: { groupBy: 'cluster', period: 60, includeMeteringInfo: true } },
    totalBody: { filter, options: { groupBy: 'tenant', period: 60 } },
  };
}
