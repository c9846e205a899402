import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { member, object, part, text } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { LocalUiHost, Reads, Writes } from './api/local-ui.ts';
import { clusterLabels, labelsOfCluster } from './parts/labels.ts';

const metrics = {
  member: gauge(
    'palette_localui_cluster_member',
    'The locally managed cluster that a control plane host answers for.',
    {
      labels: clusterLabels,
      per: 'control plane host',
    },
  ),
};

const identity = object({ metadata: part({ id: text, name: text }) });

type Host = LocalUiHost<Reads<'managementMode'> & Writes<'localui_membership'>>;

/** Which hosts are control plane of the same cluster, so that one of them can be asked for all. */
export const localuiMembership = defineCollector<Host>({
  name: 'localui_membership',
  describes: 'Which locally managed cluster a host belongs to.',
  // More often than it changes: a host that restarts may deny its cluster for a moment.
  every: '5m',
  metrics,
  reads: [endpoints.clusterDetails, endpoints.edgeHost],
  async collect(localUi, emit) {
    const cluster = await findCluster(localUi);
    localUi.facts.cluster = cluster;
    if (cluster) emit(metrics.member, 1, labelsOfCluster(cluster));
  },
});

async function findCluster(localUi: Host): Promise<{ uid: string; name: string } | undefined> {
  // What a centrally managed host answers about its cluster is documented nowhere; Palette tells all of it.
  if ((localUi.facts.managementMode || (await readMode(localUi))) === 'central') return undefined;
  const found = await localUi.find(endpoints.clusterDetails, identity);
  if (found === undefined) return undefined;
  const { id, name } = found.metadata;
  return id || name ? { uid: id || name, name } : undefined;
}

const modes = object({ spec: part({ managementMode: member('central', 'local') }) });

/** Needed only when the host was not read yet. */
async function readMode(localUi: LocalUiHost): Promise<string> {
  const { spec } = await localUi.get(endpoints.edgeHost, modes);
  return spec.managementMode;
}
