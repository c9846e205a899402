import { slice, struct } from '../../go-json.ts';
import type { Cluster, MachinePool } from '../../world/model/cluster.ts';
import type { AttachedProfile } from '../../world/model/profile.ts';
import { objectMeta, projectScope } from './object-meta.ts';
import { packRef } from './pack-references.ts';

/** What the fleet view and the overview of one cluster say about its intent. */
export function clusterSpec(cluster: Cluster) {
  return struct({
    cloudConfig: struct({
      cloudType: cluster.cloudType,
      uid: cluster.cloudConfigUid,
      machinePools: slice(cluster.pools, poolMeta),
      hybridMachinePools: null,
    }),
    archTypes: ['amd64'],
    clusterProfileTemplates: slice(cluster.profiles, profileMeta),
  });
}

/** `v1ObjectMeta` of a cluster; an annotation tells that agent upgrades are paused. */
export function clusterMeta(cluster: Cluster) {
  const annotations = projectScope(cluster.project);
  if (cluster.agentUpgradePaused) annotations.spectroComponentsUpgradeForbidden = 'true';
  return objectMeta(cluster, { labels: cluster.tags, annotations });
}

/** Whether a newer version of a profile waits to be applied. */
export function notifications(cluster: Cluster) {
  return struct(
    {},
    { isAvailable: cluster.pendingUpdates.length > 0, isTemplateVariableResolutionPending: false },
  );
}

/** Bare metal costs nothing that Palette knows of. */
export function cost() {
  return struct({ cloud: struct({}, { compute: 0, storage: 0, total: 0 }) }, { total: 0 });
}

/** `v1MachinePoolMeta`: pools have no name in the fleet view. */
function poolMeta({ isControlPlane, machines }: MachinePool) {
  return struct(
    { labels: null },
    {
      isControlPlane,
      size: machines.length,
      healthy: machines.filter(({ healthy }) => healthy).length,
      maintenanceMode: machines.filter(({ maintenance }) => maintenance?.action === 'cordon').length,
    },
  );
}

/** `v1ClusterProfileTemplateMeta` */
function profileMeta({ profile, version }: AttachedProfile) {
  return struct({
    uid: version.uid,
    name: profile.name,
    type: profile.type,
    cloudType: profile.cloudType,
    scope: profile.project === undefined ? 'tenant' : 'project',
    version: profile.versions.indexOf(version) + 1,
    packs: slice(version.packs, (pack) => packRef(pack)),
  });
}
