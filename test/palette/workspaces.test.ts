import { describe, expect, it } from 'vitest';
import { workspaceBackups } from '../../exporter/palette/workspace-backups.ts';
import { workspaces } from '../../exporter/palette/workspaces.ts';
import { testPalette, ZERO_TIME } from '../kit/test-palette.ts';

describe('workspaces', () => {
  it('tell what they span, and of their backups the schedule and the last by state', async () => {
    const palette = testPalette(({ path }) =>
      path.endsWith('/backup') ? BACKUP : { items: [TOOLS, BARE, 'bad'] },
    );
    palette.fleet.projects = [{ key: 'p1', version: '', uid: 'p1', name: 'Assembly' }];

    const { text, dropped } = await palette.run(workspaces);
    const backups = await palette.run(workspaceBackups);

    await expect(text + backups.text).toMatchFileSnapshot('golden/workspaces.prom');
    expect(dropped).toBe(1);
  });

  it('without backups are not scheduled', async () => {
    const palette = testPalette(({ path }) => (path.endsWith('/backup') ? undefined : { items: [BARE] }));
    await palette.run(workspaces);

    const { text } = await palette.run(workspaceBackups);

    expect(text).toMatch(/palette_workspace_backup_scheduled\{[^}]*\} 0\n$/);
  });
});

const TOOLS = {
  metadata: { uid: 'w1', name: 'line-tools', annotations: { projectUid: 'p1' } },
  spec: { clusterRefs: [{ uid: 'c1', name: 'line' }], namespaces: ['tools', 'more-tools'] },
};
const BARE = {
  metadata: { uid: 'w2', name: 'bare', annotations: null },
  spec: { clusterRefs: null, namespaces: null },
};

const BACKUP = {
  spec: { config: { backupConfig: { schedule: { scheduledRunTime: '0 3 * * *' } } } },
  status: {
    workspaceBackupStatuses: [
      {
        workspaceBackupConfig: {
          backupState: { state: 'Completed' },
          backupTime: '2026-11-22T03:00:00.000Z',
        },
      },
      {
        workspaceBackupConfig: {
          backupState: { state: 'Completed' },
          backupTime: '2026-11-21T03:00:00.000Z',
        },
      },
      { workspaceBackupConfig: { backupState: { state: 'InProgress' }, backupTime: ZERO_TIME } },
    ],
  },
};
