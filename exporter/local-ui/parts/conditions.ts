import { list, member, object, text, time } from '../../sources/wire.ts';
import { key } from './text-values.ts';

/** `v1Condition`; reason and message are text without bounds. */
export const conditions = list(
  object({ type: key, status: member('True', 'False', 'Unknown'), lastTransitionTime: time }),
);

/** `v1LifecycleEvents`; the expected order names the category of each type of condition. */
export const lifecycleEvents = object({
  clusterEvents: conditions,
  edgeHostEvents: conditions,
  expectedOrder: list(object({ category: text, conditionsOrder: list(object({ type: key })) })),
}).transform(({ expectedOrder, ...scopes }) => ({
  ...scopes,
  categories: new Map(
    expectedOrder.flatMap(({ category, conditionsOrder }) =>
      conditionsOrder.map(({ type }) => [type, category] as const),
    ),
  ),
}));

/** Whether a status of Local UI means health; undefined before anything was reported. */
export function isHealthy(status: string): boolean | undefined {
  return status === '' ? undefined : status.toLowerCase() === 'healthy';
}
