import { answering, DAY, failing, fault, flapping, HOUR, lastAt, type Stories, together } from './story.ts';

export const paletteStories: Stories = {
  'Palette is down for hours': {
    scenario: 'palette-down',
    pace: '2m',
    fires: ['PalettePlatformUnreachable', 'PaletteSystemConsoleDown', 'PaletteExporterCollectorFailing'],
    quiet: [
      'PaletteApiErrors',
      'PaletteExporterDataStale',
      'PalettePlatformFastBurn',
      'PalettePlatformSlowBurn',
    ],
  },
  'a service behind the API fails': {
    change: fault('/v1/dashboard', 500),
    pace: '5m',
    fires: ['PaletteApiErrors', 'PaletteExporterDataStale'],
    quiet: ['PalettePlatformUnreachable'],
  },
  'Palette is away for three minutes again and again': {
    setup: { config: { collectors: { api: { every: '30s' } } } },
    change: ({ platform }, _, site) => flapping(site, platform, 'availability', 'bad-gateway'),
    pace: '90s',
    fires: ['PalettePlatformFastBurn', 'PalettePlatformSlowBurn'],
    quiet: ['PalettePlatformUnreachable'],
  },
  'a gateway is down, mails are refused, the platform is not ready': {
    setup: { config: { collectors: { gateways: { enabled: true } } } },
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
    pace: '5m',
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
    pace: '10m',
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
    pace: '1h',
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
    pace: '15m',
    fires: ['PaletteDatabaseBackupOld'],
  },
  'a registry is synchronised without end': {
    change: answering('/v1/registries/oci/summary', (body: { items: { status: { sync: object } }[] }) => {
      for (const { status } of body.items) Object.assign(status.sync, { status: 'InProgress' });
    }),
    pace: '30m',
    fires: ['PaletteRegistrySyncStuck'],
  },
};
