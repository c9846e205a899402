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
