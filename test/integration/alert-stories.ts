import { mainCluster, nodeOf, spareHost } from '../../exporter/simulator/scenarios/actors.ts';
import type { ScenarioName } from '../../exporter/simulator/scenarios/index.ts';
import {
  applyUpdate as applyLocalUpdate,
  stageUpdate,
  uploadContent,
} from '../../exporter/simulator/world/appliance-upgrade.ts';
import { addNode, cordon, loseNode, setMachineState } from '../../exporter/simulator/world/changes.ts';
import type { Cluster } from '../../exporter/simulator/world/cluster.ts';
import type { Schedule } from '../../exporter/simulator/world/schedule.ts';
import { audit } from '../../exporter/simulator/world/tell.ts';
import { applyUpdate, approveRepave, publishUpdate } from '../../exporter/simulator/world/update.ts';
import type { World } from '../../exporter/simulator/world/world.ts';
import type { Plan, Simulator } from '../alerts/recorder.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Of the one that the simulated tenant trusts. */
const TENANT_CERTIFICATE_END = 2_110_715_335_000;

/** Something that happens in the simulated world, and the alerts that have to fire because of it. */
export interface Story {
  readonly fires: readonly string[];
  /** How long it is watched, after two steps in which all is well. */
  readonly lasts: string;
  readonly step: string;
  readonly scenario?: ScenarioName;
  /** At the same time as the scenario, when there is one. */
  change?(world: World, now: number, simulator: Simulator): void | Promise<void>;
  readonly plan?: Pick<Plan, 'config' | 'simulator' | 'start'>;
}

const cluster =
  (change: (cluster: Cluster, world: World, now: number) => void) => (world: World, now: number) => {
    const main = mainCluster(world);
    change(main, world, now);
    main.modifiedAt = now;
  };

/** Since so long ago every run of it failed. */
function failing(schedule: Schedule | undefined, since: number): void {
  if (schedule !== undefined) schedule.failingSince = since;
}

/** Its last run was then, and the next one is far away. */
function lastAt(time: number): Schedule {
  return { every: 100 * DAY, offset: time % (100 * DAY) };
}

/** Gives answers of the simulator that its world has no words for. */
function answering(path: string, change: (body: never) => void, project = '') {
  return async (_world: World, _now: number, simulator: Simulator) => {
    const { url, apiKey } = simulator.palette;
    const post = path.endsWith('/search');
    const response = await fetch(`${url}${path}`, {
      method: post ? 'POST' : 'GET',
      headers: {
        apikey: apiKey,
        'content-type': 'application/json',
        ...(project !== '' && { projectuid: project }),
      },
      ...(post && { body: '{}' }),
    });
    const body = await response.json();
    change(body as never);
    const kind = { status: 200, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    simulator.faults.push({ server: 'palette', match: (asked) => asked === path, kind });
  };
}

function fault(path: string, status: number) {
  return (_world: World, _now: number, simulator: Simulator) => {
    simulator.faults.push({ server: 'palette', match: path, kind: { status } });
  };
}

/** Several changes that do not get into each other's way. */
function together(...changes: NonNullable<Story['change']>[]): NonNullable<Story['change']> {
  return async (world, now, simulator) => {
    for (const change of changes) await change(world, now, simulator);
  };
}

const local =
  (
    change: (
      appliance: World['appliance'],
      cluster: NonNullable<World['appliance']['cluster']>,
      now: number,
    ) => void,
  ) =>
  ({ appliance }: World, now: number) => {
    if (appliance.cluster !== undefined) change(appliance, appliance.cluster, now);
  };

export const stories: Readonly<Record<string, Story>> = {
  'Palette is down for hours': {
    scenario: 'palette-down',
    lasts: '3h',
    step: '5m',
    fires: [
      'PalettePlatformUnreachable',
      'PaletteApiErrors',
      'PalettePlatformFastBurn',
      'PalettePlatformSlowBurn',
      'PaletteSystemConsoleDown',
      'PaletteExporterCollectorFailing',
    ],
  },
  'a gateway is down, mails are refused, the platform is not ready': {
    plan: { config: { collectors: { gateways: { enabled: true } } } },
    change: together(
      (world, now) => {
        const [gateway] = world.gateways;
        if (gateway === undefined) throw new RangeError('the world needs a gateway');
        world.gateways.push({
          ...gateway,
          uid: 'g1',
          name: 'rack',
          isSystem: false,
          isReady: false,
          healthy: false,
        });
        for (const { alertChannels } of [...world.projects, world.platform])
          for (const channel of alertChannels)
            if (channel.isActive) channel.lastDelivery = { at: now, succeeded: false, message: '451' };
      },
      fault('/v1/health/ready', 503),
    ),
    lasts: '1h',
    step: '5m',
    fires: [
      'PaletteGatewayUnhealthy',
      'PaletteAlertChannelFailing',
      'PaletteSystemAlertFailing',
      'PaletteSystemNotReady',
    ],
  },
  'tenants come to an end': {
    change: ({ tenants }) => {
      const [, second] = tenants;
      if (second === undefined) throw new RangeError('the world needs a second tenant');
      second.isActive = false;
      second.isToBeDeleted = true;
    },
    lasts: '2h',
    step: '10m',
    fires: ['PaletteTenantInactive', 'PaletteTenantDeleting'],
  },
  'the installation is neglected': {
    change: (world, now) => {
      world.platform.latestVersion = '4.9.1';
      world.platform.isContentValid = false;
      failing(world.platform.databaseBackup, now - HOUR - DAY);
      for (const administrator of world.administrators) administrator.passwordChangedAt = now - 400 * DAY;
      for (const registry of world.registries) failing(registry.sync, now - 4 * DAY);
    },
    lasts: '2d',
    step: '1h',
    fires: [
      'PaletteVersionAvailable',
      'PaletteContentInvalid',
      'PaletteDatabaseBackupFailed',
      'PaletteAdminPasswordOld',
      'PaletteRegistrySyncFailed',
      'PaletteRegistrySyncOld',
    ],
  },
  'the database is not backed up': {
    change: ({ platform }, now) => {
      platform.databaseBackup = lastAt(now - 5 * DAY);
    },
    lasts: '4h',
    step: '15m',
    fires: ['PaletteDatabaseBackupOld'],
  },
  'licences end soon': {
    scenario: 'licence-expiring',
    lasts: '2h',
    step: '10m',
    fires: ['PaletteActivationEnding', 'PalettePlanEnding', 'PaletteTenantPlanEnding'],
  },
  'the activation has ended': {
    scenario: 'licence-expired',
    lasts: '1h',
    step: '5m',
    fires: ['PaletteActivationInactive'],
  },
  'a limit of the tenant is near': {
    change: (world) => {
      const [key] = world.apiKeys;
      if (key === undefined) throw new RangeError('the world needs an API key');
      for (let number = 0; number < 17; number += 1)
        world.apiKeys.push({ ...key, uid: `more-${number}`, name: `more-${number}`, key: `more-${number}` });
    },
    lasts: '2h',
    step: '10m',
    fires: ['PaletteTenantLimitNear'],
  },
  'the free plan is nearly used up': {
    plan: { config: { collectors: { freemium: { enabled: true } } } },
    change: async (world, now, simulator) => {
      const path = `/v1/tenants/${world.tenants[0].uid}/freemiumUsage`;
      const answer = answering(path, (body: Record<string, unknown>) =>
        Object.assign(body, {
          isFreemium: true,
          isUnlimited: false,
          usage: { usage: 95 },
          limit: { usage: 100, overageUsage: 0, activeClusters: 5 },
        }),
      );
      await answer(world, now, simulator);
    },
    lasts: '2h',
    step: '10m',
    fires: ['PaletteFreePlanNear'],
  },
  'a node dies': {
    scenario: 'node-down',
    lasts: '3h',
    step: '5m',
    fires: [
      'PaletteNodeNotReady',
      'PaletteClusterUnhealthy',
      'PaletteClusterQuorumAtRisk',
      'PaletteEdgeHostUnhealthy',
      'PaletteClusterFastBurn',
      'PaletteClusterSlowBurn',
      'PaletteEdgeHostFastBurn',
      'PaletteEdgeHostSlowBurn',
    ],
  },
  'two nodes die': {
    change: cluster((main, world, now) => {
      loseNode(world, main, nodeOf(main, 0), now);
      loseNode(world, main, nodeOf(main, 1), now);
    }),
    lasts: '30m',
    step: '5m',
    fires: ['PaletteClusterQuorumLost'],
  },
  'the agent of the cluster is silent': {
    scenario: 'heartbeat-lost',
    lasts: '1h',
    step: '5m',
    fires: ['PaletteClusterHeartbeatLost'],
  },
  'a cluster fails': { scenario: 'cluster-error', lasts: '30m', step: '5m', fires: ['PaletteClusterError'] },
  'a cluster does not get ready': {
    change: cluster((main) => {
      main.state = 'Provisioning';
    }),
    lasts: '1h',
    step: '5m',
    fires: ['PaletteClusterProvisioningSlow'],
  },
  'a cluster is being deleted, and does not go': {
    change: cluster((main) => {
      main.state = 'Deleting';
    }),
    lasts: '2h',
    step: '10m',
    fires: ['PaletteClusterDeleting', 'PaletteClusterDeletionStuck'],
  },
  'a cluster is short of everything and does not do what it should': {
    change: cluster((main, _, now) => {
      main.utilisation = { cpu: 0.96, memory: 0.97 };
      main.paused = true;
      main.kubernetesVersion = '1.30.9';
      const [condition] = main.conditions;
      const [pack] = main.deployed;
      if (condition === undefined || pack === undefined) throw new RangeError('the cluster has too little');
      condition.status = 'False';
      pack.pack = { ...pack.pack, version: '0.0.1' };
      main.spcApply = { released: true, deferred: false, modifiedAt: now, appliedAt: now - DAY };
    }),
    lasts: '2d',
    step: '1h',
    fires: [
      'PaletteClusterCpuHigh',
      'PaletteClusterMemoryHigh',
      'PaletteClusterPaused',
      'PaletteKubernetesVersionDrift',
      'PaletteClusterConditionFalse',
      'PaletteProfileDrift',
      'PaletteRolloutSlow',
      'PaletteProfileNotApplied',
    ],
  },
  'a change is installed later': {
    change: cluster((main, _, now) => {
      main.spcApply = { released: true, deferred: true, modifiedAt: now, appliedAt: now - DAY };
    }),
    lasts: '2h',
    step: '10m',
    fires: ['PaletteProfileApplyDeferred'],
  },
  'a cluster vanishes': {
    plan: { simulator: { clusters: 3, hosts: 10 } },
    change: (world) => {
      world.clusters = world.clusters.slice(0, -1);
    },
    lasts: '1h',
    step: '5m',
    fires: ['PaletteClusterVanished'],
  },
  'a profile update waits': {
    scenario: 'update-pending',
    lasts: '4d',
    step: '2h',
    fires: ['PaletteProfileUpdatePending'],
  },
  'a repave waits': { scenario: 'repave-pending', lasts: '6h', step: '30m', fires: ['PaletteRepaveWaiting'] },
  'a rollout hangs at its first node': {
    change: cluster((main, world, now) => {
      publishUpdate(world, main, now);
      applyUpdate(world, main, now);
      approveRepave(world, main, now);
      cordon(nodeOf(main, 0), 'InProgress');
    }),
    lasts: '2h',
    step: '5m',
    fires: ['PaletteRolloutNodeStuck', 'PaletteNodeDrainStuck', 'PaletteNodeInMaintenance'],
  },
  'a pack fails': {
    scenario: 'pack-failed',
    lasts: '2h',
    step: '5m',
    fires: ['PalettePackFailed', 'PalettePackNotReady'],
  },
  'a pack is withdrawn': {
    scenario: 'pack-invalid',
    lasts: '2h',
    step: '10m',
    fires: ['PalettePackInvalid', 'PaletteProfilePacksWithdrawn'],
  },
  'a template fails': {
    scenario: 'template-failed',
    lasts: '2h',
    step: '10m',
    fires: ['PaletteTemplateClustersFailed'],
  },
  'a template asks for values': {
    change: answering(
      '/v1/dashboard/spectroclusters/search',
      (body: { items: { status: { notifications: object } }[] }) => {
        for (const { status } of body.items)
          Object.assign(status.notifications, { isTemplateVariableResolutionPending: true });
      },
    ),
    lasts: '2h',
    step: '10m',
    fires: ['PaletteTemplateVariablesPending'],
  },
  'the nodes are in trouble': {
    change: cluster((main, _, now) => {
      const [first, second, third] = [nodeOf(main, 0), nodeOf(main, 1), nodeOf(main, 2)];
      first.healthy = false;
      first.silentSince = now - HOUR;
      first.conditions = first.conditions.map((one) =>
        one.type === 'DiskPressure' ? { ...one, status: 'True' } : one,
      );
      cordon(second, 'Completed');
      setMachineState(third, 'Failed', now);
      for (const pool of main.pools) pool.desired += 1;
    }),
    lasts: '6h',
    step: '30m',
    fires: [
      'PaletteNodeUnhealthy',
      'PaletteNodeHeartbeatOld',
      'PaletteNodePressure',
      'PaletteNodeCordonForgotten',
      'PaletteNodeInstanceFailed',
      'PaletteNodePoolIncomplete',
    ],
  },
  'a host is replaced half-way': {
    change: cluster((main, world, now) => {
      const [pool] = main.pools;
      if (pool === undefined) throw new RangeError('the cluster has no pool');
      addNode(main, pool, spareHost(world), now);
      setMachineState(nodeOf(main, 0), 'Deleting', now);
    }),
    lasts: '4h',
    step: '15m',
    fires: [
      'PaletteControlPlaneReplacing',
      'PaletteNodeProvisioningSlow',
      'PaletteNodeDeletionStuck',
      'PaletteNodePoolOversized',
      'PaletteEdgeHostNoSpare',
    ],
  },
  'a drain fails': { scenario: 'drain-failed', lasts: '30m', step: '5m', fires: ['PaletteNodeDrainFailed'] },
  'the spare host is off': {
    change: (world) => {
      spareHost(world).health = { state: 'unhealthy', message: 'edge host is not reachable' };
    },
    lasts: '2d',
    step: '2h',
    fires: ['PaletteEdgeHostSpareUnhealthy'],
  },
  'a host waits to be paired': {
    scenario: 'host-unpaired',
    lasts: '4h',
    step: '15m',
    fires: ['PaletteEdgeHostUnpaired'],
  },
  'a host boots its recovery system': {
    scenario: 'host-recovery',
    lasts: '30m',
    step: '5m',
    fires: ['PaletteEdgeHostRecoveryBoot'],
  },
  'a host falls back to its passive image': {
    scenario: 'passive-boot',
    lasts: '5h',
    step: '30m',
    fires: ['PaletteEdgeHostSystemsMixed'],
  },
  'agents stay behind': {
    scenario: 'agent-outdated',
    change: (world) => {
      world.tenants[0].isAgentUpgradePaused = true;
    },
    lasts: '9d',
    step: '6h',
    fires: ['PaletteEdgeHostAgentOutdated', 'PaletteAgentUpgradesPaused'],
  },
  'disks are full': {
    scenario: 'disk-full',
    change: cluster((main) => {
      for (const partition of nodeOf(main, 1).host.disks.flatMap(({ partitions }) => partitions))
        if (partition.mountPoint === '/usr/local') partition.used = partition.total * 0.98;
    }),
    lasts: '2h',
    step: '10m',
    fires: [
      'PaletteEdgeHostImagePartitionFull',
      'PaletteEdgeHostPartitionFull',
      'PaletteEdgeHostPartitionFilling',
    ],
  },
  'backups fail': {
    plan: { config: { collectors: { workspaces: { enabled: true }, workspace_backups: { enabled: true } } } },
    change: (world, now) => {
      failing(mainCluster(world).backup, now - 2 * DAY);
      for (const { backup } of world.workspaces) failing(backup, now - 2 * DAY);
      mainCluster(world).restores.push({ uid: 'restore-1', at: now, succeeded: false });
    },
    lasts: '4h',
    step: '15m',
    fires: ['PaletteBackupFailed', 'PaletteRestoreFailed', 'PaletteWorkspaceBackupFailed'],
  },
  'backups are no longer made': {
    plan: { config: { collectors: { workspaces: { enabled: true }, workspace_backups: { enabled: true } } } },
    change: (world, now) => {
      mainCluster(world).backup = lastAt(now - 29 * DAY);
      for (const workspace of world.workspaces) workspace.backup = lastAt(now - 20 * DAY);
    },
    lasts: '4h',
    step: '15m',
    fires: ['PaletteBackupOld', 'PaletteBackupExpiring', 'PaletteWorkspaceBackupOld'],
  },
  'no backups are made': {
    plan: { simulator: { clusters: 3, hosts: 10 } },
    change: (world) => {
      delete mainCluster(world).backup;
    },
    lasts: '2d',
    step: '2h',
    fires: ['PaletteBackupNotScheduled'],
  },
  'certificates of a cluster are not renewed': {
    change: cluster((main, _, now) => {
      main.certificatesExpireAt = now + 2 * DAY;
    }),
    lasts: '3h',
    step: '10m',
    fires: ['PaletteClusterCertExpiring', 'PaletteClusterCertUrgent'],
  },
  'keys and tokens end': {
    change: (world, now) => {
      const [own] = world.apiKeys;
      const [, other] = world.users;
      if (own === undefined || other === undefined)
        throw new RangeError('the world needs a key and two users');
      for (const key of world.apiKeys) key.expiresAt = now + DAY;
      world.apiKeys.push({ ...own, uid: 'pipeline', name: 'pipeline', key: 'pipeline', user: other });
      for (const token of world.edgeTokens) token.expiresAt = now + DAY;
    },
    lasts: '3h',
    step: '10m',
    fires: [
      'PaletteOwnKeyExpiring',
      'PaletteOwnKeyUrgent',
      'PaletteApiKeyExpiring',
      'PaletteEdgeTokenExpiring',
    ],
  },
  'a remote shell stays open': {
    scenario: 'remote-shell-open',
    plan: { config: { collectors: { edge_host_details: { detail: true } } } },
    lasts: '4h',
    step: '15m',
    fires: ['PaletteRemoteShellOpen'],
  },
  'somebody deletes clusters': {
    change: (world, now) => {
      for (let number = 0; number < 6; number += 1)
        audit(world, now + number, 'delete', {
          kind: 'spectrocluster',
          uid: `gone-${number}`,
          name: `gone-${number}`,
        });
    },
    lasts: '10m',
    step: '1m',
    // The trail is read from where the exporter began.
    fires: ['PaletteMassDeletion'],
  },
  'a host boots without Secure Boot': {
    change: cluster((main, _, now) => {
      const { host } = nodeOf(main, 0);
      host.secureBoot = false;
      host.modifiedAt = now;
    }),
    lasts: '1h',
    step: '5m',
    fires: ['PaletteSecureBootLost'],
  },
  'a scan fails': { scenario: 'scan-failed', lasts: '3h', step: '10m', fires: ['PaletteScanFailed'] },
  'a collector is refused, another is limited': {
    change: together(fault('/v1/apiKeys', 403), fault('/v1/users/summary', 429)),
    lasts: '3h',
    step: '5m',
    fires: ['PaletteExporterForbidden', 'PaletteExporterRateLimited', 'PaletteExporterDataStale'],
  },
  'Palette lists a node twice': {
    change: cluster((main) => {
      const [pool] = main.pools;
      const node = nodeOf(main, 0);
      pool?.machines.push({ ...node, uid: 'the-same-again' });
    }),
    lasts: '4h',
    step: '15m',
    fires: ['PaletteExporterRowsDropped'],
  },
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
    lasts: '5h',
    step: '30m',
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
  },
  'a host of the appliance is away': {
    change: ({ appliance }) => {
      const [, second] = appliance.hosts;
      if (second !== undefined) second.reachable = false;
    },
    lasts: '1h',
    step: '5m',
    fires: ['PaletteLocalUiUnreachable'],
  },
  'the password of a Local UI is changed': {
    change: ({ appliance }) => {
      Object.assign(appliance.account, { password: 'another one' });
    },
    plan: { config: {} },
    lasts: '26h',
    step: '1h',
    fires: ['PaletteLocalUiLoginBlocked'],
  },
  'the local cluster fails, its registry too': {
    plan: { config: { collectors: { localui_pairing: { enabled: true } } } },
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
    lasts: '30h',
    step: '2h',
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
    lasts: '2h',
    step: '5m',
    fires: ['PaletteApplianceUpgrading', 'PalettePlatformUnreachable'],
  },
  'the upgrade of the appliance hangs': {
    change: ({ appliance }, now) => applyLocalUpdate(appliance, '4.8.12', now),
    lasts: '5h',
    step: '10m',
    fires: ['PaletteApplianceUpgradeStuck'],
  },
  'an update waits in Local UI': {
    change: ({ appliance }) => stageUpdate(appliance, '4.8.12'),
    lasts: '9d',
    step: '6h',
    fires: ['PaletteLocalUpdateWaiting'],
  },
  'a registry is synchronised without end': {
    change: answering('/v1/registries/oci/summary', (body: { items: { status: { sync: object } }[] }) => {
      for (const { status } of body.items) Object.assign(status.sync, { status: 'InProgress' });
    }),
    lasts: '5h',
    step: '30m',
    fires: ['PaletteRegistrySyncStuck'],
  },
  'the certificates that Palette and Local UI show are near their end': {
    // They were made a moment ago, for a year of real time.
    plan: { start: Date.now() + 363 * DAY, simulator: { palette: { tls: true } } },
    lasts: '2h',
    step: '10m',
    fires: ['PaletteTlsExpiring', 'PaletteTlsUrgent', 'PaletteLocalUiTlsExpiring'],
  },
  'a certificate of the tenant is near its end': {
    plan: { start: TENANT_CERTIFICATE_END - 20 * DAY },
    lasts: '2h',
    step: '10m',
    fires: ['PaletteTenantCertExpiring'],
  },
  'authorities are near their end': {
    change: together(
      cluster((main, _, now) => {
        Object.assign(main, { createdAt: now - 3600 * DAY });
      }),
      local((_, { certificates }, now) => {
        for (const authority of certificates.authorities)
          Object.assign(authority, { expiresAt: now + 50 * DAY });
      }),
    ),
    lasts: '2h',
    step: '10m',
    fires: ['PaletteClusterCaExpiring', 'PaletteLocalCaExpiring'],
  },
  'a temporary user is left on a host': {
    plan: { config: { collectors: { edge_host_details: { detail: true } } } },
    change: async (world, now, simulator) => {
      const { uid, project } = spareHost(world);
      const answer = answering(
        `/v1/edgehosts/${uid}`,
        (host: { spec: { tunnelConfig: object } }) => {
          Object.assign(host.spec.tunnelConfig, { remoteSshTempUser: 'enabled' });
        },
        project.uid,
      );
      await answer(world, now, simulator);
    },
    lasts: '2d',
    step: '2h',
    fires: ['PaletteTemporaryUserLeft'],
  },
  'nobody verifies the certificate of a Local UI': {
    plan: {
      config: ({ localUi }) => ({
        localUi: localUi.map(({ name, url, username, password }) => ({
          name,
          url,
          username,
          password,
          tls: { insecureSkipVerify: true },
        })),
      }),
    },
    lasts: '2d',
    step: '2h',
    fires: ['PaletteLocalUiTlsUnverified'],
  },
};
