import { clusterCondition, nic } from '../../answer-parts.ts';
import { struct, time } from '../../go-json.ts';
import { SECRET_MARK } from '../../world/build/marked-secret.ts';
import type { Appliance, ApplianceHost } from '../../world/model/appliance.ts';
import type { LocalCluster } from '../../world/model/local-cluster.ts';
import { DAY } from '../../world/model/time-units.ts';
import { get, type LocalUiRequest, type LocalUiRoute, localCluster } from '../local-ui-route.ts';

/** The locally managed cluster and its nodes (Local UI reference, section 3). */
export const clusterRoutes: readonly LocalUiRoute[] = [
  get('/v1/edge-mgmt/cluster/details', (request) => clusterDetails(request, localCluster(request))),
  get('/v1/edge-mgmt/clusters/current/nodes', (request) => {
    const cluster = localCluster(request);
    return struct({ nodes: request.appliance.hosts.map((host) => clusterNode(request, cluster, host)) });
  }),
  get('/v1/edge-mgmt/clusters/current/machinepools', (request) => {
    const cluster = localCluster(request);
    return struct({ items: poolsOf(request.appliance).map((one) => machinePool(one, cluster)) });
  }),
];

interface Pool {
  readonly name: string;
  readonly isControlPlane: boolean;
  readonly hosts: readonly ApplianceHost[];
}

/** Control plane first; workers only where there are some. */
function poolsOf({ hosts }: Appliance): Pool[] {
  const workers = hosts.filter(({ role }) => role === 'worker');
  const others = hosts.filter(({ role }) => role !== 'worker');
  const pools = [{ name: 'control-plane-pool', isControlPlane: true, hosts: others }];
  return workers.length === 0
    ? pools
    : [...pools, { name: 'worker-pool', isControlPlane: false, hosts: workers }];
}

/** `v1ClusterNodePool` */
function pool({ name, isControlPlane }: Pool) {
  return struct({ name, isControlPlane, archType: 'amd64' });
}

/** `v1EdgeNativeMachinePoolConfig` */
function machinePool({ name, isControlPlane, hosts }: Pool, { desiredHosts }: LocalCluster) {
  return struct({
    name,
    isControlPlane,
    size: (isControlPlane ? desiredHosts.controlPlane : desiredHosts.worker) ?? hosts.length,
    hosts: hosts.map((host) =>
      struct({ hostUid: host.id, hostName: host.name }, { IsCandidateCaption: false }),
    ),
    updateStrategy: struct({ type: 'RollingUpdateScaleIn' }),
    useControlPlaneAsWorker: isControlPlane,
  });
}

/** `v1Cluster` */
function clusterDetails({ appliance, now }: LocalUiRequest, cluster: LocalCluster) {
  const { hosts } = appliance;
  const pools = poolsOf(appliance);
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
      nodePools: pools.map((one) => struct({ pool: pool(one), hosts: one.hosts.map(poolHost) })),
      ntpServers: cluster.ntpServers,
      sshKeys: [`ssh-ed25519 ${SECRET_MARK}ssh`],
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
        nodePools: pools.map((one) =>
          struct({ pool: pool(one), nodes: one.hosts.map((host) => nodeStatus(cluster, host, now)) }),
        ),
        kubeconfig: `apiVersion: v1\nkind: Config\nusers:\n- user: { token: ${SECRET_MARK}kubeconfig }\n`,
      },
      { ntpServersApplied: cluster.ntpServersApplied, sshKeysApplied: false },
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
    k8sVersion: kubeletVersion(cluster, host),
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
    kubeletVersion: kubeletVersion(cluster, host),
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

function kubeletVersion(cluster: LocalCluster, host: ApplianceHost): string {
  return `v${host.kubernetesVersion ?? cluster.kubernetesVersion}`;
}

function age({ createdAt }: ApplianceHost, now: number): string {
  return `${Math.floor((now - createdAt) / DAY)}d`;
}
