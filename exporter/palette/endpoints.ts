import type { Endpoint } from '../collection/endpoint.ts';

/**
 * Every request that can be sent to Palette. The client accepts nothing else: a path that is not here cannot leave
 * the process, and all of them only read. Names and paths: Palette API 4.8 (`operationId` in its published description).
 */
export const endpoints = {
  usersInfo: get('/v1/users/info', 'v1UsersInfoGet'),

  projectsSearch: search('/v1/dashboard/projects', 'v1ProjectsFilterSummary', 'project.list'),
  projectsMetadata: get('/v1/dashboard/projects/metadata', 'v1ProjectsMetadata', 'project.list'),

  clustersSearch: search(
    '/v1/dashboard/spectroclusters/search',
    'v1SpectroClustersSearchFilterSummary',
    'cluster.list',
  ),
  clustersMetadataSearch: searchWhole(
    '/v1/dashboard/spectroclusters/metadata/search',
    'v1SpectroClustersMetadataSearch',
    'cluster.list',
  ),

  edgeNativeCloudConfig: get(
    '/v1/cloudconfigs/edge-native/{configUid}',
    'v1CloudConfigsEdgeNativeGet',
    'cloudconfig.get',
  ),
  edgeNativeMachines: get(
    '/v1/cloudconfigs/edge-native/{configUid}/machinePools/{machinePoolName}/machines',
    'v1CloudConfigsEdgeNativePoolMachinesList',
    'machine.list',
  ),

  edgeHostsSearch: search('/v1/dashboard/edgehosts/search', 'v1DashboardEdgehostsSearch', 'edgehost.list'),
} as const satisfies Record<string, Endpoint>;

function get(path: string, operationId: string, permission?: string): Endpoint {
  return { method: 'GET', path, operationId, ...(permission && { permission }) };
}

/** A POST that only searches, and answers in pages of 50. */
function search(path: string, operationId: string, permission: string): Endpoint {
  return { method: 'POST', path, operationId, permission, paged: true };
}

/** A POST that only searches, and answers with everything at once. */
function searchWhole(path: string, operationId: string, permission: string): Endpoint {
  return { method: 'POST', path, operationId, permission };
}
