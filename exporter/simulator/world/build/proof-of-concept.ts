import type { Project } from '../model/project.ts';
import { DAY } from '../model/time-units.ts';
import type { World } from '../model/world.ts';
import { createEdgeHost } from './bare-metal.ts';
import { createCluster } from './edge-cluster.ts';
import type { Random } from './seeded-random.ts';
import { createVirtualMachines } from './virtual-machines.ts';

/** One cluster of three bare-metal hosts with Portworx and virtual machines, and a spare host. */
export function addProofOfConcept(world: World, random: Random, project: Project): void {
  const hosts = [1, 2, 3, 4].map((number) =>
    createEdgeHost(random, {
      name: `assembly-${number}`,
      project,
      createdAt: world.startedAt - 150 * DAY,
      agentVersion: world.platform.agentVersion,
      ip: `192.0.2.${20 + number}`,
    }),
  );
  const cluster = createCluster(random, {
    name: 'assembly-line',
    project,
    profiles: world.profiles,
    createdAt: world.startedAt - 140 * DAY,
    agentVersion: world.platform.agentVersion,
    vip: '192.0.2.20',
    tags: { site: 'north', stage: 'production' },
    pools: [{ name: 'control-plane-pool', isControlPlane: true, hosts: hosts.slice(0, 3) }],
  });
  world.edgeHosts.push(...hosts);
  cluster.virtualMachines = createVirtualMachines(world.startedAt - 120 * DAY);
  world.clusters.push(cluster);
}
