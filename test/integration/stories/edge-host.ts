import { mainCluster, nodeOf, spareHost } from '../../../exporter/simulator/world/changes/actors.ts';
import { cluster, flapping, type Stories, THREE_HOSTS } from './story.ts';

export const edgeHostStories: Stories = {
  'the spare host is off': {
    change: (world) => {
      spareHost(world).health = { state: 'unhealthy', message: 'edge host is not reachable' };
    },
    step: '12h',
    lasts: '1d6h',
    heals: '6h',
    fires: ['PaletteEdgeHostSpareUnhealthy', 'PaletteEdgeHostNoSpare'],
  },
  'a host of a cluster is unhealthy for three minutes again and again': {
    setup: { config: { collectors: { edge_hosts: { every: '30s' } } } },
    change: (world, _, site) => {
      const { host } = nodeOf(mainCluster(world), 0);
      flapping(site, host, 'health', { state: 'unhealthy', message: 'edge host is not reachable' });
    },
    step: '3m',
    lasts: '1h27m',
    heals: '9m',
    fires: ['PaletteEdgeHostFastBurn', 'PaletteEdgeHostSlowBurn'],
    outlasts: ['PaletteEdgeHostSlowBurn'],
  },
  'a host waits to be paired': {
    scenario: 'host-unpaired',
    step: '1h',
    lasts: '2h30m',
    heals: '30m',
    fires: ['PaletteEdgeHostUnpaired'],
  },
  'a host boots its recovery system': {
    scenario: 'host-recovery',
    step: '3m',
    lasts: '17m',
    heals: '4m',
    fires: [
      'PaletteEdgeHostRecoveryBoot',
      'PaletteClusterQuorumAtRisk',
      'PaletteClusterUnhealthy',
      'PaletteNodeNotReady',
    ],
  },
  'a host falls back to its passive image': {
    scenario: 'passive-boot',
    step: '1h',
    lasts: '4h',
    heals: '1h',
    fires: ['PaletteEdgeHostSystemsMixed', 'PaletteNodeVersionsMixed', 'KairosPassiveBoot'],
  },
  'agents stay behind': {
    scenario: 'agent-outdated',
    change: (world) => {
      world.tenants[0].isAgentUpgradePaused = true;
    },
    step: '1d',
    lasts: '9d',
    heals: '2d',
    fires: ['PaletteEdgeHostAgentOutdated', 'PaletteEdgeHostAgentsMixed', 'PaletteAgentUpgradesPaused'],
  },
  'an agent does not upgrade itself': {
    change: cluster((main, _, now) => {
      const { host } = nodeOf(main, 0);
      Object.assign(host, { agentVersion: '4.7.16', modifiedAt: now });
    }),
    mend: cluster((main, _, now) => {
      const { host } = nodeOf(main, 0);
      Object.assign(host, { agentVersion: nodeOf(main, 1).host.agentVersion, modifiedAt: now });
    }),
    step: '6h',
    lasts: '18h',
    heals: '6h',
    fires: ['PaletteEdgeHostAgentUpgradeFailing', 'PaletteEdgeHostAgentsMixed'],
  },
  'a host of a cluster is no longer listed': {
    change: (world) => {
      const { host } = nodeOf(mainCluster(world), 0);
      world.edgeHosts.splice(world.edgeHosts.indexOf(host), 1);
    },
    mend: (world) => {
      world.edgeHosts.push(nodeOf(mainCluster(world), 0).host);
    },
    step: '1h',
    lasts: '2h',
    heals: '30m',
    fires: ['PaletteEdgeHostUnlisted'],
  },
  'disks are full': {
    scenario: 'disk-full',
    change: cluster((main) => {
      for (const partition of nodeOf(main, 1).host.disks.flatMap(({ partitions }) => partitions))
        if (partition.mountPoint === '/usr/local') partition.used = partition.total * 0.98;
    }),
    step: '30m',
    lasts: '1h20m',
    heals: '20m',
    fires: [
      'PaletteEdgeHostImagePartitionFull',
      'PaletteEdgeHostPartitionFull',
      'PaletteEdgeHostPartitionFilling',
    ],
  },
  'a host boots without Secure Boot': {
    change: cluster((main, _, now) => {
      const { host } = nodeOf(main, 0);
      host.secureBoot = false;
      host.modifiedAt = now;
    }),
    step: '5m',
    lasts: '20m',
    heals: '4m',
    fires: ['PaletteSecureBootLost'],
    setup: THREE_HOSTS,
  },
};
