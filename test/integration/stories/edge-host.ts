import { mainCluster, nodeOf, spareHost } from '../../../exporter/simulator/world/changes/actors.ts';
import { cluster, flapping, type Stories } from './story.ts';

export const edgeHostStories: Stories = {
  'the spare host is off': {
    change: (world) => {
      spareHost(world).health = { state: 'unhealthy', message: 'edge host is not reachable' };
    },
    pace: '2h',
    fires: ['PaletteEdgeHostSpareUnhealthy'],
  },
  'a host of a cluster is unhealthy for three minutes again and again': {
    setup: { config: { collectors: { edge_hosts: { every: '30s' } } } },
    change: (world, _, site) => {
      const { host } = nodeOf(mainCluster(world), 0);
      flapping(site, host, 'health', { state: 'unhealthy', message: 'edge host is not reachable' });
    },
    pace: '90s',
    fires: ['PaletteEdgeHostFastBurn', 'PaletteEdgeHostSlowBurn'],
    quiet: ['PaletteEdgeHostUnhealthy'],
  },
  'a host waits to be paired': {
    scenario: 'host-unpaired',
    pace: '15m',
    fires: ['PaletteEdgeHostUnpaired'],
  },
  'a host boots its recovery system': {
    scenario: 'host-recovery',
    pace: '5m',
    fires: ['PaletteEdgeHostRecoveryBoot'],
  },
  'a host falls back to its passive image': {
    scenario: 'passive-boot',
    pace: '30m',
    fires: ['PaletteEdgeHostSystemsMixed'],
  },
  'agents stay behind': {
    scenario: 'agent-outdated',
    change: (world) => {
      world.tenants[0].isAgentUpgradePaused = true;
    },
    pace: '6h',
    fires: ['PaletteEdgeHostAgentOutdated', 'PaletteAgentUpgradesPaused'],
  },
  'disks are full': {
    scenario: 'disk-full',
    change: cluster((main) => {
      for (const partition of nodeOf(main, 1).host.disks.flatMap(({ partitions }) => partitions))
        if (partition.mountPoint === '/usr/local') partition.used = partition.total * 0.98;
    }),
    pace: '10m',
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
    pace: '5m',
    fires: ['PaletteSecureBootLost'],
  },
};
