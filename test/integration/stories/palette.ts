import { answering, DAY, failing, fault, flapping, HOUR, lastAt, type Stories, together } from './story.ts';

export const paletteStories: Stories = {
  'the clock of Palette is an hour behind': {
    change: (world) => {
      world.platform.clockOffset = -65 * 60_000;
    },
    step: '10m',
    lasts: '25m',
    heals: '10m',
    fires: ['PaletteClockOff'],
  },
  'Palette is down for hours': {
    scenario: 'palette-down',
    step: '5m',
    lasts: '1h15m',
    heals: '1h15m',
    fires: [
      'PalettePlatformUnreachable',
      'PaletteSystemConsoleDown',
      'PaletteExporterCollectorFailing',
      'PaletteSystemNotReady',
    ],
  },
  'a service behind the API fails': {
    change: fault('/v1/dashboard', 500),
    step: '5m',
    lasts: '26m',
    heals: '12m',
    fires: ['PaletteApiErrors', 'PaletteExporterDataStale'],
  },
  'Palette is away for three minutes again and again': {
    setup: { config: { collectors: { api: { every: '30s' } } } },
    change: ({ platform }, _, site) => flapping(site, platform, 'availability', 'bad-gateway'),
    step: '3m',
    lasts: '1h28m30s',
    heals: '6m',
    fires: ['PalettePlatformFastBurn', 'PalettePlatformSlowBurn'],
    outlasts: ['PalettePlatformSlowBurn'],
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
    step: '3m',
    lasts: '26m',
    heals: '14m',
    fires: [
      'PaletteGatewayUnhealthy',
      'PaletteAlertChannelFailing',
      'PaletteSystemAlertFailing',
      'PaletteSystemNotReady',
      'PaletteApiErrors',
    ],
  },
  'tenants come to an end': {
    change: ({ tenants }) => {
      const [, second] = tenants;
      if (second === undefined) throw new RangeError('the world needs a second tenant');
      second.isActive = false;
      second.isToBeDeleted = true;
    },
    step: '30m',
    lasts: '1h20m',
    heals: '20m',
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
    step: '12h',
    lasts: '1d6h',
    heals: '6h',
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
    step: '30m',
    lasts: '1h30m',
    heals: '30m',
    fires: ['PaletteDatabaseBackupOld'],
  },
  'a registry is synchronised without end': {
    change: answering('/v1/registries/oci/summary', (body: { items: { status: { sync: object } }[] }) => {
      for (const { status } of body.items) Object.assign(status.sync, { status: 'InProgress' });
    }),
    step: '1h',
    lasts: '4h',
    heals: '1h',
    fires: ['PaletteRegistrySyncStuck'],
  },
};
