import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { flag, lengthOf, list, number, object, part, text } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { LocalUiCluster } from './api/local-ui.ts';
import { clusterLabels, labelsOfCluster, roleOf } from './parts/labels.ts';
import { key } from './parts/text-values.ts';

const labels = [...clusterLabels, 'machine_pool', 'role'] as const;

const metrics = {
  info: gauge(
    'palette_localui_cluster_pool_info',
    'A machine pool of a locally managed cluster and how its nodes are updated.',
    {
      labels: [...labels, 'update_strategy', 'skip_kubernetes_upgrade'],
      per: 'pool of a locally managed cluster',
    },
  ),
  desired: gauge(
    'palette_localui_cluster_pool_desired_nodes',
    'Nodes that a pool of a locally managed cluster is meant to have.',
    { labels, per: 'pool of a locally managed cluster' },
  ),
};

/** `v1EdgeNativeMachinePoolConfig` */
const pools = object({
  items: list(
    object({
      name: key,
      isControlPlane: flag,
      size: number,
      hosts: list(z.unknown()),
      updateStrategy: part({ type: text }),
      skipK8sUpgrade: text,
    }),
  ),
});

/** What the pools of a locally managed cluster are meant to be. */
export const localuiMachinePools = defineCollector<LocalUiCluster>({
  name: 'localui_machine_pools',
  describes: 'Desired size and update strategy of the machine pools of a locally managed cluster.',
  every: '15m',
  metrics,
  reads: [endpoints.machinePools],
  async collect(localUi, emit) {
    const found = await localUi.find(endpoints.machinePools, pools);
    for (const { name, size, hosts, updateStrategy, skipK8sUpgrade, ...pool } of found?.items ?? []) {
      const of = emit.with({ ...labelsOfCluster(localUi), machine_pool: name, role: roleOf(pool) });
      // A pool of edge hosts lists them; its size may be left out.
      of(metrics.desired, size || lengthOf(hosts));
      of(metrics.info, 1, {
        update_strategy: updateStrategy.type,
        skip_kubernetes_upgrade: skipK8sUpgrade,
      });
    }
  },
});
