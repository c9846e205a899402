import type { Endpoint } from '../../metric/endpoint.ts';

/**
 * Every request that can be sent to Palette. The client accepts nothing else: a path that is not here cannot leave
 * the process, and all of them only read. Names and paths: Palette API 4.8 (`operationId` in its published description).
 */
export const endpoints = {
  usersInfo: get('/v1/users/info', 'v1UsersInfoGet'),

  projectsSearch: search('/v1/dashboard/projects', 'v1ProjectsFilterSummary', 'project.list'),
  projectsMetadata: get('/v1/dashboard/projects/metadata', 'v1ProjectsMetadata', 'project.list'),
  project: get('/v1/projects/{uid}', 'v1ProjectsUidGet', 'project.get'),

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

  cluster: get('/v1/spectroclusters/{uid}', 'v1SpectroClustersGet', 'cluster.get'),
  clusterOverview: get(
    '/v1/dashboard/spectroclusters/{uid}/overview',
    'v1SpectroClustersSummaryUidOverview',
    'cluster.get',
  ),
  clusterProfileUpdates: get(
    '/v1/spectroclusters/{uid}/profileUpdates',
    'v1SpectroClustersGetProfileUpdates',
    'cluster.get',
  ),
  clusterRepave: get(
    '/v1/spectroclusters/{uid}/repave/status',
    'v1SpectroClustersUidRepaveGet',
    'cluster.get',
  ),
  agentUpgradeSettings: get(
    '/v1/spectroclusters/upgrade/settings',
    'v1SpectroClustersUpgradeSettingsGet',
    'cluster.get',
  ),

  clusterProfilesSearch: search(
    '/v1/dashboard/clusterprofiles',
    'v1ClusterProfilesFilterSummary',
    'clusterProfile.list',
  ),
  clusterTemplatesSearch: search(
    '/v1/dashboard/clusterTemplates',
    'v1ClusterTemplatesFilterSummary',
    'clusterTemplate.list',
  ),
  clusterTemplate: get('/v1/clusterTemplates/{uid}', 'V1ClusterTemplatesUidGet', 'clusterTemplate.get'),
  policiesSearch: search('/v1/dashboard/spcPolicies', 'v1SpcPoliciesFilterSummary', 'spcPolicy.list'),

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
  clusterEdgeHosts: get(
    '/v1/spectroclusters/{uid}/edge-native/edgeHosts',
    'v1EdgeNativeClustersHostsList',
    'cluster.get',
  ),
  edgeHost: get('/v1/edgehosts/{uid}', 'v1EdgeHostDevicesUidGet', 'edgehost.get'),
  edgeTokens: get('/v1/edgehosts/tokens', 'v1EdgeTokensList', 'edgeToken.list'),
  serviceVersion: get('/v1/services/{serviceName}/version', 'v1ServiceVersionGet'),

  events: list('/v1/events/components', 'v1EventsComponentsList', 'cluster.list'),
  // The slash at the end is part of the path.
  notifications: list('/v1/notifications/', 'v1NotificationsList', 'cluster.list'),

  clusterBackup: get('/v1/spectroclusters/{uid}/features/backup', 'v1ClusterFeatureBackupGet', 'cluster.get'),
  clusterRestore: get(
    '/v1/spectroclusters/{uid}/features/restore',
    'v1ClusterFeatureRestoreGet',
    'cluster.get',
  ),
  backupLocations: get('/v1/users/assets/locations', 'v1UsersAssetsLocationGet', 'location.list'),
  workspaces: get('/v1/dashboard/workspaces', 'v1DashboardWorkspacesList', 'workspace.list'),
  workspaceBackup: get('/v1/workspaces/{uid}/backup', 'v1WorkspaceOpsBackupGet', 'workspace.get'),
  complianceScanLogs: get(
    '/v1/spectroclusters/{uid}/features/complianceScan/logs/drivers',
    'v1ClusterFeatureComplianceScanLogsGet',
    'cluster.get',
  ),

  virtualMachineClusters: get(
    '/v1/dashboard/spectroclusters/vms',
    'V1DashboardVMEnabledClustersList',
    'cluster.list',
  ),
  // Kubernetes' own lists: their pages are read by kubernetes-list.ts.
  virtualMachines: get('/v1/spectroclusters/{uid}/vms', 'v1SpectroClustersVMList', 'virtualMachine.list'),
  virtualMachineSnapshots: get(
    '/v1/spectroclusters/{uid}/vms/snapshot',
    'v1ClusterVMSnapshotsList',
    'virtualMachine.list',
  ),

  packRegistries: list('/v1/registries/pack/summary', 'v1RegistriesPackSummaryList', 'packRegistry.list'),
  helmRegistries: list('/v1/registries/helm/summary', 'v1RegistriesHelmSummaryList', 'packRegistry.list'),
  ociRegistries: get('/v1/registries/oci/summary', 'v1OciRegistriesSummary', 'packRegistry.list'),

  clusterCertificates: get(
    '/v1/spectroclusters/{uid}/k8certificates',
    'v1SpectroClustersK8Certificate',
    'cluster.get',
  ),
  tenantCertificates: get('/v1/tenants/{tenantUid}/assets/certs', 'V1TenantUIdAssetsCertsList'),

  apiKeys: get('/v1/apiKeys', 'v1ApiKeysList', 'apiKey.list'),
  usersSummary: searchWhole('/v1/users/summary', 'v1UsersSummaryGet', 'user.list'),
  audits: list('/v1/audits', 'v1AuditsList', 'audit.list'),
  resourceLimits: get('/v1/tenants/{tenantUid}/resourceLimits', 'v1TenantResourceLimitsGet'),
  features: get('/v1/features', 'v1FeaturesList'),
  freemiumUsage: get('/v1/tenants/{tenantUid}/freemiumUsage', 'v1TenantFreemiumUsageGet'),
  resourcesUsage: searchWhole(
    '/v1/dashboard/spectroclusters/resources/usage',
    'v1SpectroClustersResourcesUsageSummary',
    'cluster.list',
  ),
  resourcesConsumption: searchWhole(
    '/v1/dashboard/spectroclusters/resources/consumption',
    'v1SpectroClustersResourcesConsumption',
    'cluster.list',
  ),

  gateways: get('/v1/overlords', 'v1OverlordsList', 'privateGateway.list'),
  cloudAccounts: list('/v1/cloudaccounts/summary', 'v1CloudAccountsListSummary', 'cloudaccount.list'),
} as const satisfies Record<string, Endpoint>;

function get(path: string, operationId: string, permission?: string): Endpoint {
  return { method: 'GET', path, operationId, ...(permission && { permission }) };
}

/** A GET that answers in pages of 50. */
function list(path: string, operationId: string, permission: string): Endpoint {
  return { method: 'GET', path, operationId, permission, paged: true };
}

/** A POST that only searches, and answers in pages of 50. */
function search(path: string, operationId: string, permission: string): Endpoint {
  return { method: 'POST', path, operationId, permission, paged: true };
}

/** A POST that only searches, and answers with everything at once. */
function searchWhole(path: string, operationId: string, permission: string): Endpoint {
  return { method: 'POST', path, operationId, permission };
}

/** What Palette calls the agent of edge hosts, among its services. */
export const AGENT = 'stylus';
