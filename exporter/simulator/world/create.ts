import { createAccounts } from './build-accounts.ts';
import { createAppliance } from './build-appliance.ts';
import { createProject } from './build-project.ts';
import { createProfiles } from './catalogue.ts';
import { addFleet, type FleetSize } from './fleet.ts';
import type { Platform } from './platform.ts';
import { addProofOfConcept } from './poc.ts';
import { seededRandom } from './random.ts';
import type { World } from './world.ts';

/** The world in good order: the small one of a first installation, or a fleet of the given size. */
export function createWorld(seed: number, startedAt: number, fleet?: FleetSize): World {
  const random = seededRandom(seed);
  const platform: Platform = {
    installedVersion: '4.8.6',
    latestVersion: '4.8.6',
    agentVersion: '4.8.3',
    availability: 'up',
  };
  const assembly = createProject(random, 'Assembly', startedAt);
  const world: World = {
    startedAt,
    tenant: { uid: random.uid(), name: 'example' },
    platform,
    ...createAccounts(random, startedAt, assembly.uid),
    projects: [createProject(random, 'Default', startedAt), assembly],
    profiles: createProfiles(random, random.uid(), startedAt),
    clusters: [],
    edgeHosts: [],
    appliance: createAppliance(random, startedAt, platform.agentVersion),
  };
  if (fleet === undefined) addProofOfConcept(world, random, assembly);
  else addFleet(world, random, fleet);
  return world;
}
