import { notFound } from '../../error-answer.ts';
import { slice, struct, time } from '../../go-json.ts';
import type { Cluster, Repave } from '../../world/model/cluster.ts';
import { get, type Route } from '../palette-route.ts';
import { objectMeta } from '../parts/object-meta.ts';
import { packRef, profileTemplate } from '../parts/pack-references.ts';
import { findCluster } from '../request-scope.ts';

/** Pending updates and repaves (API reference, section 3.5). */
export const updateRoutes: readonly Route[] = [
  get('/v1/spectroclusters/{uid}/profileUpdates', 'project', (request) =>
    struct({
      profiles: slice(findCluster(request).pendingUpdates, ({ profile, version }) =>
        profileTemplate(profile, version),
      ),
    }),
  ),
  get('/v1/spectroclusters/{uid}/repave/status', 'project', (request) => {
    const cluster = findCluster(request);
    if (cluster.repave === undefined) throw notFound('repave of spectrocluster', cluster.uid);
    return repave(cluster, cluster.repave);
  }),
];

/** `v1SpectroClusterRepave` */
function repave(cluster: Cluster, { state, source, changedAt, reasons }: Repave) {
  return struct({
    metadata: objectMeta({ ...cluster, modifiedAt: changedAt }),
    spec: struct({
      spectroClusterUid: cluster.uid,
      source,
      reasons: slice(reasons, ({ code, message, current, target, changedKeys }) =>
        struct({
          code,
          message,
          pack: struct({
            current: current && packRef(current),
            target: target && packRef(target),
            diffConfigKeys: slice(changedKeys, (key) => key),
          }),
        }),
      ),
    }),
    status: struct({ state, repaveTransitionTime: time(changedAt) }),
  });
}
