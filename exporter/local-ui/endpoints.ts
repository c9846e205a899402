import type { Endpoint } from '../collection/endpoint.ts';

/**
 * Every request that can be sent to a Local UI, besides login, renewal and logout of the session. The client accepts
 * nothing else: the same API reboots, resets and deletes, and some of its reads hold secrets.
 */
export const endpoints = {
  edgeHost: get('/v1/edge-mgmt/edgehosts/current', 'v1EdgeHostInfo'),
  clusterDetails: get('/v1/edge-mgmt/cluster/details', 'v1ClusterGet'),
} as const satisfies Record<string, Endpoint>;

function get(path: string, operationId: string): Endpoint {
  return { method: 'GET', path, operationId };
}
