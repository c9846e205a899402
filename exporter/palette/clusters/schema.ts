import { z } from 'zod';
import { entries, flag, list, member, number, object, part, text, time } from '../../sources/wire.ts';
import type { ClusterRef, DesiredProfile } from '../api/fleet.ts';
import { digest } from '../parts/digest.ts';
import { cpu, memory } from './utilisation.ts';

/** `v1MachinePoolMeta`; pools have no name in the fleet view. */
const machinePool = object({
  isControlPlane: flag,
  size: number,
  healthy: number,
  maintenanceMode: number,
});

export type PoolSummary = z.output<typeof machinePool>;

/** `v1PackRef`, without its values. */
const pack = object({ name: z.string(), version: text, tag: text, layer: text, isInvalid: flag }).transform(
  ({ tag, version, isInvalid, ...rest }) => ({
    ...rest,
    isInvalid: isInvalid === true,
    version: version || tag,
  }),
);

/** `v1ClusterProfileTemplateMeta`; its `version` is a legacy counter, not the version that people gave it. */
const profile = object({ uid: text, name: text, type: text, scope: text, packs: list(pack) });

/** `v1ClusterState`, and Unknown, which live ones show. */
const CLUSTER_STATES = [
  'Pending',
  'Provisioning',
  'Running',
  'Deleting',
  'Deleted',
  'Error',
  'Importing',
  'Unknown',
];

/** `v1SpectroClusterSummary`: a row of the fleet list. */
export const clusterSummary = object({
  metadata: object({
    uid: z.string(),
    name: text,
    labels: entries(z.string()),
    annotations: entries(z.string()),
    creationTimestamp: time,
    lastModifiedTimestamp: time,
    deletionTimestamp: time,
  }),
  specSummary: part({
    projectMeta: part({ uid: text, name: text }),
    cloudConfig: part({ uid: text, cloudType: text, machinePools: list(machinePool) }),
    archTypes: list(z.string()),
    clusterProfileTemplates: list(profile),
  }),
  status: part({
    state: member(...CLUSTER_STATES),
    health: part({
      state: member('Healthy', 'UnHealthy', 'Unknown'),
      agentVersion: text,
      lastHeartBeatTimestamp: time,
      conditions: list(object({ type: text, relatedObject: part({ kind: text }) })),
    }),
    metrics: part({ cpu, memory }),
    notifications: part({ isAvailable: flag, isTemplateVariableResolutionPending: flag }),
    repave: part({ state: member('Pending', 'Approved', 'Reverted') }),
    cost: part({ total: number }),
    hourlyRate: part({ total: number }),
    clusterImport: part({ state: text }),
    fips: part({ mode: member('full', 'none', 'partial', 'unknown') }),
  }),
}).transform(({ metadata, specSummary, status }) => ({
  uid: metadata.uid,
  name: metadata.name,
  tags: new Map(metadata.labels),
  isAgentUpgradePaused: isForbidden(metadata.annotations),
  created: metadata.creationTimestamp,
  modified: metadata.lastModifiedTimestamp,
  deletion: metadata.deletionTimestamp,
  project: specSummary.projectMeta.name,
  projectUid: specSummary.projectMeta.uid || undefined,
  configUid: specSummary.cloudConfig.uid,
  cloudType: specSummary.cloudConfig.cloudType,
  machinePools: specSummary.cloudConfig.machinePools,
  architecture: [...new Set(specSummary.archTypes)].sort().join(','),
  profiles: specSummary.clusterProfileTemplates satisfies readonly DesiredProfile[],
  state: status.state,
  health: status.health,
  metrics: status.metrics,
  updateAvailable: status.notifications.isAvailable,
  isVariableResolutionPending: status.notifications.isTemplateVariableResolutionPending,
  repave: status.repave.state,
  cost: status.cost.total,
  hourlyRate: status.hourlyRate.total,
  importState: status.clusterImport.state,
  fips: status.fips.mode,
}));

/** Annotations are a map: without any there is none, which says that nothing is forbidden. */
function isForbidden(annotations: readonly (readonly [string, string])[]): boolean {
  return annotations.some(
    ([name, value]) => name === 'spectroComponentsUpgradeForbidden' && value === 'true',
  );
}

export type ClusterSummary = z.output<typeof clusterSummary>;

/** `v1SpectroClusterMetaSummary`: the only fleet call that tells a lost heartbeat. */
export const clusterMetaSummary = object({
  metadata: object({ uid: z.string() }),
  specSummary: part({ clusterType: text, importMode: text, cloudRegion: text }),
  status: part({ health: part({ isHeartBeatFailed: flag }) }),
}).transform(({ metadata, specSummary, status }) => ({
  uid: metadata.uid,
  ...specSummary,
  isHeartbeatFailed: status.health.isHeartBeatFailed,
}));

export type ClusterMetaSummary = z.output<typeof clusterMetaSummary>;

/** What the per-cluster collectors need to know. */
export function refOf(cluster: ClusterSummary): ClusterRef {
  const { uid, name, project, projectUid, cloudType, configUid, profiles, updateAvailable, repave } = cluster;
  const { state, health } = cluster;
  return {
    key: uid,
    version: versionOf(cluster),
    uid,
    name,
    project,
    projectUid,
    cloudType,
    configUid,
    profiles,
    updateAvailable: updateAvailable === true,
    repave,
    isUrgent: state !== 'Running' || health.state !== 'Healthy',
  };
}

/** What makes a cluster worth visiting before its turn. The heartbeat is left out: it changes all the time. */
function versionOf({
  state,
  health,
  modified,
  updateAvailable,
  repave,
  machinePools,
  profiles,
  name,
  project,
  projectUid,
}: ClusterSummary): string {
  const nodes = machinePools.map(({ size, healthy, maintenanceMode }) => [size, healthy, maintenanceMode]);
  const seen = [state, health.state, health.conditions, modified, updateAvailable, repave, nodes, profiles];
  // Names are labels of whatever the visits tell, and alerts are routed by project.
  // Each per-cluster collector keeps the one that it has seen: a text of some KB.
  return digest(JSON.stringify([...seen, name, project, projectUid]));
}
