import { map, slice, struct, time } from '../../go-json.ts';
import type { RegistryItem, SyncItem } from '../../world/model/local-cluster.ts';
import { get, type LocalUiRoute, localCluster } from '../local-ui-route.ts';

/** The registry in the cluster and what is copied into it (Local UI reference, section 3). */
export const registryRoutes: readonly LocalUiRoute[] = [
  get('/v1/edge-mgmt/cluster/registry/health', (request) => {
    const { state, size, used } = localCluster(request).registry;
    if (state === 'NotInstalled') return struct({ State: state });
    return struct({
      State: state,
      Message: state === 'Healthy' ? '' : 'the core component is unhealthy',
      DiskCapacity: `${size} GiB`,
      DiskUsed: `${used} GiB`,
      DiskAvailable: `${size - used} GiB`,
      UsagePercentage: `${((used / size) * 100).toFixed(2)}%`,
    });
  }),
  get('/v1/edge-mgmt/cluster/registry/content/details', (request) =>
    struct({
      status: slice(localCluster(request).registry.contents, (item) =>
        struct({ ...common(item), dateAdded: time(item.addedAt) }),
      ),
    }),
  ),
  get('/v1/edge-mgmt/cluster/registry/content/sync-status/details', (request) => {
    const { pending, errors } = localCluster(request).registry;
    const waiting = pending.filter(({ status }) => status !== 'completed').length;
    return struct({
      pendingItems: slice(pending, syncItem),
      errors: map(Object.fromEntries(errors.map((error, index) => [`error-${index + 1}`, error]))),
      statusMessage: waiting === 0 ? '' : `${waiting} items are pending`,
    });
  }),
];

/** `v1HarborContentSyncStatus` */
function syncItem(item: SyncItem) {
  return struct({
    ...common(item),
    status: item.status,
    creationTimestamp: time(item.addedAt),
    lastSyncTimestamp: time(item.status === 'pending' ? undefined : item.addedAt),
    source: 'local',
    target: 'registry',
  });
}

function common({ kind, name, version, mebibytes }: RegistryItem) {
  return { contentType: kind, name, version, size: `${mebibytes} MiB` };
}
