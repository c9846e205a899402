import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../collection/metric.ts';
import { SourceError } from '../collection/source-error.ts';
import { part, text } from '../wire.ts';
import { endpoints } from './endpoints.ts';
import type { LocalUiHost } from './local-ui.ts';

const metrics = {
  member: gauge(
    'palette_localui_cluster_member',
    'The locally managed cluster that a control plane host answers for.',
    {
      labels: ['cluster_uid', 'cluster_name'],
      per: 'control plane host',
    },
  ),
};

const identity = z.object({ metadata: part({ id: text, name: text }) });

/** Which hosts are control plane of the same cluster, so that one of them can be asked for all. */
export const membership = defineCollector<LocalUiHost>({
  name: 'localui_membership',
  describes: 'Which locally managed cluster a host belongs to.',
  every: '15m',
  metrics,
  reads: [endpoints.clusterDetails],
  requests: () => 1,
  async collect(localUi, emit) {
    const cluster = await findCluster(localUi);
    localUi.facts.cluster = cluster;
    if (cluster) emit(metrics.member, 1, { cluster_uid: cluster.uid, cluster_name: cluster.name });
  },
});

async function findCluster(localUi: LocalUiHost): Promise<{ uid: string; name: string } | undefined> {
  try {
    const { metadata } = await localUi.get(endpoints.clusterDetails, identity);
    return metadata.id || metadata.name
      ? { uid: metadata.id || metadata.name, name: metadata.name }
      : undefined;
  } catch (error) {
    // On a cluster path 404 is a state: this host has no locally managed cluster.
    if (error instanceof SourceError && error.reason === 'not_found') return undefined;
    throw error;
  }
}
