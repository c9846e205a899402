import { failure } from '../../error-answer.ts';
import { slice, struct, time } from '../../go-json.ts';
import type { Cluster } from '../../world/model/cluster.ts';
import { lastRuns, type Schedule } from '../../world/model/schedule.ts';
import type { BackupLocation } from '../../world/model/workspace.ts';
import type { World } from '../../world/model/world.ts';
import { get, type Route } from '../palette-route.ts';
import { objectMeta, reference } from '../parts/object-meta.ts';
import { backupConfig, backupRun, backupState } from '../parts/scheduled-backups.ts';
import { findCluster } from '../request-scope.ts';

/** Backups that a status lists; older ones are there too, but say nothing new. */
const LISTED = 3;

/** Backups and restores of clusters (API reference, section 3.10). */
export const backupRoutes: readonly Route[] = [
  get('/v1/spectroclusters/{uid}/features/backup', 'project', (request) => {
    const cluster = findCluster(request);
    const { backup } = cluster;
    if (backup === undefined) throw failure(404, 'BackupNotConfigured', 'backup is not configured');
    return clusterBackup(request.world, cluster, backup, request.now);
  }),
  get('/v1/spectroclusters/{uid}/features/restore', 'project', (request) =>
    clusterRestore(findCluster(request)),
  ),
  get('/v1/users/assets/locations', 'project', ({ world }) =>
    struct({ items: slice(world.backupLocations, location) }),
  ),
];

/** `v1ClusterBackup` */
function clusterBackup(world: World, cluster: Cluster, schedule: Schedule, now: number) {
  const [place] = world.backupLocations;
  const runs = lastRuns(schedule, now, LISTED).filter((run) => run > cluster.createdAt);
  return struct({
    metadata: objectMeta(cluster),
    spec: struct({ clusterUid: cluster.uid, config: backupConfig(schedule, place) }),
    status: struct({
      clusterBackupStatuses: slice(runs, (run) =>
        struct({
          backupRequestUid: `${cluster.uid.slice(0, 12)}${run.toString(16)}`,
          state: backupState(schedule, run),
          actor: struct({ actorType: 'system' }),
          backupConfig: struct({
            includeAllDisks: true,
            includeClusterResourceMode: 'Always',
            includeClusterResources: true,
            namespaces: null,
          }),
          backupLocationConfig: place && struct({ ...reference(place), type: 'default' }),
          backupStatusMeta: [backupRun(schedule, run)],
          restoreStatusMeta: null,
        }),
      ),
    }),
  });
}

/** `v1ClusterRestore` */
function clusterRestore(cluster: Cluster) {
  return struct({
    metadata: objectMeta(cluster),
    spec: struct({ clusterUid: cluster.uid }),
    status: struct({
      clusterRestoreStatuses: slice(cluster.restores, ({ uid, at, succeeded }) =>
        struct({
          restoreRequestUid: uid,
          state: succeeded ? 'Completed' : 'Failed',
          actor: struct({ actorType: 'user' }),
          sourceClusterRef: struct({ kind: 'spectrocluster', name: cluster.name }, { uid: cluster.uid }),
          restoreStatusMeta: struct({ isSucceeded: succeeded, restoreTime: time(at) }),
        }),
      ),
    }),
  });
}

/** `v1UserAssetsLocation` */
function location(place: BackupLocation) {
  return struct({
    metadata: objectMeta(place),
    spec: struct({ isDefault: place.isDefault, storage: place.storage, type: 'default' }),
  });
}
