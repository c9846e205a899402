import type { Cluster } from '../model/cluster.ts';
import type { Audit, Event } from '../model/event.ts';
import { DAY, HOUR, MINUTE } from '../model/time-units.ts';
import type { World } from '../model/world.ts';
import type { Random } from './seeded-random.ts';

/** Clusters whose past is told; more would only make the start slow. */
const CLUSTERS_WITH_HISTORY = 20;

/** A quiet past: each cluster was created, deployed its packs and was backed up, and people changed a few things. */
export function addHistory(world: World, random: Random): void {
  for (const cluster of world.clusters.slice(0, CLUSTERS_WITH_HISTORY)) {
    world.events.push(...clusterEvents(random, cluster, world.startedAt));
  }
  world.events.sort((a, b) => a.at - b.at);
  world.audits.push(...createAudits(world, random));
}

function clusterEvents(random: Random, cluster: Cluster, now: number): Event[] {
  const event = (at: number, reason: string, component: string, message: string): Event => ({
    uid: random.uid(),
    at,
    severity: 'Info',
    reason,
    message,
    component,
    host: cluster.name,
    object: { kind: 'spectrocluster', uid: cluster.uid, name: cluster.name },
    project: cluster.project,
  });
  return [
    event(cluster.createdAt, 'ClusterCreated', 'hubble', 'cluster was created'),
    event(cluster.createdAt + 5 * MINUTE, 'NodesAdded', 'palette', 'nodes joined the cluster'),
    ...cluster.deployed.map(({ pack, endedAt = now }) =>
      event(endedAt, 'PackInstalled', 'palette', `pack ${pack.name} ${pack.version} is installed`),
    ),
    event(now - (8 + random.below(4)) * HOUR, 'BackupCompleted', 'velero', 'scheduled backup completed'),
  ];
}

function createAudits(world: World, random: Random): Audit[] {
  const [user] = world.users;
  const audit = (days: number, action: Audit['action'], kind: string, name: string): Audit => ({
    uid: random.uid(),
    at: world.startedAt - days * DAY,
    action,
    actor: 'user',
    ...(user !== undefined && { userUid: user.uid, email: user.email }),
    resource: { kind, uid: random.uid(), name },
  });
  const system: Audit = { ...audit(1, 'activity', 'spectrocluster', 'assembly-line'), actor: 'system' };
  return [
    audit(200, 'create', 'clusterprofile', 'edge-portworx'),
    audit(199, 'publish', 'clusterprofile', 'edge-portworx'),
    audit(140, 'deploy', 'spectrocluster', 'assembly-line'),
    audit(60, 'create', 'apiKey', 'palette-exporter'),
    audit(20, 'update', 'project', 'Assembly'),
    audit(12, 'delete', 'edgetoken', 'trial-registration'),
    { ...system, actor: 'service' },
    system,
  ];
}
