import { failure } from '../error-answer.ts';
import type { GoValue } from '../go-json.ts';
import type { Appliance, ApplianceHost } from '../world/model/appliance.ts';
import type { LocalCluster } from '../world/model/local-cluster.ts';
import type { World } from '../world/model/world.ts';

export interface LocalUiRequest {
  readonly world: World;
  readonly now: number;
  /** The host whose Local UI this is, and the group of hosts it belongs to. */
  readonly host: ApplianceHost;
  readonly appliance: Appliance;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

export interface LocalUiRoute {
  /** As the API description writes it. */
  readonly path: string;
  answer(request: LocalUiRequest): GoValue;
}

/** All routes but the session's are reads. */
export function get(path: string, answer: LocalUiRoute['answer']): LocalUiRoute {
  return { path, answer };
}

/**
 * The cluster that the hosts form, which the control plane answers for. A host without one answers 404: a state, and no
 * failure.
 */
export function localCluster({ appliance, host }: LocalUiRequest): LocalCluster {
  const { cluster, withoutCluster } = appliance;
  if (cluster !== undefined && host.role !== 'worker') return cluster;
  throw failure(withoutCluster, 'ClusterNotFound', 'no cluster found');
}
