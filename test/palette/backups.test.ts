import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createTelemetry } from '../../exporter/collection/telemetry.ts';
import { createPaletteClient } from '../../exporter/palette/api/client.ts';
import { endpoints } from '../../exporter/palette/api/endpoints.ts';
import { backups } from '../../exporter/palette/backups.ts';
import { createHttp } from '../../exporter/sources/http.ts';
import { createSecret } from '../../exporter/sources/secret.ts';
import { answering, startServer } from '../kit/answering-server.ts';
import { fakeClock } from '../kit/fake-clock.ts';
import { type Answer, clusterRef, testPalette, unset, ZERO_TIME } from '../kit/test-palette.ts';

describe('backups of clusters', () => {
  it('tell schedule, retention, the last one by state and the last restore', async () => {
    const { text, dropped } = await of(({ path }) => (path.endsWith('/backup') ? BACKUP : RESTORE)).run(
      backups,
    );

    await expect(text).toMatchFileSnapshot('golden/backups.prom');
    expect(dropped).toBe(0);
  });

  it('are not scheduled where Palette answers that there are none', async () => {
    const { text } = await of(unset).run(backups);

    expect(text).toContain('palette_cluster_backup_scheduled{palette="pma",cluster_uid="line"');
    expect(text.split('\n').filter((row) => row !== '' && !row.startsWith('#'))).toEqual([
      expect.stringMatching(/ 0$/),
    ]);
  });

  it('are not spoken of where the cluster is not found', async () => {
    await expect(of(() => undefined).run(backups)).rejects.toMatchObject({ reason: 'not_found' });
  });

  it('are taken as Go writes them, one bad run among good ones', async () => {
    const odd = {
      spec: { config: { schedule: { scheduledRunTime: '' }, namespaces: null } },
      status: {
        clusterBackupStatuses: [
          { state: 7 },
          { state: 'Hibernating', actor: null, backupStatusMeta: null, restoreStatusMeta: null },
          {
            state: 'InProgress',
            backupStatusMeta: [{ backupState: { state: 'InProgress', backupTime: ZERO_TIME } }],
          },
        ],
      },
    };
    const nothing = { status: { clusterRestoreStatuses: null } };

    const { text, dropped } = await of(({ path }) => (path.endsWith('/backup') ? odd : nothing)).run(backups);

    await expect(text).toMatchFileSnapshot('golden/backups-odd.prom');
    expect(dropped).toBe(1);
  });
});

describe('a cluster without backups', () => {
  it.each([404, 400, 500])('is known by the code of the error, here with status %i', async (status) => {
    const server = await startServer(
      answering(status, { code: 'BackupNotConfigured', message: 'planted-secret' }),
    );
    const client = createPaletteClient({
      name: 'pma',
      http: createHttp({
        who: 'palette "pma"',
        url: server.url,
        connections: 1,
        timeout: 30_000,
        maxBody: 2 ** 20,
      }),
      apiKey: createSecret({ value: 'key' }, 'apiKey'),
      clock: fakeClock(),
      budgetShare: 1,
      budgets: new Map(),
      telemetry: createTelemetry(),
    });
    const run = { stats: { requests: 0, dropped: 0 }, signal: new AbortController().signal };

    const answer = client.call(run, endpoints.clusterBackup, z.unknown(), { path: { uid: 'c1' } });

    await expect(answer).rejects.toMatchObject({ reason: 'not_found' });
    await client.close();
  });
});

function of(answer: Answer) {
  const palette = testPalette(answer);
  palette.fleet.clusters = [clusterRef('line')];
  return palette;
}

const RUN = { actor: { actorType: 'system' }, restoreStatusMeta: [{ restoreState: 'Completed' }] };

const BACKUP = {
  metadata: { uid: 'line' },
  spec: {
    config: {
      backupLocationName: 'object-store',
      durationInHours: 720,
      includeAllDisks: true,
      includeClusterResourceMode: 'Always',
      schedule: { scheduledRunTime: '0 2 * * *' },
    },
  },
  status: {
    clusterBackupStatuses: [
      {
        ...RUN,
        state: 'Completed',
        backupStatusMeta: [
          {
            backupState: {
              state: 'Completed',
              backupTime: '2026-11-21T02:10:00.000Z',
              msg: 'planted-secret',
            },
            expiryDate: '2026-12-21T02:10:00.000Z',
          },
        ],
      },
      {
        ...RUN,
        state: 'Failed',
        backupStatusMeta: [
          { backupState: { state: 'Failed', backupTime: '2026-11-22T02:10:00.000Z' }, expiryDate: ZERO_TIME },
        ],
      },
      {
        ...RUN,
        actor: { actorType: 'user', uid: 'u1' },
        state: 'Completed',
        backupStatusMeta: [
          {
            backupState: { state: 'Completed', backupTime: '2026-11-20T02:10:00.000Z' },
            expiryDate: '2026-12-20T02:10:00.000Z',
          },
        ],
      },
    ],
  },
};

const RESTORE = {
  status: {
    clusterRestoreStatuses: [
      {
        state: 'Completed',
        restoreStatusMeta: { isSucceeded: true, restoreTime: '2026-11-01T10:00:00.000Z' },
      },
      {
        state: 'Failed',
        restoreStatusMeta: { restoreTime: '2026-11-02T10:00:00.000Z', msg: 'planted-secret' },
      },
    ],
  },
};
