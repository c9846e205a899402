import type { EdgeHost } from '../model/edge-host.ts';
import type { Project } from '../model/project.ts';
import { DAY } from '../model/time-units.ts';
import type { World } from '../model/world.ts';
import { createEdgeHost } from './bare-metal.ts';
import { createCluster } from './edge-cluster.ts';
import { createProject } from './example-project.ts';
import type { Random } from './seeded-random.ts';
import { createVirtualMachines } from './virtual-machines.ts';

export interface FleetSize {
  readonly clusters: number;
  readonly hosts: number;
}

const CLUSTERS_PER_PROJECT = 50;
const SITES: readonly [string, ...string[]] = ['north', 'south', 'east', 'west'];

/**
 * Fills the world with a healthy fleet. Clusters get up to three hosts each (one control plane node and workers),
 * what is left over stays spare.
 */
export function addFleet(world: World, random: Random, { clusters, hosts }: FleetSize): void {
  const perCluster = Math.min(3, Math.floor(hosts / Math.max(1, clusters)));
  const projects = addProjects(world, random, Math.ceil(clusters / CLUSTERS_PER_PROJECT));
  for (let index = 0; index < clusters; index += 1) {
    const project = projects[Math.floor(index / CLUSTERS_PER_PROJECT)] ?? projects[0];
    if (project === undefined) return;
    const name = `edge-${String(index + 1).padStart(4, '0')}`;
    const members = createHosts(world, random, project, perCluster, (number) => `${name}-node-${number}`);
    world.clusters.push(createFleetCluster(world, random, name, project, members));
  }
  const [first] = world.clusters;
  if (first !== undefined) first.virtualMachines = createVirtualMachines(first.createdAt);
  const spares = hosts - world.edgeHosts.length;
  const project = projects[0];
  if (project !== undefined) createHosts(world, random, project, spares, (number) => `spare-${number}`);
}

function createFleetCluster(
  world: World,
  random: Random,
  name: string,
  project: Project,
  hosts: readonly EdgeHost[],
) {
  const pools = [{ name: 'control-plane-pool', isControlPlane: true, hosts: hosts.slice(0, 1) }];
  if (hosts.length > 1) pools.push({ name: 'worker-pool', isControlPlane: false, hosts: hosts.slice(1) });
  return createCluster(random, {
    name,
    project,
    profiles: world.profiles,
    createdAt: world.startedAt - (30 + random.below(150)) * DAY,
    agentVersion: world.platform.agentVersion,
    vip: address(random),
    tags: { site: random.pick(SITES), stage: random.pick(['production', 'production', 'test']) },
    pools,
  });
}

function createHosts(
  world: World,
  random: Random,
  project: Project,
  count: number,
  nameOf: (number: number) => string,
): EdgeHost[] {
  const hosts = Array.from({ length: Math.max(0, count) }, (_, index) =>
    createEdgeHost(random, {
      name: nameOf(index + 1),
      project,
      createdAt: world.startedAt - 200 * DAY,
      agentVersion: world.platform.agentVersion,
      ip: address(random),
    }),
  );
  world.edgeHosts.push(...hosts);
  return hosts;
}

/** The projects the clusters live in, beyond Default. */
function addProjects(world: World, random: Random, count: number): readonly Project[] {
  while (world.projects.length <= count) {
    world.projects.push(createProject(random, `Plant ${world.projects.length}`, world.startedAt));
  }
  return world.projects.slice(1);
}

/** An address out of 198.18.0.0/15, which is reserved for tests. */
function address(random: Random): string {
  return `198.${18 + random.below(2)}.${random.below(256)}.${1 + random.below(254)}`;
}
