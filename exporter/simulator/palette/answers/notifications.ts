import { struct } from '../../go-json.ts';
import type { Notification } from '../../world/model/event.ts';
import { page } from '../paging.ts';
import { get, type PaletteRequest, type Route } from '../palette-route.ts';
import { objectMeta } from '../parts/object-meta.ts';
import { inScope } from '../request-scope.ts';

/** What people are asked to do (API reference, section 3.5). */
export const notificationRoutes: readonly Route[] = [
  // The slash at the end is part of the published path.
  get('/v1/notifications/', 'project', (request) => notificationPage(request, () => true)),
  get('/v1/notifications/{objectKind}/{objectUid}', 'project', (request) => {
    const { objectKind, objectUid } = request.params;
    return notificationPage(request, ({ object }) => object.kind === objectKind && object.uid === objectUid);
  }),
];

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
