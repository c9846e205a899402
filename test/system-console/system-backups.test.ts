import { describe, expect, it } from 'vitest';
import { systemBackups } from '../../exporter/system-console/system-backups.ts';
import { consoleHaving } from '../kit/test-console.ts';
import { ZERO_TIME } from '../kit/test-palette.ts';

describe('system_backups', () => {
  it('tells the backups by state, and the schedule, without messages and credentials', async () => {
    const outcome = await consoleHaving({
      '/v1/system/database/backups?mode=ftp': {
        isActive: true,
        backups: [
          {
            mode: 'Ftp',
            backupStatus: {
              state: 'Completed',
              isCompleted: true,
              startTime: '2026-11-21T01:00:00.000Z',
              finishTime: '2026-11-21T01:12:00.000Z',
            },
          },
          {
            backupStatus: {
              state: 'Failed',
              startTime: '2026-11-22T01:00:00.000Z',
              finishTime: ZERO_TIME,
              message: ['planted-secret'],
            },
          },
          'not a backup',
        ],
      },
      '/v1/system/database/backups?mode=s3': { backups: null },
      '/v1/system/config/database/backup/ftp': {
        backupSpec: { interval: 1, hourOfTheDay: 0, retentionPeriod: 30 },
        ftp: { server: 'ftp.example.com', username: 'planted-secret', password: 'planted-secret' },
      },
    }).run(systemBackups);

    await expect(outcome.text).toMatchFileSnapshot('golden/system-backups.prom');
    expect(outcome.text).not.toMatch(/planted|example\.com/);
    expect(outcome.dropped).toBe(1);
  });
});
