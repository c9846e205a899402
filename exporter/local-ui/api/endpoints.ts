import type { Endpoint } from '../../metric/endpoint.ts';

/** A read of the Local UI. The table below holds all of them, query included. */
export interface LocalUiEndpoint extends Endpoint {
  readonly query?: string;
}

/**
 * Every request that can be sent to a Local UI, besides login, renewal and logout of the session. The client accepts
 * nothing else: the same API reboots, resets and deletes, and some of its reads hold secrets or make the host work.
 */
export const endpoints = {
  edgeHost: get('/v1/edge-mgmt/edgehosts/current', 'v1EdgeHostInfo'),
  configurationStatus: get(
    '/v1/edge-mgmt/edgehosts/current/configurations/status',
    'v1EdgeHostConfigurationStatus',
  ),
  linkStatus: get('/v1/edge-mgmt/edgehosts/current/link/status', 'v1EdgeHostLinkStatus'),
  settings: get('/v1/edge-mgmt/settings', 'v1Settings'),
  uploadedContent: get(
    '/v1/edge-mgmt/edgehosts/current/uploaded-content/details',
    'v1UploadedContentDetails',
  ),
  files: get('/v1/edge-mgmt/edgehosts/current/file-download/files', 'v1EdgeHostListCustomFiles'),
  /** The number is required; the newest of the last few is what counts, in whatever order they come. */
  errorLogs: get('/v1/edge-mgmt/edgehosts/current/error-logs', 'V1EdgeHostErrorLogs', 'logCount=20'),
  networkInterfaces: get('/v1/edge-mgmt/network/interfaces', 'V1NetworkInterfaces'),
  networkBonds: get('/v1/edge-mgmt/network/bonds', 'V1NetworkBonds'),
  networkVlans: get('/v1/edge-mgmt/network/vlans', 'V1NetworkVLANs'),
  networkBridges: get('/v1/edge-mgmt/network/bridges', 'V1NetworkBridges'),
  managementInterface: get('/v1/edge-mgmt/network/management-interface', 'V1ManagementInterface'),
  lifecycle: get('/v1/edge-mgmt/events/lifecycle', 'v1GetLifecycleEvents'),
  clusterDetails: get('/v1/edge-mgmt/cluster/details', 'v1ClusterGet'),
  nodes: get('/v1/edge-mgmt/clusters/current/nodes', 'v1ClusterNodes'),
  machinePools: get('/v1/edge-mgmt/clusters/current/machinepools', 'v1MachinePoolDetail'),
  applications: get('/v1/edge-mgmt/cluster/applications', 'v1ClusterApplications'),
  certificates: get('/v1/edge-mgmt/cluster/certificates', 'v1CertificateDetails'),
  registryHealth: get('/v1/edge-mgmt/cluster/registry/health', 'V1HarborHealth'),
  registryContent: get('/v1/edge-mgmt/cluster/registry/content/details', 'v1HarborContentsDetails'),
  registrySync: get(
    '/v1/edge-mgmt/cluster/registry/content/sync-status/details',
    'v1HarborContentsSyncStatusDetails',
  ),
  stagedUpdate: get('/v1/edge-mgmt/clusters/archive/update/details', 'v1ClusterConfigArchiveUpdate'),
  clusterEvents: get('/v1/edge-mgmt/cluster/events', 'v1GetClusterEvents'),
  /** Its answer holds a registration token, which the schema leaves out; the collector is off by default. */
  pairing: get('/v1/edge-mgmt/cluster/pair/details', 'v1ClusterPairDetails'),
} as const satisfies Record<string, LocalUiEndpoint>;

function get(path: string, operationId: string, query?: string): LocalUiEndpoint {
  return { method: 'GET', path, operationId, ...(query !== undefined && { query }) };
}
