import { defineCollector } from '../../collection/collector.ts';
import type { Emit } from '../../metric/emit.ts';
import { tally } from '../../metric/tally.ts';
import { ifPresent } from '../../sources/if-present.ts';
import { lengthOf } from '../../sources/wire.ts';
import { endpoints } from '../api/endpoints.ts';
import type { ClusterRef, Writes } from '../api/fleet.ts';
import { OLDEST_FIRST, pages } from '../api/paging.ts';
import { all, type Palette } from '../api/palette.ts';
import { limitedWords, word } from '../parts/label-words.ts';
import { type EmitOfCluster, labelsOfCluster } from '../parts/labels.ts';
import { clusterMetrics as metrics } from './metrics.ts';
import {
  type ClusterMetaSummary,
  type ClusterSummary,
  clusterMetaSummary,
  clusterSummary,
  type PoolSummary,
  refOf,
} from './schema.ts';
import { isFresh } from './utilisation.ts';

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
  ...OLDEST_FIRST,
};

/** All clusters, seen from the fleet list: the cheap sweep that also tells the per-cluster collectors what changed. */
export const clusters = defineCollector<Palette<Writes<'clusters'>>>({
  name: 'clusters',
  describes: 'State, health, utilisation, node numbers and pending updates of all clusters.',
  every: '30s',
  sight: 1,
  isShared: true,
  metrics,
  reads: [endpoints.clustersSearch, endpoints.clustersMetadataSearch],
  requests: ({ fleet }) => pages(fleet.clusters.length) + 1,
  async collect(palette, emit) {
    const search = { body: liveClusters };
    const metas = new Map<string, ClusterMetaSummary>();
    const listed = all(palette.rows(endpoints.clustersMetadataSearch, clusterMetaSummary, search));
    for (const meta of (await ifPresent(listed)) ?? []) metas.set(meta.uid, meta);
    const refs: ClusterRef[] = [];
    for await (const cluster of palette.rows(endpoints.clustersSearch, clusterSummary, search)) {
      refs.push(refOf(cluster));
      emitCluster(palette, cluster, metas.get(cluster.uid), emit);
    }
    palette.fleet.clusters = refs;
    if (palette.isWholeTenant) palette.fleet.counted.set('spectrocluster', refs.length);
  },
});

function emitCluster(
  palette: Palette,
  cluster: ClusterSummary,
  meta: ClusterMetaSummary | undefined,
  emit: Emit,
): void {
  const of = emit.with(labelsOfCluster(cluster));
  of(metrics.info, 1, {
    project_uid: cluster.projectUid,
    cloud_type: cluster.cloudType,
    cloud_region: meta?.cloudRegion,
    cluster_type: meta?.clusterType,
    import_mode: meta?.importMode,
    architecture: cluster.architecture,
    agent_version: cluster.health.agentVersion,
    fips_mode: cluster.fips,
  });
  if (cluster.state) of(metrics.state, 1, { state: cluster.state });
  if (cluster.health.state) of(metrics.health, 1, { health: cluster.health.state });
  of(metrics.lastHeartbeat, cluster.health.lastHeartBeatTimestamp);
  of(metrics.heartbeatFailed, meta?.isHeartbeatFailed);
  of(metrics.created, cluster.created);
  of(metrics.modified, cluster.modified);
  of(metrics.deletion, cluster.deletion);
  of(metrics.updateAvailable, cluster.updateAvailable);
  of(metrics.variablesPending, cluster.isVariableResolutionPending);
  of(metrics.agentUpgradePaused, cluster.isAgentUpgradePaused);
  of(metrics.cost, cluster.cost || undefined);
  of(metrics.hourlyCost, cluster.hourlyRate || undefined);
  if (cluster.repave) of(metrics.repaveState, 1, { state: cluster.repave });
  if (cluster.importState) of(metrics.importState, 1, { state: cluster.importState });

  const kubernetes = cluster.profiles.flatMap(({ packs }) => packs).find(({ layer }) => layer === 'k8s');
  if (kubernetes) of(metrics.kubernetesDesired, 1, { version: kubernetes.version, pack: kubernetes.name });
  const pooled = Number.isNaN(lengthOf(cluster.machinePools)) ? {} : byRole(cluster.machinePools);
  for (const [role, pools] of Object.entries(pooled)) {
    of(metrics.nodes, sum(pools, 'size'), { role });
    of(metrics.nodesHealthy, sum(pools, 'healthy'), { role });
    of(metrics.nodesMaintenance, sum(pools, 'maintenanceMode'), { role });
  }
  const typeOf = limitedWords(MAX_PROBLEM_TYPES);
  const problems = tally(
    cluster.health.conditions.map(({ type, relatedObject }) => [typeOf(type), word(relatedObject.kind)]),
  );
  for (const [[type, object_kind], count] of problems) {
    of(metrics.healthConditions, count, { type, object_kind });
  }
  for (const tag of palette.clusterTags) {
    const value = cluster.tags.get(tag);
    if (value === undefined) continue;
    of(metrics.tag, 1, { tag, value: value === BARE_TAG ? undefined : value });
  }
  emitUtilisation(palette, cluster, of);
}

/** Types are free text in the API. */
const MAX_PROBLEM_TYPES = 20;

/** What Palette stores as the value of a tag without one. */
const BARE_TAG = 'spectro__tag';

function emitUtilisation(
  palette: Palette,
  { metrics: { cpu, memory } }: ClusterSummary,
  of: EmitOfCluster,
): void {
  const now = palette.now();
  of(metrics.measuredAt, cpu?.at ?? memory?.at);
  if (cpu !== undefined && isFresh(cpu, now)) {
    of(metrics.cpuUsage, cpu.usage);
    of(metrics.cpuTotal, cpu.total);
    of(metrics.cpuRequest, cpu.request);
    of(metrics.cpuLimit, cpu.limit);
  }
  if (memory !== undefined && isFresh(memory, now)) {
    of(metrics.memoryUsage, memory.usage);
    of(metrics.memoryTotal, memory.total);
    of(metrics.memoryRequest, memory.request);
    of(metrics.memoryLimit, memory.limit);
  }
}

function byRole(pools: readonly PoolSummary[]): Record<string, PoolSummary[]> {
  return {
    'control-plane': pools.filter((pool) => pool.isControlPlane === true),
    worker: pools.filter((pool) => pool.isControlPlane === false),
  };
}

function sum(pools: readonly PoolSummary[], field: 'size' | 'healthy' | 'maintenanceMode'): number {
  return pools.reduce((total, pool) => total + pool[field], 0);
}
