import { struct } from '../../go-json.ts';
import type { Audit } from '../../world/model/event.ts';
import type { World } from '../../world/model/world.ts';
import { page } from '../paging.ts';
import { get, type PaletteRequest, type Route } from '../palette-route.ts';
import { objectMeta, reference } from '../parts/object-meta.ts';

/** The audit trail (API reference, section 3.14), newest first. */
export const auditRoutes: readonly Route[] = [
  get('/v1/audits', 'project', (request) =>
    page(findAudits(request), request.query, (one) => audit(request.world, one)),
  ),
];

function findAudits({ world, project, query }: PaletteRequest): readonly Audit[] {
  const from = query.startTime ? Date.parse(query.startTime) : Number.NEGATIVE_INFINITY;
  const to = query.endTime ? Date.parse(query.endTime) : Number.POSITIVE_INFINITY;
  return world.audits
    .filter(({ at }) => at >= from && at <= to)
    .filter(({ action }) => query.actionType === undefined || action === query.actionType)
    .filter(({ resource }) => query.resourceKind === undefined || resource.kind === query.resourceKind)
    .filter((one) => project === undefined || one.project === project)
    .toReversed();
}

/** `v1Audit` */
function audit({ tenants }: World, { uid, at, action, actor, userUid, email, resource, project }: Audit) {
  return struct({
    metadata: objectMeta({ uid, name: resource.name, createdAt: at }),
    spec: struct({
      actionType: action,
      actionMsg: `${action} ${resource.kind} ${resource.name}`,
      actor: struct({
        actorType: actor,
        project: project && reference(project),
        serviceName: actor === 'service' ? 'hubble' : '',
        user:
          userUid === undefined ? undefined : struct({ uid: userUid, emailId: email, org: tenants[0].name }),
      }),
      resource: struct({ kind: resource.kind, name: resource.name }, { uid: resource.uid }),
    }),
  });
}
