import { struct } from '../../go-json.ts';
import type { Event } from '../../world/model/event.ts';
import { page } from '../paging.ts';
import { get, type PaletteRequest, type Route } from '../palette-route.ts';
import { objectMeta } from '../parts/object-meta.ts';
import { inScope } from '../request-scope.ts';

/** Events (API reference, section 3.9). */
export const eventRoutes: readonly Route[] = [
  get('/v1/events/components', 'project', (request) => eventPage(request, () => true)),
  get('/v1/events/components/{objectKind}/{objectUid}', 'project', (request) => {
    const { objectKind, objectUid } = request.params;
    return eventPage(request, ({ object }) => object.kind === objectKind && object.uid === objectUid);
  }),
];

/** Oldest first, unless `orderBy=metadata.creationTimestamp=-1` asks for the newest. */
function eventPage(request: PaletteRequest, test: (event: Event) => boolean) {
  const found = inScope(request, request.world.events).filter(test);
  const isNewestFirst = request.query.orderBy?.endsWith('Timestamp=-1');
  return page(isNewestFirst ? found.toReversed() : found, request.query, event);
}

/** `v1Event` */
function event({ uid, at, severity, reason, message, component, host, object }: Event) {
  return struct({
    metadata: objectMeta({ uid, name: `${object.name}.${uid.slice(0, 8)}`, createdAt: at }),
    severity,
    reason,
    message,
    source: struct({ component, host }),
    involvedObject: struct({ ...object }),
    relatedObject: struct({ ...object }),
  });
}
