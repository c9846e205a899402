import { z } from 'zod';
import { defineItemCollector } from '../collection/collector.ts';
import type { Emit } from '../collection/emit.ts';
import { gauge } from '../collection/metric.ts';
import { flag, list, number, part, text, time } from '../wire.ts';
import { endpoints } from './endpoints.ts';
import { type ClusterRef, clusterLabels, type Fleet } from './fleet.ts';
import type { Palette } from './palette.ts';

const poolLabels = ['cluster_uid', 'cluster_name', 'project', 'machine_pool'] as const;
const nodeLabels = [...poolLabels, 'node', 'edge_host_uid'] as const;

const metrics = {
  poolInfo: gauge(
    'palette_machine_pool_info',
    'A machine pool of a cluster and how its nodes are replaced.',
    {
      labels: [...poolLabels, 'role', 'update_strategy'],
      per: 'machine pool',
      from: [endpoints.edgeNativeCloudConfig],
    },
  ),
  poolDesired: gauge('palette_machine_pool_desired_nodes', 'Nodes that a machine pool is meant to have.', {
    labels: poolLabels,
    per: 'machine pool',
    from: [endpoints.edgeNativeCloudConfig],
  }),
  poolNodes: gauge('palette_machine_pool_nodes', 'Nodes that a machine pool has.', {
    labels: poolLabels,
    per: 'machine pool',
    from: [endpoints.edgeNativeMachines],
  }),
  healthy: gauge('palette_node_healthy', 'Whether Palette calls a node healthy.', {
    labels: nodeLabels,
    per: 'node',
  }),
  ready: gauge('palette_node_ready', 'Whether a node is ready; no series on a Palette older than 4.8.', {
    labels: nodeLabels,
    per: 'node',
  }),
  instanceState: gauge(
    'palette_node_instance_state',
    'The state of the machine behind a node, 1 for the current one.',
    {
      labels: [...nodeLabels, 'state'],
      per: 'node',
    },
  ),
  condition: gauge('palette_node_condition', 'A condition of a node, 1 for its current status.', {
    labels: [...nodeLabels, 'type', 'status'],
    per: 'condition of a node',
  }),
  maintenance: gauge(
    'palette_node_maintenance',
    'What is being done to take a node out of service or back, 1 for the current action and state.',
    { labels: [...nodeLabels, 'action', 'state'], per: 'node in maintenance' },
  ),
  lastHeartbeat: gauge(
    'palette_node_last_heartbeat_timestamp_seconds',
    'When a node last reported to Palette.',
    {
      labels: nodeLabels,
      per: 'node',
    },
  ),
};

/** `v1EdgeNativeCloudConfig` */
const cloudConfig = z.object({
  spec: part({
    machinePoolConfig: list(
      z.object({
        name: z.string(),
        isControlPlane: flag,
        size: number,
        updateStrategy: part({ type: text }),
      }),
    ),
  }),
});

/** `v1EdgeNativeMachine` */
const machine = z
  .object({
    metadata: z.object({ uid: z.string(), name: text }),
    spec: part({ edgeHostUid: text }),
    status: part({
      instanceState: text,
      ready: z.boolean().nullish(),
      health: part({
        state: text,
        lastHeartBeatTimestamp: time,
        conditions: list(z.object({ type: text, status: text })),
      }),
      maintenanceStatus: part({ action: text, state: text }),
    }),
  })
  .transform(({ metadata, spec, status }) => ({
    uid: metadata.uid,
    name: metadata.name || metadata.uid,
    edgeHostUid: spec.edgeHostUid,
    ...status,
  }));

type Machine = z.output<typeof machine>;

/** The machine pools and nodes of edge clusters, one cluster after the other. */
export const nodes = defineItemCollector<Palette, ClusterRef>({
  name: 'nodes',
  describes: 'Machine pools and nodes: desired and present, readiness, health, maintenance.',
  every: '1m',
  metrics,
  reads: [endpoints.edgeNativeCloudConfig, endpoints.edgeNativeMachines],
  items: ({ fleet }) => edgeClusters(fleet),
  requests: ({ fleet }) => edgeClusters(fleet).length * (1 + POOLS_PER_CLUSTER),
  async collect(palette, emit, cluster) {
    const scope = { project: cluster.projectUid };
    const path = { configUid: cluster.configUid };
    const { spec } = await palette.get(endpoints.edgeNativeCloudConfig, cloudConfig, { ...scope, path });
    for (const pool of spec.machinePoolConfig) {
      const machines: Machine[] = [];
      const pathOfPool = { ...path, machinePoolName: pool.name };
      for await (const row of palette.rows(endpoints.edgeNativeMachines, machine, {
        ...scope,
        path: pathOfPool,
      })) {
        machines.push(row);
      }
      const of = emit.with({ ...clusterLabels(cluster), machine_pool: pool.name });
      of(metrics.poolInfo, 1, {
        role: pool.isControlPlane ? 'control-plane' : 'worker',
        update_strategy: pool.updateStrategy.type,
      });
      of(metrics.poolDesired, pool.size);
      of(metrics.poolNodes, machines.length);
      for (const node of machines) emitNode(node, of, palette.fleet);
    }
  },
});

/** For the request plan: an edge cluster seldom has more than a control plane and a worker pool. */
const POOLS_PER_CLUSTER = 2;

function edgeClusters(fleet: Fleet): readonly ClusterRef[] {
  return fleet.clusters.filter(({ cloudType, configUid }) => cloudType === 'edge-native' && configUid !== '');
}

function emitNode(node: Machine, emit: Emit<(typeof poolLabels)[number]>, fleet: Fleet): void {
  const of = emit.with({ node: node.name, edge_host_uid: node.edgeHostUid });
  // Palette leaves out `ready: false`; before 4.8 it left out the field altogether.
  if (node.ready) fleet.nodesReportReady = true;
  of(metrics.ready, fleet.nodesReportReady ? node.ready === true : undefined);
  of(metrics.healthy, node.health.state === '' ? undefined : node.health.state.toLowerCase() === 'healthy');
  of(metrics.lastHeartbeat, node.health.lastHeartBeatTimestamp);
  if (node.instanceState) of(metrics.instanceState, 1, { state: node.instanceState });
  for (const { type, status } of node.health.conditions) of(metrics.condition, 1, { type, status });
  const { action, state } = node.maintenanceStatus;
  if (action) of(metrics.maintenance, 1, { action, state });
}
