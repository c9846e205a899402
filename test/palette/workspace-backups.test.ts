import { describe, expect, it } from 'vitest';
import { workspaceBackups } from '../../exporter/palette/workspace-backups.ts';
import { type Answer, testPalette, unset, ZERO_TIME } from '../kit/test-palette.ts';

describe('backups of workspaces', () => {
  it('tell the schedule and the last one by state', async () => {
    const { text } = await visiting(() => BACKUP).run(workspaceBackups);

    await expect(text).toMatchFileSnapshot('golden/workspace-backups.prom');
  });

  it('are not scheduled where Palette answers that there are none', async () => {
    const { text } = await visiting(unset).run(workspaceBackups);

    expect(text.match(/palette_workspace_backup_scheduled\{[^}]*\} 0\n/g)).toHaveLength(2);
    expect(text).not.toContain('palette_workspace_backups');
  });

  it('are not spoken of where the workspace is not found', async () => {
    const visits = visiting(() => undefined).run(workspaceBackups);

    await expect(visits).rejects.toMatchObject({ reason: 'not_found' });
  });
});

function visiting(answer: Answer) {
  const palette = testPalette(answer);
  palette.fleet.workspaces = [
    { key: 'w1', version: '', uid: 'w1', name: 'line-tools', project: 'Assembly', projectUid: 'p1' },
    { key: 'w2', version: '', uid: 'w2', name: 'bare', project: '', projectUid: undefined },
  ];
  return palette;
}

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
