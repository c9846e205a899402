import type { Simulator } from '../exporter/simulator/simulator.ts';
import type { SitePicture, Thing } from './room-state.ts';

type World = Simulator['world'];
type Cluster = World['clusters'][number];
type Machine = Cluster['pools'][number]['machines'][number];
type VirtualMachine = NonNullable<Cluster['virtualMachines']>[number];

/** A generated fleet has thousands; a picture has room for these. */
const SHOWN = { clusters: 6, spare: 6, events: 4 } as const;

const AVAILABILITY: Readonly<Record<World['platform']['availability'], Pick<Thing, 'level' | 'word'>>> = {
  up: { level: 'ok', word: 'answers' },
  'bad-gateway': { level: 'bad', word: 'answers 502' },
  unavailable: { level: 'busy', word: 'answers 503' },
};

/**
 * The simulated site as people draw it.
 *
 * @param since when the scenario began: older events are not shown
 */
export function pictureOf(world: World, since: number): SitePicture {
  const spare = world.edgeHosts.filter(({ state }) => state !== 'in-use');
  const clusters = world.clusters.slice(0, SHOWN.clusters);
  const unseen = world.clusters.length - clusters.length + Math.max(0, spare.length - SHOWN.spare);
  return {
    palette: { name: 'Palette', ...AVAILABILITY[world.platform.availability] },
    appliance: applianceOf(world.appliance),
    clusters: clusters.map(clusterOf),
    spare: spare.slice(0, SHOWN.spare).map(hostOf),
    more: unseen,
    events: world.events
      .filter(({ at }) => at >= since)
      .slice(-SHOWN.events)
      .reverse()
      .map(({ at, object, message }) => ({ at, text: `${object.name}: ${message}` })),
  };
}

function applianceOf({ name, cluster, hosts }: World['appliance']): SitePicture['appliance'] {
  return {
    name,
    ...(cluster === undefined
      ? { level: 'off', word: 'no cluster' }
      : { level: cluster.health.healthy ? 'ok' : 'bad', word: cluster.state }),
    hosts: hosts.map((host) => {
      if (!host.reachable) return { name: host.name, level: 'bad', word: 'silent' };
      return { name: host.name, level: host.healthy ? 'ok' : 'bad', word: host.healthy ? 'up' : 'unhealthy' };
    }),
  };
}

function clusterOf(cluster: Cluster): SitePicture['clusters'][number] {
  return {
    name: cluster.name,
    ...clusterState(cluster),
    nodes: cluster.pools.flatMap(({ machines }) => machines).map(nodeOf),
    virtualMachines: (cluster.virtualMachines ?? []).map(virtualMachineOf),
  };
}

function clusterState({ state, health, silentSince, addressPool }: Cluster): Pick<Thing, 'level' | 'word'> {
  if (silentSince !== undefined) return { level: 'bad', word: 'not heard of' };
  if (state !== 'Running') return { level: state === 'Error' ? 'bad' : 'busy', word: state };
  if (health?.state === 'UnHealthy') return { level: 'bad', word: 'Running, UnHealthy' };
  return addressPool.used < addressPool.size
    ? { level: 'ok', word: 'Running' }
    : { level: 'bad', word: 'no address left' };
}

function nodeOf({ host, state, ready, silentSince, maintenance }: Machine): Thing {
  const { name } = host;
  if (host.bootPhase === 'recovery') return { name, level: 'bad', word: 'recovery boot' };
  if (silentSince !== undefined) return { name, level: 'bad', word: 'not ready' };
  if (maintenance?.state === 'Failed') return { name, level: 'bad', word: 'drain failed' };
  if (maintenance !== undefined && maintenance.action === 'cordon')
    return { name, level: 'busy', word: 'drained' };
  if (state !== 'Running') return { name, level: state === 'Failed' ? 'bad' : 'busy', word: state };
  const { up, cards } = host.bond;
  if (ready && up < cards) return { name, level: 'bad', word: `${up} of ${cards} cards` };
  return ready ? { name, level: 'ok', word: 'ready' } : { name, level: 'bad', word: 'not ready' };
}

function hostOf({ name, state, health }: World['edgeHosts'][number]): Thing {
  if (state === 'unpaired') return { name, level: 'busy', word: 'unpaired' };
  return health?.state === 'unhealthy'
    ? { name, level: 'bad', word: 'unhealthy' }
    : { name, level: 'ok', word: 'spare' };
}

function virtualMachineOf({ name, state, runStrategy }: VirtualMachine): Thing {
  if (state === 'Running') return { name, level: 'ok', word: state };
  if (state === 'Stopped') return { name, level: runStrategy === 'Always' ? 'bad' : 'off', word: state };
  return { name, level: state === 'Migrating' || state === 'Paused' ? 'busy' : 'bad', word: state };
}
