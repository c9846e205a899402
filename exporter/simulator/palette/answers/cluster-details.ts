import { clusterCondition } from '../../answer-parts.ts';
import { slice, struct, time } from '../../go-json.ts';
import type { Cluster } from '../../world/model/cluster.ts';
import { get, type Route } from '../palette-route.ts';
import { clusterHealth, clusterMetrics } from '../parts/cluster-health.ts';
import { clusterMeta, clusterSpec, cost, notifications } from '../parts/cluster-summary.ts';
import { packStatus, profileTemplate } from '../parts/pack-references.ts';
import { findCluster } from '../request-scope.ts';

/** One cluster in depth (API reference, section 3.3). */
export const clusterDetailRoutes: readonly Route[] = [
  get('/v1/spectroclusters/{uid}', 'project', (request) => spectroCluster(findCluster(request))),
  get('/v1/dashboard/spectroclusters/{uid}/overview', 'project', (request) =>
    clusterOverview(findCluster(request), request.now),
  ),
  get('/v1/dashboard/spectroclusters/{uid}', 'project', (request) =>
    clusterOverview(findCluster(request), request.now),
  ),
  get('/v1/spectroclusters/{uid}/status', 'project', (request) =>
    struct({ status: struct({ state: findCluster(request).state }) }),
  ),
  get('/v1/spectroclusters/{uid}/status/spcApply', 'project', (request) => spcApply(findCluster(request))),
];

/** `v1SpectroCluster` */
function spectroCluster(cluster: Cluster) {
  return struct({
    apiVersion: 'cluster.spectrocloud.com/v1alpha1',
    kind: 'SpectroCluster',
    metadata: clusterMeta(cluster),
    spec: struct({
      cloudType: cluster.cloudType,
      cloudConfigRef: struct({ kind: 'edge-native', uid: cluster.cloudConfigUid }),
      clusterType: 'PureManage',
      clusterConfig: clusterConfig(cluster),
      clusterProfileTemplates: slice(cluster.profiles, ({ profile, version }) =>
        profileTemplate(profile, version),
      ),
      clusterTemplate:
        cluster.templateUid === undefined
          ? undefined
          : struct({ uid: cluster.templateUid, projectUid: cluster.project.uid }),
    }),
    status: struct({
      state: cluster.state,
      abortTimestamp: time(undefined),
      addOnServices: null,
      apiEndpoints: [struct({}, { host: cluster.vip, port: 6443 })],
      conditions: slice(cluster.conditions, clusterCondition),
      fips: struct({ mode: 'none' }),
      packs: slice(cluster.deployed, packStatus),
      profileStatus: struct({}, { hasUserMacros: false }),
      repave: cluster.repave && struct({ state: cluster.repave.state }),
      services: null,
      spcApply: spcApply(cluster),
      upgrades: slice(cluster.upgrades, upgrade),
    }),
  });
}

/** `v1SpectroClusterUidSummary`: the only place that tells the running Kubernetes version. */
function clusterOverview(cluster: Cluster, now: number) {
  return struct({
    metadata: clusterMeta(cluster),
    spec: clusterSpec(cluster),
    status: struct({
      state: cluster.state,
      abortTimestamp: time(undefined),
      addOnServices: null,
      apiEndpoints: [struct({}, { host: cluster.vip, port: 6443 })],
      conditions: slice(cluster.conditions, clusterCondition),
      cost: cost(),
      hourlyRate: cost(),
      fips: struct({ mode: 'none' }),
      health: clusterHealth(cluster, now),
      kubeMeta: struct(
        { kubernetesVersion: cluster.kubernetesVersion },
        { hasKubeConfig: true, hasKubeConfigClient: true, hasManifest: false },
      ),
      metrics: clusterMetrics(cluster, now),
      notifications: notifications(cluster),
      packs: slice(cluster.deployed, packStatus),
      services: null,
      spcApply: spcApply(cluster),
      upgrades: slice(cluster.upgrades, upgrade),
      workspaces: null,
    }),
  });
}

function clusterConfig(cluster: Cluster) {
  const { schedule, onDemandAfter, onBoot, reboot } = cluster.osPatch;
  return struct({
    clusterRbac: null,
    updateWorkerPoolsInParallel: cluster.updateWorkerPoolsInParallel,
    lifecycleConfig: struct({}, { pause: cluster.paused }),
    machineManagementConfig: struct({
      osPatchConfig: struct(
        { schedule, onDemandPatchAfter: time(onDemandAfter) },
        { patchOnBoot: onBoot, rebootIfRequired: reboot },
      ),
    }),
  });
}

function upgrade({ at, reasons }: Cluster['upgrades'][number]) {
  return struct({ reason: [...reasons], timestamp: time(at) });
}

/** `v1SpcApply`: the handshake between a profile change and the agent. */
function spcApply({ spcApply }: Cluster) {
  return struct(
    {
      actionType: spcApply.deferred ? 'DownloadAndInstallLater' : 'DownloadAndInstall',
      lastModifiedTime: time(spcApply.modifiedAt),
      patchAppliedTime: time(spcApply.appliedAt),
    },
    { canBeApplied: spcApply.released },
  );
}
