import type { Appliance } from '../model/appliance.ts';
import { DAY } from '../model/time-units.ts';
import type { World } from '../model/world.ts';
import { createAppliance, createApplianceHost } from './management-appliance.ts';
import { createLocalCluster } from './management-cluster.ts';
import { seededRandom } from './seeded-random.ts';

interface Kind {
  /** One sentence for people who choose one. */
  readonly description: string;
  change(appliance: Appliance, kit: Kit): Appliance;
}

interface Kit {
  host(name: string, role: 'init' | 'controlplane' | 'worker' | 'unknown', isAgentMode?: boolean): Host;
  cluster(name: string): NonNullable<Appliance['cluster']>;
}
type Host = Appliance['hosts'][number];

/** Groups of hosts in all the ways that Palette manages them; the first is the one of the small world. */
export const applianceKinds = {
  pma: { description: 'The Palette Management Appliance.', change: (appliance) => appliance },
  'single-host': {
    description: 'A single connected host with a cluster of its own, of an older release.',
    change: ({ cluster: _, ...appliance }, { host, cluster }) => ({
      ...appliance,
      connectionMode: 'connected',
      isNewer: false,
      hosts: [host('kiosk-1', 'init')],
      cluster: { ...withoutRegistry(cluster('kiosk')), ntpServers: [], ntpServersApplied: false },
    }),
  },
  'agent-mode': {
    description: 'Air-gapped hosts with an operating system of their own, one of them a worker.',
    change: ({ cluster: _, ...appliance }, { host, cluster }) => ({
      ...appliance,
      tokenStyle: 'bearer',
      hosts: [host('agent-1', 'init', true), host('agent-2', 'worker', true)],
      cluster: cluster('workshop'),
    }),
  },
  central: {
    description: 'Connected hosts whose cluster Palette manages.',
    change: ({ cluster: _, ...appliance }, { host }) => ({
      ...appliance,
      managementMode: 'central',
      connectionMode: 'connected',
      hosts: [host('assembly-1', 'controlplane'), host('assembly-2', 'worker')],
    }),
  },
  'central-agent-mode': {
    description: 'An air-gapped host in agent mode whose cluster a self-hosted Palette manages.',
    change: ({ cluster: _, ...appliance }, { host }) => ({
      ...appliance,
      managementMode: 'central',
      isNewer: false,
      withoutCluster: 500,
      hosts: [host('press-1', 'controlplane', true)],
    }),
  },
  fresh: {
    description: 'A host that was just installed: neither linked nor configured, and without a cluster.',
    change: ({ cluster: _, ...appliance }, { host }) => ({
      ...appliance,
      hosts: [
        {
          ...host('new-1', 'unknown'),
          agentVersion: '',
          configurationChange: 'Not Configured',
          disks: [],
          network: [],
          ntpServers: [],
          features: {},
          stages: [],
          errors: [],
        },
      ],
    }),
  },
} as const satisfies Record<string, Kind>;

export type ApplianceKind = keyof typeof applianceKinds;

/** Puts other hosts in the place of the appliance. */
export function changeAppliance(world: World, kind: ApplianceKind, seed: number): World {
  const random = seededRandom(seed + 1);
  const { agentVersion } = world.platform;
  const createdAt = world.startedAt - 60 * DAY;
  let last = 40;
  const kit: Kit = {
    host: (name, role, isAgentMode = false) => {
      last += 1;
      const hostType = isAgentMode ? 'agent-mode' : 'appliance';
      const line = { name, role, hostType, ip: `192.0.2.${last}`, createdAt, agentVersion } as const;
      return createApplianceHost(random, line);
    },
    cluster: (name) => ({ ...createLocalCluster(random, createdAt, agentVersion), name }),
  };
  // Drawn from a stream of their own, so that they stay the same whatever else the world comes to hold.
  const appliance = createAppliance(random, world.startedAt, agentVersion);
  return { ...world, appliance: applianceKinds[kind].change(appliance, kit) };
}

function withoutRegistry(cluster: NonNullable<Appliance['cluster']>): NonNullable<Appliance['cluster']> {
  return { ...cluster, registry: { ...cluster.registry, state: 'NotInstalled', contents: [] } };
}
