import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { plainVersion } from '../sources/versions.ts';
import { lengthOf, list, object, part, text } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { LocalUiCluster } from './api/local-ui.ts';
import { clusterLabels, labelsOfCluster } from './parts/labels.ts';
import { key } from './parts/text-values.ts';

const metrics = {
  available: gauge(
    'palette_localui_update_available',
    'Whether an uploaded update of a locally managed cluster waits for somebody to review and apply it.',
    { labels: clusterLabels, per: 'locally managed cluster' },
  ),
  pack: gauge('palette_localui_update_pack_info', 'A pack of the uploaded update that waits for review.', {
    labels: [...clusterLabels, 'profile', 'profile_version', 'pack', 'pack_version'],
    per: 'pack of a waiting update',
  }),
  kubernetesMinors: gauge(
    'palette_localui_update_kubernetes_minor_releases',
    'Minor releases of Kubernetes from what a locally managed cluster runs to what the waiting update brings; no series while either is unknown.',
    { labels: clusterLabels, per: 'locally managed cluster with a waiting update' },
  ),
};

/** Packs that bring Kubernetes: `edge-k8s`, `edge-rke2`, `kubernetes`. */
const KUBERNETES = /^(?:edge-)?(?:k8s|k3s|rke2|kubernetes)\b/i;

/** `v1ClusterConfigArchiveDetails`; values and variables of the packs can hold passwords. */
const archive = object({
  clusterProfileDetails: list(
    object({
      profileName: text,
      profileVersion: text,
      packs: list(object({ name: key, version: text })),
    }),
  ),
});

/** Of `v1Cluster` only what runs. */
const running = object({ status: part({ k8sVersion: text }) });

/** The update that was uploaded and waits under "Review Changes". */
export const localuiStagedUpdate = defineCollector<LocalUiCluster>({
  name: 'localui_staged_update',
  describes: 'Whether an uploaded update waits for review, and what it brings.',
  every: '15m',
  metrics,
  reads: [endpoints.stagedUpdate, endpoints.clusterDetails],
  requests: () => 2,
  async collect(localUi, emit) {
    const profiles = (await localUi.find(endpoints.stagedUpdate, archive))?.clusterProfileDetails ?? [];
    const of = emit.with(labelsOfCluster(localUi));
    of(metrics.available, Number.isNaN(lengthOf(profiles)) ? undefined : profiles.length > 0);
    for (const { profileName, profileVersion, packs } of profiles) {
      for (const { name, version } of packs) {
        of(metrics.pack, 1, {
          profile: profileName,
          profile_version: profileVersion,
          pack: name,
          pack_version: version,
        });
      }
    }
    const kubernetes = profiles.flatMap(({ packs }) => packs).find(({ name }) => KUBERNETES.test(name));
    if (kubernetes === undefined) return;
    const cluster = await localUi.find(endpoints.clusterDetails, running);
    of(metrics.kubernetesMinors, minorsBetween(cluster?.status.k8sVersion ?? '', kubernetes.version));
  },
});

function minorsBetween(from: string, to: string): number | undefined {
  const [now, then] = [from, to].map((version) => /^(\d+)\.(\d+)/.exec(plainVersion(version)));
  if (!now || !then || now[1] !== then[1]) return undefined;
  return Number(then[2]) - Number(now[2]);
}
