import { failure, notFound } from '../error-answer.ts';
import type { GoValue } from '../go-json.ts';
import type { Project } from '../world/model/project.ts';
import type { World } from '../world/model/world.ts';
import type { Identity } from './identities.ts';

/**
 * Who may call a route, and with which scope: anybody without a token; any tenant user; a tenant user for the whole
 * tenant; a tenant user for the tenant or, with a `ProjectUid` header, for one project; an administrator of the system
 * console.
 */
export type Access = 'open' | 'user' | 'tenant' | 'project' | 'system';

export interface PaletteRequest {
  readonly world: World;
  readonly now: number;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** Project of the `ProjectUid` header. */
  readonly project?: Project;
  /** Absent on open routes. */
  readonly identity?: Identity;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  /** As the API description writes it: `/v1/spectroclusters/{uid}`. */
  readonly path: string;
  readonly access: Access;
  /** Unknown to older releases: they answer 404. */
  readonly isRecent?: boolean;
  answer(request: PaletteRequest): GoValue;
}

type Answer = Route['answer'];

export function get(path: string, access: Access, answer: Answer): Route {
  return { method: 'GET', path, access, answer };
}

export function post(path: string, access: Access, answer: Answer): Route {
  return { method: 'POST', path, access, answer };
}

export function recent(route: Route): Route {
  return { ...route, isRecent: true };
}

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
