import { mainCluster } from '../../../exporter/simulator/world/changes/actors.ts';
import { DAY, failing, lastAt, type Stories } from './story.ts';

export const backupStories: Stories = {
  'backups fail': {
    setup: {
      config: { collectors: { workspaces: { enabled: true }, workspace_backups: { enabled: true } } },
    },
    change: (world, now) => {
      failing(mainCluster(world).backup, now - 2 * DAY);
      for (const { backup } of world.workspaces) failing(backup, now - 2 * DAY);
      mainCluster(world).restores.push({ uid: 'restore-1', at: now, succeeded: false });
    },
    step: '1h',
    lasts: '2h30m',
    heals: '30m',
    fires: [
      'PaletteBackupFailed',
      'PaletteRestoreFailed',
      'PaletteWorkspaceBackupFailed',
      'PaletteBackupOld',
    ],
  },
  'backups are no longer made': {
    setup: {
      config: { collectors: { workspaces: { enabled: true }, workspace_backups: { enabled: true } } },
    },
    change: (world, now) => {
      mainCluster(world).backup = lastAt(now - 29 * DAY);
      for (const workspace of world.workspaces) workspace.backup = lastAt(now - 20 * DAY);
    },
    step: '30m',
    lasts: '1h20m',
    heals: '30m',
    fires: ['PaletteBackupOld', 'PaletteBackupExpiring', 'PaletteWorkspaceBackupOld'],
  },
  'no backups are made': {
    setup: { simulator: { clusters: 3, hosts: 10 } },
    change: (world) => {
      delete mainCluster(world).backup;
    },
    step: '3h',
    lasts: '1d6h',
    heals: '6h',
    fires: ['PaletteBackupNotScheduled'],
  },
};
