import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { newestBy } from '../sources/newest-by.ts';
import { list, number, object, part, text } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { Palette } from './api/palette.ts';
import { clusterNames, namesOfCluster } from './parts/labels.ts';
import { lastHours } from './parts/last-hours.ts';

const labels = [...clusterNames, 'count'] as const;

const metrics = {
  edgeHosts: gauge(
    'palette_cluster_metered_edge_hosts',
    'Edge hosts that the usage report of the last hour counts for a cluster: active, and the most at one time.',
    { labels, per: 'cluster x count (2)' },
  ),
  machines: gauge(
    'palette_cluster_metered_machines',
    'Bare metal machines that the usage report of the last hour counts for a cluster: active, and the most at one time.',
    { labels, per: 'cluster x count (2)' },
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
const resourcesUsage = object({
  resources: list(
    object({
      entity: object({ uid: z.string(), name: text }),
      data: list(object({ timestamp: number, edgehost: metering, baremetal: metering })),
    }),
  ),
});

/** What of the clusters is metered, from one report over all of them. */
export const usage = defineCollector<Palette>({
  name: 'usage',
  describes: 'Metered edge hosts and machines of each cluster.',
  every: '15m',
  metrics,
  reads: [endpoints.resourcesUsage],
  async collect(palette, emit) {
    const body = {
      filter: lastHours(palette.now()),
      options: { groupBy: 'cluster', period: 60, includeMeteringInfo: true },
    };
    await palette.eachScope(async (project) => {
      const { resources } = await palette.get(endpoints.resourcesUsage, resourcesUsage, { body, project });
      for (const { entity, data } of resources) {
        const last = newestBy(data, ({ timestamp }) => timestamp);
        if (last === undefined) continue;
        const of = emit.with(namesOfCluster(entity));
        of(metrics.edgeHosts, last.edgehost.activeEdgehosts, { count: 'active' });
        of(metrics.edgeHosts, last.edgehost.maxEdgehosts, { count: 'most' });
        of(metrics.machines, last.baremetal.activeMachines, { count: 'active' });
        of(metrics.machines, last.baremetal.maxMachines, { count: 'most' });
      }
    });
  },
});
