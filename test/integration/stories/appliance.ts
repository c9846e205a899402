import {
  applyStagedUpdate as applyLocalUpdate,
  beginReboot,
  stageUpdate,
  uploadContent,
} from '../../../exporter/simulator/world/changes/appliance-upgrade.ts';
import { DAY, HOUR, local, type Stories, THREE_HOSTS } from './story.ts';

export const applianceStories: Stories = {
  'hosts of the appliance are in trouble': {
    change: local((appliance, cluster, now) => {
      const [first, second, third] = appliance.hosts;
      if (first === undefined || second === undefined || third === undefined)
        throw new RangeError('three hosts are needed');
      second.healthy = false;
      second.contentSynced = false;
      third.agentVersion = '4.7.1';
      first.configurationChange = 'Failed';
      first.files.push({ name: 'core.1', modifiedAt: now });
      const [nic] = first.network;
      if (nic !== undefined) nic.status = 'down';
      for (const partition of first.disks.flatMap(({ partitions }) => partitions))
        if (partition.mountPoint === '/usr/local') partition.used = partition.total * 0.95;
      cluster.health = { healthy: false, reason: 'node is not ready' };
      cluster.rebootPending = true;
    }),
    step: '1h',
    lasts: '4h',
    heals: '1h',
    fires: [
      'PaletteLinkedHostUnhealthy',
      'PalettePeerContentNotSynced',
      'PaletteLocalAgentsMixed',
      'PaletteLocalHostConfigFailed',
      'PaletteHostCoreDumps',
      'PaletteEdgeHostNetworkDown',
      'PaletteLocalPartitionFull',
      'PaletteLocalClusterUnhealthy',
      'PaletteLocalNodeUnhealthy',
      'PaletteLocalRebootPending',
    ],
    setup: THREE_HOSTS,
  },
  'a host of the appliance is away': {
    change: ({ appliance }) => {
      const [, second] = appliance.hosts;
      if (second !== undefined) second.reachable = false;
    },
    step: '10m',
    lasts: '24m',
    heals: '6m',
    fires: ['PaletteLocalUiUnreachable', 'PaletteLinkedHostUnhealthy', 'PaletteLocalNodeUnhealthy'],
    setup: THREE_HOSTS,
  },
  'the password of a Local UI is changed': {
    change: ({ appliance }) => {
      Object.assign(appliance.account, { password: 'another one' });
    },
    setup: { config: {}, ...THREE_HOSTS },
    step: '3h',
    lasts: '24h',
    heals: '6h',
    fires: [
      'PaletteLocalUiLoginBlocked',
      'PaletteExporterCollectorFailing',
      'PaletteExporterDataStale',
      'PaletteExporterForbidden',
      'PaletteLocalUiUnreachable',
    ],
    outlasts: [
      'PaletteExporterCollectorFailing',
      'PaletteExporterDataStale',
      'PaletteExporterForbidden',
      'PaletteLocalUiLoginBlocked',
      'PaletteLocalUiUnreachable',
    ],
  },
  'the local cluster fails, its registry too': {
    setup: { config: { collectors: { localui_pairing: { enabled: true } } } },
    change: local((_, cluster, now) => {
      cluster.state = 'Error';
      cluster.pairing = 'Failed';
      cluster.registry.state = 'Unhealthy';
      cluster.registry.used = cluster.registry.size * 0.97;
      cluster.certificates.renewedAt = now - 350 * DAY;
      const [pack] = cluster.profiles.flatMap(({ packs }) => packs);
      if (pack !== undefined) pack.status = 'Failed';
      cluster.registry.pending.push(
        { kind: 'image', name: 'a', version: '1', mebibytes: 1, addedAt: now - 3 * HOUR, status: 'failed' },
        { kind: 'image', name: 'b', version: '1', mebibytes: 1, addedAt: now - 3 * HOUR, status: 'pending' },
      );
    }),
    step: '12h',
    lasts: '1d6h',
    heals: '6h',
    fires: [
      'PaletteLocalClusterError',
      'PalettePairingFailed',
      'PaletteLocalRegistryUnhealthy',
      'PaletteLocalRegistryFilling',
      'PaletteLocalRegistryFull',
      'PaletteLocalCertExpiring',
      'PaletteLocalCertRenewalDue',
      'PaletteLocalPackNotRunning',
      'PaletteLocalSyncFailed',
      'PaletteLocalSyncSlow',
    ],
  },
  'the appliance is upgraded and does not come back': {
    change: ({ appliance, platform }, now) => {
      uploadContent(appliance, '4.8.12', now);
      if (appliance.cluster !== undefined) appliance.cluster.registry.pending = [];
      applyLocalUpdate(appliance, '4.8.12', now);
      platform.availability = 'bad-gateway';
    },
    step: '5m',
    lasts: '12m',
    heals: '12m',
    fires: [
      'PaletteApplianceUpgrading',
      'PalettePlatformUnreachable',
      'PaletteSystemConsoleDown',
      'PaletteSystemNotReady',
    ],
  },
  'the upgrade of the appliance hangs, since one of its hosts does not come back': {
    change: ({ appliance }, now) => {
      applyLocalUpdate(appliance, '4.8.12', now);
      const [, second] = appliance.hosts;
      if (second !== undefined) beginReboot(appliance, second);
    },
    step: '1h',
    lasts: '5h15m',
    heals: '30m',
    fires: [
      'PaletteApplianceUpgradeStuck',
      'PaletteLocalUiUnreachable',
      'PaletteLinkedHostUnhealthy',
      'PaletteLocalClusterUnhealthy',
      'PaletteLocalNodeUnhealthy',
      'PaletteLocalClusterNotRunning',
      'PaletteLocalPackNotRunning',
      'PaletteLocalRebootPending',
      'PaletteApplianceUpgrading',
      'PaletteExporterCollectorFailing',
    ],
    setup: THREE_HOSTS,
  },
  'a pack of the appliance fails, and Palette with it': {
    change: ({ appliance, platform }, now) => {
      const pack = appliance.cluster?.profiles.flatMap(({ packs }) => packs).at(0);
      if (pack !== undefined) Object.assign(pack, { status: 'Failed', startedAt: now, endedAt: undefined });
      platform.availability = 'bad-gateway';
    },
    step: '5m',
    lasts: '1h15m',
    heals: '1h15m',
    fires: [
      'PalettePlatformUnreachable',
      'PaletteLocalPackNotRunning',
      'PaletteExporterCollectorFailing',
      'PaletteSystemConsoleDown',
      'PaletteSystemNotReady',
    ],
  },
  'the local cluster does not leave its provisioning': {
    change: local((_, cluster) => {
      cluster.state = 'Provisioning';
    }),
    step: '15m',
    lasts: '40m',
    heals: '10m',
    fires: ['PaletteLocalClusterNotRunning'],
  },
  'an update waits in Local UI': {
    change: ({ appliance }) => stageUpdate(appliance, '4.8.12'),
    step: '1d',
    lasts: '9d',
    heals: '2d',
    fires: ['PaletteLocalUpdateWaiting'],
  },
  'an update that skips a release of Kubernetes waits in Local UI': {
    change: local((appliance, cluster) => {
      stageUpdate(appliance, '4.9.23');
      cluster.staged = cluster.staged.map((profile) => ({
        ...profile,
        packs: profile.packs.map((pack) =>
          pack.name === 'edge-k8s' ? { ...pack, version: '1.35.1' } : pack,
        ),
      }));
    }),
    mend: local((_, cluster) => {
      cluster.staged = [];
    }),
    step: '30m',
    lasts: '1h',
    heals: '1h',
    fires: ['PaletteLocalUpdateSkipsKubernetes'],
  },
  'the local cluster runs without its time servers and without one of its hosts': {
    change: local((_, cluster) => {
      cluster.ntpServersApplied = false;
      cluster.desiredHosts = { controlPlane: 4 };
    }),
    step: '30m',
    lasts: '1h30m',
    heals: '30m',
    fires: ['PaletteHostTimeNotSet', 'PaletteLocalPoolIncomplete'],
  },
};
