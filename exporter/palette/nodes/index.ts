import { defineItemCollector } from '../../collection/collector.ts';
import { lengthOf } from '../../sources/wire.ts';
import { derived } from '../api/derived.ts';
import { endpoints } from '../api/endpoints.ts';
import type { ClusterRef, Reads, Writes } from '../api/fleet.ts';
import type { Palette } from '../api/palette.ts';
import { type EmitOfCluster, type EmitOfPool, labelsOfCluster, labelsOfNode } from '../parts/labels.ts';
import { oneOfEachHost } from './machine-records.ts';
import { nodeMetrics as metrics } from './metrics.ts';
import { rolloutOf } from './rollout.ts';
import { type CloudConfig, cloudConfig, type Machine, type MachinePool, machine } from './schema.ts';

type Known = Reads<'clusters' | 'repavesApproved'> & Writes<'nodes'>;

/** The machine pools and nodes of edge clusters, one cluster after the other. */
export const nodes = defineItemCollector<Palette<Known>, ClusterRef>({
  name: 'nodes',
  describes: 'Machine pools and nodes: desired and present, readiness, health, maintenance, roll-out.',
  every: '1m',
  metrics,
  reads: [endpoints.edgeNativeCloudConfig, endpoints.edgeNativeMachines],
  items: ({ fleet }) => edgeClusters(fleet.clusters),
  requests: ({ fleet }) => edgeClusters(fleet.clusters).length * (1 + POOLS_PER_CLUSTER),
  async collect(palette, emit, cluster) {
    const { configUid, projectUid: project } = cluster;
    const config = await palette.get(endpoints.edgeNativeCloudConfig, cloudConfig, {
      path: { configUid },
      project,
    });
    const of = emit.with(labelsOfCluster(cluster));
    let members = 0;
    for (const pool of config.pools) {
      const records: Machine[] = [];
      const path = { configUid, machinePoolName: pool.name };
      for await (const row of palette.rows(endpoints.edgeNativeMachines, machine, { path, project })) {
        records.push(row);
      }
      const machines = oneOfEachHost(records);
      if (pool.isControlPlane) members += Math.max(machines.length, pool.size);
      const ofPool = of.with({ machine_pool: pool.name });
      emitPool(pool, ofPool);
      ofPool(metrics.poolNodes, machines.length);
      for (const node of machines) emitNode(node, roleOf(pool), palette.fleet, ofPool);
      emitRollout(machines, cluster, palette.fleet, ofPool);
    }
    emitControlPlane(config, members, of);
  },
});

/** For the request plan: an edge cluster seldom has more than a control plane and a worker pool. */
const POOLS_PER_CLUSTER = 2;

const edgeClusters = derived((clusters: readonly ClusterRef[]) =>
  clusters.filter(({ cloudType, configUid }) => cloudType === 'edge-native' && configUid !== ''),
);

function emitControlPlane(
  { pools, isTwoNode, endpointType, conditions }: CloudConfig,
  members: number,
  of: EmitOfCluster,
): void {
  of(metrics.controlPlane, 1, { endpoint_type: endpointType, two_node: isTwoNode });
  // Control planes have odd sizes; a fourth member joins before the one that it replaces leaves.
  const isKnown = !Number.isNaN(members + lengthOf(pools));
  of(metrics.replacing, isKnown ? members >= 4 && members % 2 === 0 : undefined);
  for (const { type, status } of conditions) of(metrics.infrastructure, 1, { type, status });
}

function emitPool(pool: MachinePool, of: EmitOfPool): void {
  of(metrics.poolInfo, 1, {
    role: roleOf(pool),
    runs_workloads: pool.isControlPlane === false || pool.useControlPlaneAsWorker,
    update_strategy: pool.updateStrategy.type,
  });
  of(metrics.poolDesired, pool.size);
  of(metrics.poolMin, pool.minSize || undefined);
  of(metrics.poolMax, pool.maxSize || undefined);
  of(metrics.repaveInterval, pool.nodeRepaveInterval || undefined);
  for (const host of pool.hosts) {
    of(metrics.poolHost, 1, {
      edge_host_uid: host.hostUid,
      edge_host_name: host.hostName,
      captain_candidate: host.IsCandidateCaption,
      two_node_priority: host.twoNodeCandidatePriority,
    });
  }
}

function roleOf({ isControlPlane }: MachinePool): string | undefined {
  if (isControlPlane === undefined) return undefined;
  return isControlPlane ? 'control-plane' : 'worker';
}

function emitNode(node: Machine, role: string | undefined, fleet: Known, emit: EmitOfPool): void {
  const of = emit.with(labelsOfNode(node));
  of(metrics.info, 1, { role, machine_uid: node.uid });
  if (node.ready) fleet.nodesReportReady = true;
  of(metrics.ready, fleet.nodesReportReady ? node.ready : undefined);
  of(metrics.healthy, node.health.state === '' ? undefined : node.health.state === 'Healthy');
  of(metrics.lastHeartbeat, node.health.lastHeartBeatTimestamp);
  of(metrics.created, node.created);
  of(metrics.instanceStateChanged, node.stateChanged);
  if (node.state) of(metrics.instanceState, 1, { state: node.state });
  for (const { type, status } of node.health.conditions) of(metrics.condition, 1, { type, status });
  const { action, state } = node.maintenance;
  if (action) of(metrics.maintenance, 1, { action, state });
  const { numCPUs, memoryMiB, diskGiB } = node.hardware;
  of(metrics.cpuCores, numCPUs || undefined);
  of(metrics.memory, memoryMiB * 2 ** 20 || undefined);
  of(metrics.disk, diskGiB * 2 ** 30 || undefined);
}

function emitRollout(
  machines: readonly Machine[],
  { uid, repave }: ClusterRef,
  { repavesApproved }: Known,
  of: EmitOfPool,
): void {
  const since = repave === 'Approved' ? repavesApproved.get(uid) : undefined;
  const rollout = since === undefined ? undefined : rolloutOf(machines, since);
  if (rollout === undefined) return;
  for (const phase of ['done', 'working', 'waiting'] as const) of(metrics.rollout, rollout[phase], { phase });
}
