import { clusterCondition } from '../../answer-parts.ts';
import { slice, struct, time } from '../../go-json.ts';
import { SECRET_MARK } from '../../world/build/marked-secret.ts';
import type { Condition } from '../../world/model/condition.ts';
import { get, type LocalUiRequest, type LocalUiRoute, localCluster } from '../local-ui-route.ts';

/** Stages and events (Local UI reference, section 3). */
export const lifecycleRoutes: readonly LocalUiRoute[] = [
  get('/v1/edge-mgmt/events/lifecycle', ({ appliance, host }: LocalUiRequest) => {
    const stages = appliance.cluster?.stages ?? [];
    return struct({
      clusterEvents: slice(stages, clusterCondition),
      edgeHostEvents: slice(host.stages, clusterCondition),
      expectedOrder: [category('Host', 1, host.stages), category('Cluster', 2, stages)],
    });
  }),
  get('/v1/edge-mgmt/cluster/events', (request) =>
    struct({
      items: slice(localCluster(request).events, ({ severity, reason, at }) =>
        struct({
          severity,
          reason,
          message: `token=${SECRET_MARK}event`,
          metadata: struct({
            creationTimestamp: time(at),
            lastModifiedTimestamp: time(at),
            deletionTimestamp: time(undefined),
          }),
        }),
      ),
    }),
  ),
];

/** `v1ConditionCategoryOrder` */
function category(name: string, order: number, stages: readonly Condition[]) {
  return struct({
    category: name,
    order,
    conditionsOrder: slice(stages, ({ type, reason }) =>
      struct({ type, typeLabel: type, reason, reasonLabel: reason, order: stages.length }),
    ),
  });
}
