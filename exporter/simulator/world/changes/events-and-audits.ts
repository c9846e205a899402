import { seededRandom } from '../build/seeded-random.ts';
import type { Cluster } from '../model/cluster.ts';
import type { EdgeHost } from '../model/edge-host.ts';
import type { Audit, Event } from '../model/event.ts';
import type { World } from '../model/world.ts';

type Told = Pick<Event, 'severity' | 'reason' | 'message'>;

/** Adds an event of a cluster. */
export function tellCluster(world: World, { uid, name, project }: Cluster, now: number, told: Told): void {
  tell(world, now, { ...told, component: 'palette', object: { kind: 'spectrocluster', uid, name }, project });
}

/** Adds an event of an edge host. */
export function tellHost(world: World, { uid, name, project }: EdgeHost, now: number, told: Told): void {
  tell(world, now, { ...told, component: 'stylus', object: { kind: 'edgehost', uid, name }, project });
}

/** Notes down what the first user of the tenant did. */
export function audit(
  world: World,
  now: number,
  action: Audit['action'],
  resource: Audit['resource'],
  project?: Audit['project'],
): void {
  const [user] = world.users;
  world.audits.push({
    uid: uidFor(now, world.audits.length),
    at: now,
    action,
    actor: 'user',
    ...(user !== undefined && { userUid: user.uid, email: user.email }),
    resource,
    ...(project !== undefined && { project }),
  });
}

function tell(world: World, at: number, event: Omit<Event, 'uid' | 'at' | 'host'>): void {
  world.events.push({ ...event, uid: uidFor(at, world.events.length), at, host: event.object.name });
}

function uidFor(at: number, index: number): string {
  return seededRandom(at + index).uid();
}
