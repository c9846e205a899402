import { type GoStruct, struct, time } from '../go-json.ts';
import { clusterCondition } from '../palette/cluster-depth.ts';
import { nic } from '../palette/edge-hosts.ts';
import type { ApplianceHost, LocalCluster } from '../world/appliance.ts';
import { SECRET_MARK } from '../world/secret.ts';
import { DAY } from '../world/time.ts';
import { get, type LocalUiRequest, type LocalUiRoute, localCluster } from './route.ts';

const POOL: GoStruct = struct({ name: 'control-plane-pool', isControlPlane: true, archType: 'amd64' });

/** The locally managed cluster and its nodes (Local UI reference, section 3). */
export const clusterRoutes: readonly LocalUiRoute[] = [
  get('/v1/edge-mgmt/cluster/details', (request) => clusterDetails(request, localCluster(request))),
  get('/v1/edge-mgmt/clusters/current/nodes', (request) => {
    const cluster = localCluster(request);
    return struct({ nodes: request.appliance.hosts.map((host) => clusterNode(request, cluster, host)) });
  }),
];

/** `v1Cluster` */
function clusterDetails({ appliance, now }: LocalUiRequest, cluster: LocalCluster) {
  const { hosts } = appliance;
  return struct({
    metadata: struct({
      id: cluster.id,
      name: cluster.name,
      creationTimestamp: time(cluster.createdAt),
      lastModifiedTimestamp: time(cluster.modifiedAt),
    }),
    spec: struct({
      vip: cluster.vip,
      hostIDs: hosts.map(({ id }) => id),
      nodePools: [struct({ pool: POOL, hosts: hosts.map(poolHost) })],
      ntpServers: ['ntp.example.com'],
    }),
    status: struct(
      {
        clusterState: cluster.state,
        clusterStateReason: cluster.stateReason,
        health: clusterHealth(cluster),
        k8sVersion: `v${cluster.kubernetesVersion}`,
        agentVersion: cluster.agentVersion,
        isRebootPending: cluster.rebootPending,
        clusterConditions: cluster.conditions.map(clusterCondition),
        nodePools: [struct({ pool: POOL, nodes: hosts.map((host) => nodeStatus(cluster, host, now)) })],
        kubeconfig: `apiVersion: v1\nkind: Config\nusers:\n- user: { token: ${SECRET_MARK}kubeconfig }\n`,
      },
      { ntpServersApplied: true, sshKeysApplied: false },
    ),
  });
}

function clusterHealth({ health }: LocalCluster) {
  return struct({ status: health.healthy ? 'Healthy' : 'Unhealthy', reason: health.reason });
}

function poolHost(host: ApplianceHost) {
  return struct({ hostID: host.id, hostName: host.name, hostAddress: host.ip, nic: [nic(host)] });
}

function nodeStatus(cluster: LocalCluster, host: ApplianceHost, now: number) {
  const isUp = host.reachable && host.healthy;
  return struct({
    nodeName: host.name,
    nodeState: isUp ? 'Running' : 'Error',
    health: struct({ status: isUp ? 'Healthy' : 'Unhealthy' }),
    ipv4: host.ip,
    k8sVersion: `v${cluster.kubernetesVersion}`,
    architecture: 'amd64',
    age: age(host, now),
  });
}

/** `v1ClusterNode` */
function clusterNode({ now }: LocalUiRequest, cluster: LocalCluster, host: ApplianceHost) {
  const isUp = host.reachable && host.healthy;
  const readiness = isUp
    ? struct({ conditionType: 'Ready', status: 'True', reason: 'KubeletReady' })
    : struct({ conditionType: 'Ready', status: 'Unknown', reason: 'NodeStatusUnknown' });
  return struct({
    nodeName: host.name,
    edgeHostID: host.id,
    ipv4: host.ip,
    kubeletVersion: `v${cluster.kubernetesVersion}`,
    kernelVersion: host.os.kernelVersion,
    osImage: `Ubuntu ${host.os.version} LTS`,
    operatingSystem: 'linux',
    architecture: 'amd64',
    age: age(host, now),
    nodeStatus: readiness,
    nodeHealth: [
      ...['MemoryPressure', 'DiskPressure', 'PIDPressure'].map((conditionType) =>
        struct({ conditionType, status: isUp ? 'False' : 'Unknown' }),
      ),
      readiness,
    ],
  });
}

function age({ createdAt }: ApplianceHost, now: number): string {
  return `${Math.floor((now - createdAt) / DAY)}d`;
}
