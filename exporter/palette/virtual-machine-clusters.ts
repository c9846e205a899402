import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { list, object, text } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { Writes } from './api/fleet.ts';
import type { Palette } from './api/palette.ts';
import { clusterNames, namesOfCluster } from './parts/labels.ts';

const metrics = {
  info: gauge(
    'palette_virtual_machine_cluster_info',
    'A cluster that runs virtual machines (pack Virtual Machine Orchestrator).',
    { labels: clusterNames, per: 'cluster with virtual machines', stability: 'alpha' },
  ),
};

/** `v1VMClusters`, which comes whole. */
const vmClusters = object({
  items: list(
    object({ metadata: object({ uid: z.string(), name: text }) }).transform(({ metadata }) => metadata),
  ),
});

/** The clusters on which virtual machines run: only these are asked about them. */
export const virtualMachineClusters = defineCollector<Palette<Writes<'virtual_machine_clusters'>>>({
  name: 'virtual_machine_clusters',
  describes: 'Clusters that run virtual machines.',
  every: '10m',
  isShared: true,
  metrics,
  reads: [endpoints.virtualMachineClusters],
  async collect(palette, emit) {
    const found = new Map<string, string>();
    await palette.eachScope(async (project) => {
      const { items } = await palette.get(endpoints.virtualMachineClusters, vmClusters, { project });
      for (const { uid, name } of items) found.set(uid, name);
    });
    for (const [uid, name] of found) emit(metrics.info, 1, namesOfCluster({ uid, name }));
    palette.fleet.virtualMachineClusters = new Set(found.keys());
  },
});
