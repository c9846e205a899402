import type { Annotation } from './dashboard.ts';
import { CLUSTER } from './queries.ts';

type Select = (metric: string, ...matchers: readonly string[]) => string;

/** How long after it happened something may be heard of, in seconds. */
const HEARD = 600;

/** What people changed: the usual first suspect. */
export function changes(select: Select): readonly Annotation[] {
  return [
    {
      name: 'Upgrade',
      expr: recent(select('palette_cluster_last_upgrade_timestamp_seconds')),
      atValue: true,
      text: '{{cluster_name}} was upgraded',
      level: 'watch',
    },
    {
      name: 'Profile change',
      expr: recent(select('palette_cluster_profile_apply_modified_timestamp_seconds')),
      atValue: true,
      text: 'The profiles of {{cluster_name}} were changed',
      level: 'neutral',
    },
  ];
}

/** How long alerts of this catalogue fired. They belong to no target, so job and instance do not choose among them. */
export const firing: Annotation = {
  name: 'Alert',
  expr: 'max by (alertname) (ALERTS{alertstate="firing", component=~".+"})',
  atValue: false,
  text: '{{alertname}} fires',
  level: 'bad',
};

/** Only around the moment itself: a mark for every point of the time shown would be the same one again. */
function recent(timestamp: string): string {
  return `1000 * (max by (${CLUSTER}) (${timestamp}) > time() - ${HEARD})`;
}
