import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { member, object } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { LocalUiCluster } from './api/local-ui.ts';
import { clusterLabels, labelsOfCluster } from './parts/labels.ts';

const metrics = {
  state: gauge(
    'palette_localui_pairing_state',
    'How the hand-over of a locally managed cluster to a Palette goes, 1 for the current state.',
    { labels: [...clusterLabels, 'state'], per: 'locally managed cluster' },
  ),
};

/** `v1ClusterPairDetailsResponse`, without its registration token. */
const pairDetails = object({ status: member('Pairing', 'Paired', 'Rejected', 'Failed') });

/** The hand-over of a locally managed cluster to a Palette. Off by default, since the answer holds a secret. */
export const localuiPairing = defineCollector<LocalUiCluster>({
  name: 'localui_pairing',
  describes: 'How the hand-over of a locally managed cluster to a Palette goes.',
  every: '15m',
  optional: true,
  metrics,
  reads: [endpoints.pairing],
  async collect(localUi, emit) {
    const found = await localUi.find(endpoints.pairing, pairDetails);
    if (found?.status) emit.with(labelsOfCluster(localUi))(metrics.state, 1, { state: found.status });
  },
});
