import { createAccounts } from './build-accounts.ts';
import { createAppliance } from './build-appliance.ts';
import { addHistory } from './build-history.ts';
import { addDatacentre, addGroups, createStock } from './build-inventory.ts';
import { createPlatform, createTenants } from './build-platform.ts';
import { createProject } from './build-project.ts';
import { createRegistries } from './build-registries.ts';
import { createProfiles } from './catalogue.ts';
import { addFleet, type FleetSize } from './fleet.ts';
import { addProofOfConcept } from './poc.ts';
import { seededRandom } from './random.ts';
import type { World } from './world.ts';

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
