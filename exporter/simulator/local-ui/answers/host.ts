import { disk, nic } from '../../answer-parts.ts';
import { type GoStruct, map, slice, struct, time } from '../../go-json.ts';
import type { Appliance, ApplianceHost } from '../../world/model/appliance.ts';
import { get, type LocalUiRoute } from '../local-ui-route.ts';

/** The host itself (Local UI reference, section 3). */
export const hostRoutes: readonly LocalUiRoute[] = [
  get('/v1/edge-mgmt/edgehosts/current', ({ appliance, host }) => edgeHostInfo(appliance, host)),
  get('/v1/edge-mgmt/edgehosts/current/configurations/status', ({ host }) =>
    struct({ state: host.configurationChange }),
  ),
  get('/v1/edge-mgmt/settings', ({ appliance, host }) =>
    struct({
      installationMode: appliance.connectionMode,
      managementMode: appliance.managementMode,
      featureFlags: map(host.features),
    }),
  ),
];

/** `v1EdgeHostInfo` */
export function edgeHostInfo(appliance: Appliance, host: ApplianceHost): GoStruct {
  const isInCluster = appliance.cluster !== undefined || appliance.managementMode === 'central';
  return struct({
    metadata: struct({
      id: host.id,
      name: host.name,
      creationTimestamp: time(host.createdAt),
      lastModifiedTimestamp: time(host.createdAt),
    }),
    spec: struct({
      managementMode: appliance.managementMode,
      connectionMode: appliance.connectionMode,
      nodeRole: host.role,
      hostInfo: struct({
        hostState: isInCluster ? 'cluster' : 'registration',
        hostType: host.hostType,
        secureBoot: host.secureBoot,
      }),
      hardwareSpec: struct({
        archType: 'amd64',
        cpu: struct({ cores: host.cores }),
        memory: struct({ sizeInMB: host.memoryMb }),
        disks: slice(host.disks, disk),
        os: struct({ ...host.os }),
      }),
      networkInfo: [nic(host)],
    }),
    status: struct({
      agentVersion: host.agentVersion,
      configurationStatus: host.ntpServers.length > 0 ? 'configured' : 'pending',
      hostName: host.name,
      isClusterPhase: isInCluster,
      ntp: struct({ ntpServers: slice(host.ntpServers, (server) => server) }),
      dns: struct({ nameservers: ['192.0.2.1'] }),
    }),
  });
}
