import type { Plan } from './contacts/escalation-plan.ts';
import { list } from './contacts/plan-text.ts';
import type { RouteTree } from './route-tree.ts';

/** Name of the Secret that holds the whole configuration of an Alertmanager under the operator. */
export const CONFIG_SECRET = 'alertmanager-palette';

interface Routed {
  readonly plan: Plan;
  readonly routes: RouteTree;
}

/** What the outputs cannot do as the plan says, and what stands in for it. `generate`, `coverage` and the pages say it. */
export function siteNotes(site: Routed): readonly string[] {
  return needsWholeConfiguration(site) ? [zoneNote(site)] : [];
}

/** Whether somebody has hours in a time zone, which an AlertmanagerConfig cannot express. */
export function needsWholeConfiguration({ routes }: Pick<Routed, 'routes'>): boolean {
  return [...routes.intervals.values()].flat().some(({ location }) => location !== 'UTC');
}

function zoneNote({ plan }: Routed): string {
  const zoned = plan.contacts.people
    .filter(({ duty }) => (duty?.timeZone ?? 'UTC') !== 'UTC')
    .map(({ id }) => id);
  return (
    `An AlertmanagerConfig knows no time zones, in which ${list(zoned)} ${zoned.length === 1 ? 'has' : 'have'} hours ` +
    'or holidays: kubernetes/alertmanager-secret.yaml, the whole configuration, is installed instead. ' +
    `Set "configSecret: ${CONFIG_SECRET}" in the Alertmanager object.`
  );
}
