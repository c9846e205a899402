import { nightly } from '../model/schedule.ts';
import type { ClusterTemplate, MaintenancePolicy } from '../model/template.ts';
import { DAY, HOUR } from '../model/time-units.ts';
import type { World } from '../model/world.ts';
import type { Random } from './seeded-random.ts';

/** A template with a weekly window for the first clusters, and a workspace over the first of them. */
export function addGroups(world: World, random: Random): void {
  const [first] = world.clusters;
  if (first === undefined) return;
  const clusters = world.clusters.filter(({ project }) => project === first.project).slice(0, 10);
  const createdAt = world.startedAt - 30 * DAY;
  const policy: MaintenancePolicy = {
    uid: random.uid(),
    name: 'sunday-night',
    project: first.project,
    createdAt,
    every: 7 * DAY,
    offset: 2 * DAY + 22 * HOUR,
    duration: 4 * HOUR,
  };
  const template: ClusterTemplate = {
    uid: random.uid(),
    name: 'edge-standard',
    project: first.project,
    createdAt,
    profiles: world.profiles,
    policy,
    members: clusters.map((cluster) => ({ cluster, state: 'Applied' })),
    lastAppliedAt: createdAt + DAY,
  };
  for (const cluster of clusters) cluster.templateUid = template.uid;
  world.policies.push(policy);
  world.templates.push(template);
  world.workspaces.push({
    uid: random.uid(),
    name: 'line-tools',
    project: first.project,
    createdAt,
    namespaces: ['line-tools'],
    clusters: [first],
    backup: nightly(3),
  });
}
