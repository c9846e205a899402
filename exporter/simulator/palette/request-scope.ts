import { failure, notFound } from '../error-answer.ts';
import type { Cluster } from '../world/model/cluster.ts';
import type { Tenant } from '../world/model/platform.ts';
import type { Project } from '../world/model/project.ts';
import type { PaletteRequest } from './palette-route.ts';

/** Objects of the request's scope: one project's with the header, all of the tenant's without. */
export function inScope<T extends { readonly project?: Project }>(
  { project }: PaletteRequest,
  objects: readonly T[],
): readonly T[] {
  return project === undefined ? objects : objects.filter((object) => object.project === project);
}

/**
 * The object with this uid, if the request's scope holds it. Lists of tenant scope reach into the projects, reads of a
 * single object do not: without the `ProjectUid` of its project it is not found.
 */
export function find<T extends { readonly uid: string; readonly project?: Project }>(
  { project }: PaletteRequest,
  what: string,
  objects: readonly T[],
  uid: string | undefined,
): T {
  const found = objects.find((object) => object.uid === uid);
  if (found === undefined) throw notFound(what, uid ?? '');
  if (found.project === project) return found;
  const hint = project === undefined ? 'tenant scope; send the ProjectUid of its project' : 'this project';
  throw failure(404, 'ResourceNotFound', `${what} '${uid}' not found in ${hint}`);
}

/** The cluster of the path, if the request's scope holds it. */
export function findCluster(request: PaletteRequest): Cluster {
  return find(request, 'spectrocluster', request.world.clusters, request.params.uid);
}

/** The tenant of a path that only its own users may ask about. */
export function ownTenant({ world, params }: PaletteRequest): Tenant {
  const [tenant] = world.tenants;
  if (tenant.uid !== params.tenantUid) throw notFound('tenant', params.tenantUid ?? '');
  return tenant;
}
