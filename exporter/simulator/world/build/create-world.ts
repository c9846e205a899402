import type { World } from '../model/world.ts';
import { addGroups } from './cluster-groups.ts';
import { addDatacentre, createStock } from './datacentre.ts';
import { createProfiles } from './edge-profiles.ts';
import { createProject } from './example-project.ts';
import { createRegistries } from './example-registries.ts';
import { addFleet, type FleetSize } from './generated-fleet.ts';
import { createPlatform, createTenants } from './installation.ts';
import { createAppliance } from './management-appliance.ts';
import { addProofOfConcept } from './proof-of-concept.ts';
import { addHistory } from './quiet-past.ts';
import { seededRandom } from './seeded-random.ts';
import { createAccounts } from './users-and-keys.ts';

/** The world in good order: the small one of a first installation, or a fleet of the given size. */
export function createWorld(seed: number, startedAt: number, fleet?: FleetSize): World {
  const random = seededRandom(seed);
  const platform = createPlatform(random, startedAt);
  const assembly = createProject(random, 'Assembly', startedAt);
  const registries = createRegistries(random, startedAt);
  const world: World = {
    startedAt,
    platform,
    tenants: createTenants(random, startedAt),
    ...createAccounts(random, startedAt, assembly),
    ...createStock(random, startedAt, platform.agentVersion),
    projects: [createProject(random, 'Default', startedAt), assembly],
    registries,
    profiles: createProfiles(random, registries[0].uid, startedAt),
    policies: [],
    templates: [],
    clusters: [],
    edgeHosts: [],
    workspaces: [],
    events: [],
    notifications: [],
    audits: [],
    appliance: createAppliance(random, startedAt, platform.agentVersion),
  };
  if (fleet === undefined) {
    addProofOfConcept(world, random, assembly);
  } else {
    addFleet(world, random, fleet);
    addDatacentre(world, random);
  }
  addGroups(world, random);
  addHistory(world, random);
  return world;
}
