import { clusterCondition, nic } from '../../answer-parts.ts';
import { notFound } from '../../error-answer.ts';
import { type GoStruct, slice, struct, time } from '../../go-json.ts';
import type { Cluster, Machine, MachinePool } from '../../world/model/cluster.ts';
import type { EdgeHost } from '../../world/model/edge-host.ts';
import { get, type PaletteRequest, type Route } from '../palette-route.ts';
import { machineHealth } from '../parts/cluster-health.ts';
import { objectMeta, projectScope } from '../parts/object-meta.ts';
import { find } from '../request-scope.ts';

/** Nodes and machine pools of edge clusters (API reference, section 3.4). */
export const nodeRoutes: readonly Route[] = [
  get('/v1/cloudconfigs/{configUid}/machinePools/machineUids', 'project', (request) => {
    const { pools } = clusterOfConfig(request);
    const uids = pools.map(({ name, machines }) => [
      name,
      struct({ machineUids: slice(machines, ({ uid }) => uid) }),
    ]);
    return struct({ machinePools: Object.fromEntries(uids) });
  }),
  get('/v1/cloudconfigs/edge-native/{configUid}', 'project', (request) =>
    cloudConfig(clusterOfConfig(request)),
  ),
  get(
    '/v1/cloudconfigs/edge-native/{configUid}/machinePools/{machinePoolName}/machines',
    'project',
    (request) => {
      const cluster = clusterOfConfig(request);
      const name = request.params.machinePoolName;
      const pool = cluster.pools.find((candidate) => candidate.name === name);
      if (pool === undefined) throw notFound('machinepool', name ?? '');
      return struct({ items: slice(pool.machines, (node) => machine(cluster, node, request.now)) });
    },
  ),
];

function clusterOfConfig(request: PaletteRequest): Cluster {
  const { configUid = '' } = request.params;
  const cluster = request.world.clusters.find(({ cloudConfigUid }) => cloudConfigUid === configUid);
  if (cluster === undefined) throw notFound('cloudconfig', configUid);
  return find(request, 'cloudconfig', [cluster], cluster.uid);
}

/** `v1EdgeNativeCloudConfig` */
function cloudConfig(cluster: Cluster) {
  return struct({
    metadata: objectMeta(
      { ...cluster, uid: cluster.cloudConfigUid },
      { annotations: projectScope(cluster.project) },
    ),
    spec: struct(
      {},
      {
        clusterConfig: struct({
          controlPlaneEndpoint: struct({ host: cluster.vip, type: 'VIP' }),
          ntpServers: ['ntp.example.com'],
          sshKeys: null,
        }),
        machinePoolConfig: cluster.pools.map(poolConfig),
      },
    ),
    status: struct({ conditions: slice(cluster.conditions, clusterCondition) }),
  });
}

/** `v1EdgeNativeMachinePoolConfig`: here `size` is what is wanted, not what is there. */
function poolConfig(pool: MachinePool) {
  return struct(
    {
      name: pool.name,
      size: pool.desired,
      minSize: pool.desired,
      maxSize: pool.desired,
      isControlPlane: pool.isControlPlane,
      useControlPlaneAsWorker: pool.isControlPlane && pool.runsWorkloads,
      labels: [pool.isControlPlane ? 'control-plane' : 'worker'],
      taints: null,
      machinePoolProperties: struct({}, { archType: 'amd64' }),
      updateStrategy: struct({ type: pool.updateStrategy }),
    },
    { hosts: pool.machines.map(({ host }) => poolHost(host)) },
  );
}

function poolHost(host: EdgeHost): GoStruct {
  return struct(
    { hostName: host.name, nic: nic(host) },
    { hostUid: host.uid, hostAddress: host.ip, IsCandidateCaption: false },
  );
}

/** `v1EdgeNativeMachine` */
function machine(cluster: Cluster, node: Machine, now: number) {
  const { maintenance, host } = node;
  return struct({
    apiVersion: 'cluster.spectrocloud.com/v1alpha1',
    kind: 'EdgeNativeMachine',
    metadata: objectMeta(node, { annotations: projectScope(cluster.project) }),
    spec: struct({
      edgeHostUid: host.uid,
      instanceType: struct({ numCPUs: host.cores, memoryMiB: host.memoryMb }),
      machineMetadata: struct({ creationTimestamp: time(node.createdAt) }),
      nics: [struct({ networkName: 'eth0', privateIPs: [host.ip] })],
    }),
    status: struct({
      instanceState: node.state,
      instanceStateLastUpdate: time(node.stateSince),
      ready: node.ready,
      health: machineHealth(node, now),
      addresses: [struct({ address: host.ip, type: 'InternalIP' })],
      maintenanceStatus:
        maintenance &&
        struct({ action: maintenance.action, state: maintenance.state, message: maintenance.message }),
    }),
  });
}
