import { notFound } from '../../error-answer.ts';
import { slice, struct, time } from '../../go-json.ts';
import type { Cluster, Repave } from '../../world/model/cluster.ts';
import type { Notification } from '../../world/model/history.ts';
import { page } from '../pages.ts';
import { get, inScope, type PaletteRequest, type Route } from '../palette-route.ts';
import { objectMeta } from '../parts/object-meta.ts';
import { findCluster, profileTemplate } from './cluster-details.ts';
import { packRef } from './clusters.ts';

/** Pending updates, repaves and notifications (API reference, section 3.5). */
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
  // The slash at the end is part of the published path.
  get('/v1/notifications/', 'project', (request) => notificationPage(request, () => true)),
  get('/v1/notifications/{objectKind}/{objectUid}', 'project', (request) => {
    const { objectKind, objectUid } = request.params;
    return notificationPage(request, ({ object }) => object.kind === objectKind && object.uid === objectUid);
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

/** Newest first. `isDone` is a text in the query: absent means all. */
function notificationPage(request: PaletteRequest, test: (notification: Notification) => boolean) {
  const { isDone } = request.query;
  const found = inScope(request, request.world.notifications)
    .filter((one) => test(one) && (isDone === undefined || String(one.isDone) === isDone))
    .toReversed();
  return page(found, request.query, notification);
}

/** `v1Notification` */
function notification({ uid, createdAt, type, action, message, object, isDone }: Notification) {
  return struct({
    metadata: objectMeta({ uid, name: object.name, createdAt }),
    type,
    source: struct({ component: 'hubble' }),
    relatedObject: struct({ ...object }),
    action: struct({ actionType: action, actionMessage: message }, { ack: isDone, isDone, isInfo: false }),
  });
}
