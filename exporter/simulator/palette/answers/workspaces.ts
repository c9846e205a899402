import { failure } from '../../error-answer.ts';
import { slice, struct, time } from '../../go-json.ts';
import { lastRuns, type Schedule } from '../../world/model/schedule.ts';
import type { Workspace } from '../../world/model/workspace.ts';
import type { World } from '../../world/model/world.ts';
import { get, type Route } from '../palette-route.ts';
import { objectMeta, projectScope, reference } from '../parts/object-meta.ts';
import { backupConfig, backupRun, backupState } from '../parts/scheduled-backups.ts';
import { find, inScope } from '../request-scope.ts';

/** Workspaces and their backups (API reference, section 3.10). */
export const workspaceRoutes: readonly Route[] = [
  get('/v1/dashboard/workspaces', 'project', (request) =>
    struct({
      cpuUnit: 'core',
      memoryUnit: 'Gi',
      items: slice(inScope(request, request.world.workspaces), workspaceSummary),
    }),
  ),
  get('/v1/workspaces/{uid}/backup', 'project', (request) => {
    const { world, now, params } = request;
    const workspace = find(request, 'workspace', world.workspaces, params.uid);
    const { backup } = workspace;
    if (backup === undefined) throw failure(404, 'BackupNotConfigured', 'backup is not configured');
    return workspaceBackup(world, workspace, backup, now);
  }),
];

/** `v1DashboardWorkspace` */
function workspaceSummary(workspace: Workspace) {
  const { namespaces, clusters } = workspace;
  const nothing = struct({}, { allocated: 0, usage: 0 });
  return struct({
    metadata: objectMeta(workspace, { annotations: projectScope(workspace.project) }),
    meta: struct({
      ...reference(workspace),
      creationTime: time(workspace.createdAt),
      clusterNames: slice(clusters, ({ name }) => name),
      clusterRefs: slice(clusters, reference),
      namespaces: slice(namespaces, (name) => name),
    }),
    spec: struct({
      clusterRefs: slice(clusters, reference),
      namespaces: slice(namespaces, (name) => name),
    }),
    status: struct({ namespaces: null, total: struct({ cpu: nothing, memory: nothing }) }),
  });
}

/** `v1WorkspaceBackup` */
function workspaceBackup(world: World, workspace: Workspace, schedule: Schedule, now: number) {
  return struct({
    metadata: objectMeta(workspace, { annotations: projectScope(workspace.project) }),
    spec: struct({
      workspaceUid: workspace.uid,
      config: struct({
        backupConfig: backupConfig(schedule, world.backupLocations[0]),
        clusterUids: slice(workspace.clusters, ({ uid }) => uid),
        includeAllClusters: true,
      }),
    }),
    status: struct({
      workspaceBackupStatuses: slice(lastRuns(schedule, now, 2), (run) =>
        struct({
          requestUid: `${workspace.uid.slice(0, 12)}${run.toString(16)}`,
          actor: struct({ actorType: 'system' }),
          workspaceBackupConfig: backupStatus(workspace, schedule, run),
        }),
      ),
    }),
  });
}

/** `v1WorkspaceClusterBackupConfig` */
function backupStatus({ clusters }: Workspace, schedule: Schedule, run: number) {
  return struct({
    backupName: `workspace-${time(run).slice(0, 10)}`,
    backupState: struct({ state: backupState(schedule, run) }),
    requestTime: time(run),
    backupTime: time(run),
    clusterBackupRefs: slice(clusters, ({ uid, name }) =>
      struct({ clusterUid: uid, clusterName: name, backupStatusMeta: backupRun(schedule, run) }),
    ),
  });
}
