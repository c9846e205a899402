import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import type { Emit } from '../collection/emit.ts';
import { gauge } from '../collection/metric.ts';
import { tally } from '../tally.ts';
import { flag, list, number, part, text, time } from '../wire.ts';
import { endpoints } from './endpoints.ts';
import { type ClusterRef, clusterLabels, pages } from './fleet.ts';
import type { Palette } from './palette.ts';

const labels = ['cluster_uid', 'cluster_name', 'project'] as const;

const metrics = {
  info: gauge('palette_cluster_info', 'A cluster as Palette lists it.', {
    labels: [...labels, 'project_uid', 'cloud_type', 'agent_version'],
    per: 'cluster',
  }),
  state: gauge('palette_cluster_state', 'The lifecycle state of a cluster, 1 for the current one.', {
    labels: [...labels, 'state'],
    per: 'cluster',
  }),
  health: gauge(
    'palette_cluster_health',
    'The health of a cluster, 1 for the current one; no series before its first report.',
    { labels: [...labels, 'health'], per: 'cluster' },
  ),
  healthConditions: gauge(
    'palette_cluster_health_conditions',
    'Problems that Palette lists for a cluster, by type.',
    {
      labels: [...labels, 'type', 'object_kind'],
      per: 'problem type of a cluster',
    },
  ),
  lastHeartbeat: gauge(
    'palette_cluster_last_heartbeat_timestamp_seconds',
    'When the agent of a cluster last reported to Palette.',
    { labels, per: 'cluster' },
  ),
  heartbeatFailed: gauge(
    'palette_cluster_heartbeat_failed',
    'Whether Palette has lost the heartbeat of a cluster.',
    {
      labels,
      per: 'cluster',
      from: [endpoints.clustersMetadataSearch],
    },
  ),
  nodes: gauge('palette_cluster_nodes', 'Nodes of a cluster by role.', {
    labels: [...labels, 'role'],
    per: 'cluster x role (2)',
  }),
  nodesHealthy: gauge('palette_cluster_nodes_healthy', 'Healthy nodes of a cluster by role.', {
    labels: [...labels, 'role'],
    per: 'cluster x role (2)',
  }),
  nodesMaintenance: gauge(
    'palette_cluster_nodes_maintenance',
    'Nodes of a cluster in maintenance mode, by role.',
    {
      labels: [...labels, 'role'],
      per: 'cluster x role (2)',
    },
  ),
  updateAvailable: gauge(
    'palette_cluster_update_available',
    'Whether an update of a profile or pack waits to be applied to a cluster.',
    { labels, per: 'cluster' },
  ),
  repaveState: gauge(
    'palette_cluster_repave_state',
    'The state of the last repave that a cluster asked for, 1 for the current one; no series without a repave.',
    { labels: [...labels, 'state'], per: 'cluster' },
  ),
  created: gauge('palette_cluster_created_timestamp_seconds', 'When a cluster was created.', {
    labels,
    per: 'cluster',
  }),
  modified: gauge(
    'palette_cluster_modified_timestamp_seconds',
    'When the record of a cluster was last modified.',
    {
      labels,
      per: 'cluster',
    },
  ),
};

const machinePool = z.object({
  isControlPlane: flag,
  size: number,
  healthy: number,
  maintenanceMode: number,
});

/** `v1SpectroClusterSummary` */
const clusterSummary = z
  .object({
    metadata: z.object({
      uid: z.string(),
      name: text,
      creationTimestamp: time,
      lastModifiedTimestamp: time,
    }),
    specSummary: part({
      projectMeta: part({ uid: text, name: text }),
      cloudConfig: part({ uid: text, cloudType: text, machinePools: list(machinePool) }),
    }),
    status: part({
      state: text,
      health: part({
        state: text,
        agentVersion: text,
        lastHeartBeatTimestamp: time,
        conditions: list(z.object({ type: text, relatedObject: part({ kind: text }) })),
      }),
      notifications: part({ isAvailable: flag }),
      repave: part({ state: text }),
    }),
  })
  .transform(({ metadata, specSummary, status }) => ({
    uid: metadata.uid,
    name: metadata.name,
    created: metadata.creationTimestamp,
    modified: metadata.lastModifiedTimestamp,
    project: specSummary.projectMeta.name,
    projectUid: specSummary.projectMeta.uid || undefined,
    configUid: specSummary.cloudConfig.uid,
    cloudType: specSummary.cloudConfig.cloudType,
    machinePools: specSummary.cloudConfig.machinePools,
    state: status.state,
    health: status.health,
    updateAvailable: status.notifications.isAvailable,
    repave: status.repave.state,
  }));

type Cluster = z.output<typeof clusterSummary>;

/** `v1SpectroClusterMetaSummary`: the only fleet call that tells a lost heartbeat. */
const clusterHeartbeat = z
  .object({
    metadata: z.object({ uid: z.string(), name: text }),
    specSummary: part({ projectMeta: part({ name: text }) }),
    status: part({ health: part({ isHeartBeatFailed: flag }) }),
  })
  .transform(({ metadata, specSummary, status }) => ({
    uid: metadata.uid,
    name: metadata.name,
    project: specSummary.projectMeta.name,
    heartbeatFailed: status.health.isHeartBeatFailed,
  }));

/** Deleted clusters stay listed for 72 hours, virtual clusters are nested in one that is listed. */
const liveClusters = {
  filter: {
    conjunction: 'and',
    filterGroups: [
      {
        conjunction: 'and',
        filters: [
          { property: 'isDeleted', type: 'bool', condition: { bool: { value: false } } },
          {
            property: 'environment',
            type: 'string',
            condition: {
              string: { operator: 'eq', negation: true, match: { conjunction: 'or', values: ['nested'] } },
            },
          },
        ],
      },
    ],
  },
  sort: [{ field: 'creationTimestamp', order: 'asc' }],
};

/** All clusters, seen from the fleet list: the cheap sweep that also tells the per-cluster collectors what changed. */
export const clusters = defineCollector<Palette>({
  name: 'clusters',
  describes: 'State, health, node numbers and pending updates of all clusters.',
  every: '30s',
  metrics,
  reads: [endpoints.clustersSearch, endpoints.clustersMetadataSearch],
  requests: ({ fleet }) => pages(fleet.clusters.length) + 1,
  async collect(palette, emit) {
    const refs: ClusterRef[] = [];
    for await (const cluster of palette.rows(endpoints.clustersSearch, clusterSummary, {
      body: liveClusters,
    })) {
      refs.push({ ...cluster, key: cluster.uid, version: versionOf(cluster) });
      emitCluster(cluster, emit);
    }
    for await (const cluster of palette.rows(endpoints.clustersMetadataSearch, clusterHeartbeat, {
      body: liveClusters,
    })) {
      emit.with(clusterLabels(cluster))(metrics.heartbeatFailed, cluster.heartbeatFailed);
    }
    palette.fleet.clusters = refs;
  },
});

function emitCluster(cluster: Cluster, emit: Emit): void {
  const of = emit.with(clusterLabels(cluster));
  of(metrics.info, 1, {
    project_uid: cluster.projectUid,
    cloud_type: cluster.cloudType,
    agent_version: cluster.health.agentVersion,
  });
  of(metrics.created, cluster.created);
  of(metrics.modified, cluster.modified);
  of(metrics.lastHeartbeat, cluster.health.lastHeartBeatTimestamp);
  of(metrics.updateAvailable, cluster.updateAvailable);
  if (cluster.state) of(metrics.state, 1, { state: cluster.state });
  if (cluster.health.state) of(metrics.health, 1, { health: cluster.health.state });
  if (cluster.repave) of(metrics.repaveState, 1, { state: cluster.repave });

  for (const [role, pools] of Object.entries(byRole(cluster.machinePools))) {
    of(metrics.nodes, sum(pools, 'size'), { role });
    of(metrics.nodesHealthy, sum(pools, 'healthy'), { role });
    of(metrics.nodesMaintenance, sum(pools, 'maintenanceMode'), { role });
  }

  const problems = tally(
    cluster.health.conditions.map(({ type, relatedObject }) => [type, relatedObject.kind]),
  );
  for (const [[type, object_kind], count] of problems)
    of(metrics.healthConditions, count, { type, object_kind });
}

type MachinePool = z.output<typeof machinePool>;

function byRole(pools: readonly MachinePool[]): Record<string, MachinePool[]> {
  return {
    'control-plane': pools.filter((pool) => pool.isControlPlane),
    worker: pools.filter((pool) => !pool.isControlPlane),
  };
}

function sum(pools: readonly MachinePool[], field: 'size' | 'healthy' | 'maintenanceMode'): number {
  return pools.reduce((total, pool) => total + pool[field], 0);
}

/** What makes a cluster worth visiting before its turn. The heartbeat is left out: it changes all the time. */
function versionOf({ state, health, modified, updateAvailable, repave, machinePools }: Cluster): string {
  const nodes = machinePools.map(({ size, healthy, maintenanceMode }) => [size, healthy, maintenanceMode]);
  return JSON.stringify([state, health.state, health.conditions, modified, updateAvailable, repave, nodes]);
}
